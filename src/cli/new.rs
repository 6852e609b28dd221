//! `new`: a file with complete front matter.

use super::args::{New, NewArticle, NewRecord, NewWhat};
use super::init::yaml_text;
use super::{Failure, output};
use crate::base::{Instant, Zone, slugify};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{CategoryMatter, read_matter};
use crate::diag::did_you_mean;
use crate::fs::FsError;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Folders of `content/` that hold something other than articles, and addresses that pressroom uses itself.
const RESERVED: [&str; 10] =
    ["authors", "categories", "tags", "pages", "series", "archive", "search", "page", "assets", "media"];

pub(super) fn new(arguments: &New) -> Result<ExitCode, Failure> {
    match &arguments.what {
        NewWhat::Article(article) => new_article(article),
        NewWhat::Author(record) => new_author(record),
        NewWhat::Category(record) => new_category(record),
    }
}

fn new_article(arguments: &NewArticle) -> Result<ExitCode, Failure> {
    let root = &arguments.root;
    let config = read_config(root)?;
    let slug = slug_of(&arguments.title)?;
    let categories = categories(root);
    let category = match &arguments.category {
        Some(category) if categories.contains(category) => Some(category.clone()),
        // Without records, a folder is all that a category takes.
        Some(category) if categories.is_empty() => Some(free_slug("category", category)?),
        Some(category) => return Err(unknown("category", category, &categories)),
        None => categories.first().cloned(),
    };
    let authors = slugs(root, "content/authors");
    let author = match &arguments.author {
        Some(author) if authors.contains(author) => Some(author.clone()),
        Some(author) => return Err(unknown("author", author, &authors)),
        None if authors.len() == 1 => authors.first().cloned(),
        None => None,
    };
    let kind = arguments.kind.as_deref().unwrap_or("news");
    if config.types.position(kind).is_none() {
        let known: Vec<String> = config.types.all().iter().map(|kind| kind.slug.clone()).collect();
        return Err(unknown("article type", kind, &known));
    }
    let parts = config.zone.parts(clock());
    let now = format!("{:04}-{:02}-{:02}T{:02}:{:02}", parts.year, parts.month, parts.day, parts.hour, parts.minute);
    let mut text = String::from("---\n");
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("title: {}", yaml_text(&arguments.title)));
    line(&format!("date: {now}    # {}; in the future: it is published then", config.timezone));
    line("draft: true               # remove this line to publish");
    line(&format!("type: {kind}"));
    match &category {
        Some(category) => line(&format!("category: {category}")),
        None => line("# category: phones"),
    }
    match &author {
        Some(author) => line(&format!("author: {author}")),
        None if authors.is_empty() => line("# author: {name: Your Name}"),
        None => line(&format!("# author: {}    # one of these", authors.join(" | "))),
    }
    line("tags: []");
    line("# description: The standfirst, one or two sentences; without it, the first paragraph");
    line("# image:");
    line("#   src: picture.jpg      # beside this file, or /picture.jpg below content/ or static/");
    line("#   alt: What the picture shows");
    line("#   credit: Photographer / Agency");
    // What only the writer knows is left to uncomment: an empty verdict or sponsor would be published as one.
    for extra in fields_of(kind) {
        line(extra);
    }
    line("---");
    line("The first paragraph says what happened.");
    let folder = category.map_or_else(|| "content".to_owned(), |category| format!("content/{category}"));
    write_new(root, &format!("{folder}/{slug}.md"), &text, "a draft: `pressroom build --drafts` includes it")
}

/// The front matter that a type of article has beside the usual.
fn fields_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "review" => &[
            "# review:",
            "#   product: Name of the thing",
            "#   brand: Its maker",
            "#   score: 7.5              # of 10; `max:` for another scale",
            "#   verdict: One or two sentences",
            "#   pros: [one, another]",
            "#   cons: [one, another]",
            "#   price: €100",
            "#   tested: How, and for how long",
            "#   supplied: Who paid for it",
        ],
        "liveblog" => &["live:", "  state: live             # later: ended"],
        "sponsored" => &["# sponsor:", "#   name: Who paid for it", "#   url: https://example.com/"],
        _ => &[],
    }
}

fn new_author(arguments: &NewRecord) -> Result<ExitCode, Failure> {
    read_config(&arguments.root)?;
    let slug = slug_of(&arguments.name)?;
    let text = format!(
        "---\nname: {}\n# role: Reporter\n# picture:\n#   src: {slug}.jpg        # beside this file\n\
         # links:\n#   - {{title: Web site, url: https://example.com/}}\n---\n",
        yaml_text(&arguments.name)
    );
    let next = format!("write the bio below the `---`; articles name this author as `author: {slug}`");
    write_new(&arguments.root, &format!("content/authors/{slug}.md"), &text, &next)
}

