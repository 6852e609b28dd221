//! Random edits of a small site, the same for the same seed.

use super::{PIXEL, Project};
use std::collections::{BTreeMap, BTreeSet};

/// A script of edits under way.
pub(crate) struct Script {
    pub(crate) random: Random,
    stories: BTreeMap<usize, String>,
    broken: Option<String>,
}

/// One edit.
pub(crate) struct Step {
    /// The files that were touched.
    pub(crate) paths: Vec<String>,
    /// What was done, in a word.
    pub(crate) what: &'static str,
    /// Whether a file is broken now.
    pub(crate) broken: bool,
}

impl Script {
    /// A site of so many stories.
    pub(crate) fn start(seed: u64, count: usize) -> (Project, Self) {
        let mut random = Random(seed);
        let project = Project::new()
            .file("content/categories/boats.md", "---\ntitle: Boats\n---\n")
            .file("content/categories/ports.md", "---\ntitle: Ports\n---\n")
            .file("content/authors/bob.md", "---\nname: Bob Pier\n---\nBob writes.\n")
            .file("content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
            .file("data/team.yaml", "chief: N\n")
            .bytes("content/p.gif", PIXEL);
        project.write("pressroom.yaml", config(&mut random));
        let mut stories = BTreeMap::new();
        for at in 0..count {
            let path = format!("content/{}/s{at}.md", random.pick(&CATEGORIES));
            project.write(&path, story(&mut random, at));
            stories.insert(at, path);
        }
        (project, Self { random, stories, broken: None })
    }

    /// One more edit.
    pub(crate) fn step(&mut self, project: &Project) -> Step {
        let (mut paths, mut what) = random_edit(&mut self.random, project, &mut self.stories);
        if let Some(path) = self.broken.take() {
            // Whatever else was edited, what is broken is mended now.
            if self.stories.values().any(|known| *known == path) && what != "break" {
                let number = self.random.next(100);
                project.write(&path, story(&mut self.random, number));
                paths.push(path);
                what = "mend";
            } else if what == "break" {
                self.broken = Some(path);
            }
        }
        if what == "break" {
            // Two broken files at a time are no different from one.
            if let Some(other) = self.broken.replace(paths[0].clone()).filter(|other| *other != paths[0]) {
                project.write(&other, story(&mut self.random, 99));
                paths.push(other);
            }
        }
        Step { paths, what, broken: what == "break" }
    }
}

/// A small generator (SplitMix64): the same seed, the same script.
pub(crate) struct Random(u64);

impl Random {
    /// A number below another.
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) % below as u64) as usize
    }

    /// One of a list.
    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.next(list.len())]
    }
}

/// So many stories are never deleted, and may be named by others.
const ANCHORS: usize = 4;

const CATEGORIES: [&str; 3] = ["local", "boats", "ports"];

/// A configuration of a random shape.
fn config(random: &mut Random) -> String {
    format!(
        "title: The Harbour Post\nbase_url: https://harbour.example/\nlatest: {{limit: {}, delivery: {}}}\npagination: {{size: {}}}\ntimezone: {}\n",
        random.next(3) + 1,
        random.pick(&["inline", "inline", "client", "ssi", "esi"]),
        random.next(4) + 3,
        random.pick(&["UTC", "Europe/Berlin"])
    )
}

