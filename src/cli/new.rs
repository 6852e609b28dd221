//! `new`: a file with complete front matter.

use super::args::{New, NewArticle, NewRecord, NewWhat};
use super::init::yaml_text;
use super::{Failure, output};
use crate::base::{Instant, slugify};
use crate::config::{CONFIG_FILE, Config};
use crate::diag::did_you_mean;
use crate::fs::FsError;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn new(arguments: &New) -> Result<ExitCode, Failure> {
    match &arguments.what {
        NewWhat::Article(article) => new_article(article),
        NewWhat::Author(record) => new_record(record, "authors", "name", "bio: a sentence or two about the author"),
        NewWhat::Category(record) => new_record(record, "categories", "title", ""),
    }
}

fn new_article(arguments: &NewArticle) -> Result<ExitCode, Failure> {
    let config = read_config(&arguments.root)?;
    let slug = slug_of(&arguments.title)?;
    let categories = slugs(&arguments.root, "content/categories");
    let category = match &arguments.category {
        Some(category) if categories.is_empty() || categories.contains(category) => Some(category.clone()),
        Some(category) => return Err(unknown("category", category, &categories)),
        None => categories.first().cloned(),
    };
    let authors = slugs(&arguments.root, "content/authors");
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
    let mut text = String::from("---\n");
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("title: {}", yaml_text(&arguments.title)));
    line(&format!(
        "date: {:04}-{:02}-{:02}T{:02}:{:02}   # in {}",
        parts.year, parts.month, parts.day, parts.hour, parts.minute, config.timezone
    ));
    line("draft: true                # remove this line to publish");
    line(&format!("type: {kind}"));
    match &category {
        Some(category) => line(&format!("category: {category}")),
        None => line("# category: phones"),
    }
    match &author {
        Some(author) => line(&format!("author: {author}")),
        None if authors.is_empty() => line("# author: {name: Your Name}"),
        None => line(&format!("# author: {}", authors.join(" | "))),
    }
    line("tags: []");
    line("description: \"\"            # the standfirst: one or two sentences");
    line("# image:");
    line("#   src: picture.jpg       # beside this file, or /picture.jpg below content/");
    line("#   alt: What the picture shows");
    line("#   credit: Photographer / Agency");
    if kind == "review" {
        line("review:");
        line("  product: \"\"");
        line("  score: 0");
        line("  max: 10");
        line("  verdict: \"\"");
        line("  pros: []");
        line("  cons: []");
    }
    if kind == "liveblog" {
        line("live:");
        line("  state: live");
    }
    if kind == "sponsored" {
        line("sponsor:");
        line("  name: \"\"");
    }
    line("---");
    line("");
    line("The first paragraph says what happened.");
    // An empty description would publish an empty standfirst.
    let text = text.replace("description: \"\"            #", "# description: Text         #");
    let folder = category.map_or_else(|| "content".to_owned(), |category| format!("content/{category}"));
    write_new(&arguments.root, &format!("{folder}/{slug}.md"), &text)
}

fn new_record(arguments: &NewRecord, folder: &str, field: &str, body: &str) -> Result<ExitCode, Failure> {
    read_config(&arguments.root)?;
    let slug = slug_of(&arguments.name)?;
    let mut text = format!("---\n{field}: {}\n", yaml_text(&arguments.name));
    if folder == "authors" {
        text.push_str("# role: Reporter\n# links:\n#   - {title: Web site, url: https://example.com/}\n");
    } else {
        let order = slugs(&arguments.root, "content/categories").len() + 1;
        let _ = write!(
            text,
            "order: {order}\n# description: What this section is about\n# colour: '#1a4d7a'\n# parent: slug-of-a-category\n"
        );
    }
    text.push_str("---\n");
    if !body.is_empty() {
        let _ = write!(text, "\nWrites for this publication.\n");
    }
    write_new(&arguments.root, &format!("content/{folder}/{slug}.md"), &text)
}

/// Writes a file that must not be there yet, and says where it is.
fn write_new(root: &Path, path: &str, text: &str) -> Result<ExitCode, Failure> {
    let full = root.join(path);
    if full.exists() {
        let message = format!("`{path}` is there already");
        return Err(Failure::new(message).hint("choose another title, or edit that file"));
    }
    let parent = full.parent().unwrap_or(root);
    fs::create_dir_all(parent).map_err(|error| FsError::new("can't make the folder", parent, error))?;
    fs::write(&full, text).map_err(|error| FsError::new("can't write", &full, error))?;
    Ok(if output::data(&full.display().to_string()) { ExitCode::SUCCESS } else { ExitCode::from(2) })
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

/// Today in UTC, for the starter.
pub(super) fn today() -> String {
    let parts = crate::base::Zone::utc().parts(clock());
    format!("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day)
}