fn new_category(arguments: &NewRecord) -> Result<ExitCode, Failure> {
    let root = &arguments.root;
    read_config(root)?;
    let slug = free_slug("category", &arguments.name)?;
    let order = slugs(root, "content/categories").len() + 1;
    let text = format!(
        "---\ntitle: {}\norder: {order}                  # its place in the menu\n\
         # description: What this section is about\n# colour: \"#1a4d7a\"\n# parent: slug-of-a-category\n---\n",
        yaml_text(&arguments.name)
    );
    let next = format!("its articles go into `content/{slug}/`");
    write_new(root, &format!("content/categories/{slug}.md"), &text, &next)
}

/// The slug of a name that becomes a folder of `content/` and the first part of URLs.
fn free_slug(what: &str, name: &str) -> Result<String, Failure> {
    let slug = slug_of(name)?;
    if RESERVED.contains(&slug.as_str()) {
        return Err(Failure::new(format!("a {what} can't be called `{slug}`"))
            .hint("pressroom uses that address itself; choose another name"));
    }
    Ok(slug)
}

/// Writes a file that must not be there yet, says where it is, and what comes next.
fn write_new(root: &Path, path: &str, text: &str, next: &str) -> Result<ExitCode, Failure> {
    let full = root.join(path);
    if full.exists() {
        let message = format!("`{path}` is there already");
        return Err(Failure::new(message).hint("choose another title, or edit that file"));
    }
    let parent = full.parent().unwrap_or(root);
    fs::create_dir_all(parent).map_err(|error| FsError::new("can't make the folder", parent, error))?;
    fs::write(&full, text).map_err(|error| FsError::new("can't write", &full, error))?;
    let told = output::data(&full.display().to_string());
    output::say(&format!("  {next}"));
    Ok(if told { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn slug_of(title: &str) -> Result<String, Failure> {
    let slug = slugify(title);
    if slug.is_empty() {
        return Err(Failure::new(format!("`{title}` has no letter or digit to make a file name of")));
    }
    // Long names help nobody; a word is not cut.
    let short = slug.split('-').fold(String::new(), |short, word| match short.len() + word.len() {
        0..60 if short.is_empty() => word.to_owned(),
        0..60 => format!("{short}-{word}"),
        _ => short,
    });
    Ok(if short.is_empty() { slug } else { short })
}

fn unknown(what: &str, name: &str, known: &[String]) -> Failure {
    let hint = did_you_mean(name, known.iter().map(String::as_str));
    let hint = hint.unwrap_or_else(|| {
        format!("known: {}", if known.is_empty() { "none yet".to_owned() } else { known.join(", ") })
    });
    Failure::new(format!("there is no {what} `{name}`")).hint(hint)
}

fn read_config(root: &Path) -> Result<Config, Failure> {
    let path = root.join(CONFIG_FILE);
    let Ok(text) = fs::read_to_string(&path) else {
        return Err(crate::engine::EngineError::NoSite(root.to_owned()).into());
    };
    Config::read(&text, None)
        .map_err(|_| Failure::new("`pressroom.yaml` has errors").hint("`pressroom check` says which"))
}

/// Slugs of the categories that have a record, in the order of the menu.
fn categories(root: &Path) -> Vec<String> {
    let mut ordered: Vec<(i64, String)> = slugs(root, "content/categories")
        .into_iter()
        .map(|slug| {
            let file: Arc<str> = format!("content/categories/{slug}.md").into();
            let text = fs::read_to_string(root.join(&*file)).unwrap_or_default();
            let (matter, _) = read_matter::<CategoryMatter>(&file, &text, &Zone::utc());
            (matter.and_then(|(matter, _)| matter.order).unwrap_or(i64::MAX), slug)
        })
        .collect();
    ordered.sort();
    ordered.into_iter().map(|(_, slug)| slug).collect()
}

/// Slugs of the Markdown files in a folder, sorted.
fn slugs(root: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root.join(folder)).into_iter().flatten();
    let mut slugs: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".md").map(slugify))
        .collect();
    slugs.sort();
    slugs
}

fn clock() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64))
}

/// The date of some days before today, for the starter.
pub(super) fn day_before(zone: &Zone, days: i64) -> String {
    let parts = zone.parts(Instant(clock().0 - days * 86_400));
    format!("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day)
}