/// An article of a random shape.
fn story(random: &mut Random, number: usize) -> String {
    let day = random.next(17) + 1;
    let mut matter = format!("title: Story {} of {number}\ndate: 2026-11-{day:02}\n", random.next(1000));
    let fields = [
        "authors: ada",
        "authors: bob",
        "tags: [fog, Rain]",
        "tags: rain",
        "series: Tides",
        "series: {title: Tides, part: 2}",
        "type: review\nreview: {score: 7}",
        "type: opinion",
        "description: Short.",
        "pinned_until: 2026-12-01",
        "noindex: true",
        "sponsor: {name: Rope & Co}",
        "image: {src: /p.gif, alt: A, credit: B}",
        "corrections: [{date: 2026-11-10, text: 'See [x](/about/).'}]",
        "expires: 2026-11-25",
        "updated: 2026-11-20T08:00:00Z",
        "live: {start: 2026-11-17T08:00:00Z, end: 2026-11-19T08:00:00Z}",
        "image: {src: /p.gif, decorative: true, caption: 'Of [it](/local/s1/)'}",
        "related: [sN, sM]",
        "picks: [{name: A, review: sN}, {name: B, verdict: 'Good, [too](/about/).'}]",
    ];
    let mut used = BTreeSet::from(["date"]);
    if random.next(6) == 0 {
        // Still to come, or not long ago.
        let hour = random.next(72);
        matter = format!(
            "title: Story {} of {number}\ndate: 2026-11-{:02}T{:02}:30:00Z\n",
            random.next(1000),
            17 + hour / 24,
            hour % 24
        );
    }
    if random.next(5) == 0 {
        matter.push_str(&format!("aliases: [/old-{number}-{}/]\n", random.next(2)));
    }
    for _ in 0..random.next(4) {
        let field = random.pick(&fields);
        if used.insert(field.split(':').next().expect("a name")) {
            let (one, other) = (format!("s{}", random.next(ANCHORS)), format!("s{}", random.next(ANCHORS)));
            let field =
                field.replace("part: 2", &format!("part: {}", number + 1)).replace("sN", &one).replace("sM", &other);
            matter.push_str(&field);
            matter.push('\n');
        }
    }
    let bodies = [
        "Plain text.",
        "A [link](/about/) and [another](s3.md) and [one](/boats/).",
        "## Heading\n\n![pic](/p.gif \"By [us](/about/)\")\n",
        "{% quote(by=\"A\") %}Words{% end %}\n\nMore.",
        "See <img src=\"/p.gif\" alt=\"\"> here.",
        "The [report](/report.pdf), and [a part](s1.md#heading).",
    ];
    let body = random.pick(&bodies);
    format!("---\n{}\n---\n{body} {}\n", matter.trim_end(), random.next(100))
}

/// One random edit; returns the paths to tell.
fn random_edit(
    random: &mut Random,
    project: &Project,
    stories: &mut BTreeMap<usize, String>,
) -> (Vec<String>, &'static str) {
    let some = |random: &mut Random, stories: &BTreeMap<usize, String>| {
        stories.keys().nth(random.next(stories.len().max(1))).copied()
    };
    let number = some(random, stories);
    match random.next(24) {
        0..=3 => {
            let number = ANCHORS + random.next(36);
            if let Some(old) = stories.remove(&number) {
                project.remove(&old);
                return (vec![old], "delete");
            }
            let path = format!("content/{}/s{number}.md", random.pick(&CATEGORIES));
            project.write(&path, story(random, number));
            stories.insert(number, path.clone());
            (vec![path], "add")
        }
        4..=7 if number.is_some() => {
            let number = number.expect("checked");
            let path = stories[&number].clone();
            project.write(&path, story(random, number));
            (vec![path], "rewrite")
        }
        8..=10 if number.is_some() => {
            let path = stories[&number.expect("checked")].clone();
            let mut text = std::fs::read_to_string(project.path(&path)).expect("there");
            text.push_str(&format!("\nMore {}.\n", random.next(1000)));
            project.write(&path, text);
            (vec![path], "body")
        }
        11 if number.is_some() => {
            let number = number.expect("checked");
            let old = stories[&number].clone();
            let new = format!("content/{}/s{number}.md", random.pick(&CATEGORIES));
            if old == new {
                return (vec![], "nothing");
            }
            let target = project.path(&new);
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
            std::fs::rename(project.path(&old), target).expect("moved");
            stories.insert(number, new.clone());
            (vec![old, new], "recategorise")
        }
        12 => {
            let name = random.pick(&["ada", "bob"]);
            let path = format!("content/authors/{name}.md");
            let role = random.next(5);
            project
                .write(&path, format!("---\nname: {name} {}\nrole: R{role}\n---\nBio [x](/about/).\n", random.next(3)));
            (vec![path], "author")
        }
        13 => {
            let name = random.pick(&CATEGORIES);
            let path = format!("content/categories/{name}.md");
            let parent = if name == "ports" && random.next(2) == 0 { "parent: boats\n" } else { "" };
            project.write(
                &path,
                format!("---\ntitle: {name} {}\norder: {}\n{parent}---\n", random.next(3), random.next(4)),
            );
            (vec![path], "category")
        }
        14 => {
            let (path, text) = match random.next(4) {
                0 => ("templates/page.html", "{% extends \"base.html\" %}{% block main %}P{% endblock main %}"),
                1 => (
                    "templates/components/kicker.html",
                    "{% component kicker(card: map, link: bool = false, section: bool = true) %}<p>K N</p>{% endcomponent kicker %}",
                ),
                2 => ("templates/author.html", "{% extends \"list.html\" %}{# N #}"),
                _ => ("assets/css/main.css", "body{color:red}"),
            };
            if project.path(path).exists() && random.next(2) == 0 {
                project.remove(path);
            } else {
                project.write(path, text.replace('N', &random.next(5).to_string()));
            }
            (vec![path.to_owned()], "theme")
        }
        15 => {
            project.write("pressroom.yaml", config(random));
            (vec!["pressroom.yaml".into()], "config")
        }
        16 => {
            let path = format!("content/pages/p{}.md", random.next(3));
            if project.path(&path).exists() && random.next(2) == 0 {
                project.remove(&path);
            } else {
                project.write(&path, format!("---\ntitle: P{}\n---\nText [s](/local/s1/).\n", random.next(5)));
            }
            (vec![path], "page")
        }
        17 => {
            let mut pixel = PIXEL.to_vec();
            pixel[13] = random.next(250) as u8;
            project.write("content/p.gif", pixel);
            (vec!["content/p.gif".into()], "picture")
        }
        18 => {
            let path = "content/p.gif.yaml";
            if project.path(path).exists() {
                project.remove(path);
            } else {
                project.write(path, format!("credit: C{}\ncaption: D\n", random.next(9)));
            }
            (vec![path.into()], "picture record")
        }
        19 => {
            let path = "data/team.yaml";
            project.write(path, format!("chief: N{}\n", random.next(5)));
            (vec![path.into()], "data")
        }
        20 => {
            let path = random.pick(&["static/robots-more.txt", "content/report.pdf", "static/images/x.txt"]);
            if project.path(path).exists() && random.next(2) == 0 {
                project.remove(path);
            } else {
                project.write(path, format!("F{}", random.next(9)));
            }
            (vec![path.into()], "file")
        }
        21 => {
            let path = format!("content/tags/{}.md", random.pick(&["fog", "rain"]));
            if project.path(&path).exists() && random.next(2) == 0 {
                project.remove(&path);
            } else {
                project.write(&path, format!("---\ntitle: Tag {}\n---\n", random.next(4)));
            }
            (vec![path], "tag")
        }
        22 => {
            // Beside the usual boxes, a template that asks for what few pages ask for.
            let path = "templates/article.html";
            if project.path(path).exists() {
                project.remove(path);
            } else {
                let asked = random.pick(&[
                    "{{ data(path=\"team.yaml\") }}",
                    "{% for r in latest(tag=\"fog\", limit=2) %}{% set c = card(ref=r) %}{{ c.title }}{% endfor %}",
                    "{% set t = tag(slug=\"rain\") %}{{ t?.title or \"none\" }}",
                    "{% for r in related(limit=5) %}{{ fragment(name=\"story\", ref=r) }}{% endfor %}",
                    "{{ categories() | length }} {{ authors() | length }}",
                    "{% set r = related(limit=2) %}{{ box(name=\"latest_box\", tag=\"fog\", limit=2, offset=1, title=\"F\") }}{{ box(name=\"latest_box\", limit=3, title=\"A\") }}{{ box(name=\"latest_box\", limit=2, repeat=true, title=\"R\") }}",
                    "{{ box(name=\"latest_box\", limit=2, title=\"A\") }}{% for r in latest(limit=1, repeat=true) %}{% set c = card(ref=r) %}{{ c.title }}{% endfor %}{{ box(name=\"latest_box\", category=\"boats\", limit=2, title=\"B\") }}",
                    "{{ box(name=\"latest_box\", limit=1, title=\"A\") }}{% for r in latest(limit=1) %}{% set c = card(ref=r) %}{{ c.title }}{% endfor %}{{ box(name=\"latest_box\", limit=2, title=\"B\") }}",
                ]);
                project.write(
                    path,
                    format!("{{% extends \"base.html\" %}}{{% block main %}}<h1>{{{{ article.title }}}}</h1>{{{{ article.content }}}}{asked}{{% endblock main %}}"),
                );
            }
            (vec![path.into()], "article template")
        }
        _ => {
            let Some(path) = number.map(|number| stories[&number].clone()) else { return (vec![], "nothing") };
            project.write(
                &path,
                random.pick(&[
                    "---\ntitle: [\n---\n",
                    "---\ntitle: X\ndate: 2026-11-02\nauthors: nobody\n---\n",
                    "no front matter",
                ]),
            );
            (vec![path], "break")
        }
    }
}
