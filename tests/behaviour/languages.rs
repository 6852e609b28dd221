//! Sites and articles in other languages than English.

use crate::support::{Project, html};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ar", "ja"];

/// Forms of the plural that each language has for whole numbers.
fn forms(language: &str) -> &'static [&'static str] {
    match language {
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "fr" | "es" => &["one", "many", "other"],
        "ja" => &["other"],
        _ => &["one", "other"],
    }
}

fn theme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet")
}

fn words(language: &str) -> BTreeMap<String, String> {
    let path = theme().join(format!("i18n/{language}.yaml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pairs = lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{language}: {line}")));
    pairs.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

/// `stories` of `stories_one`, and `one`; whole keys have no form.
fn split<'k>(key: &'k str, plurals: &BTreeSet<&str>) -> (&'k str, Option<&'k str>) {
    match key.rsplit_once('_') {
        Some((base, form)) if plurals.contains(base) => (base, Some(form)),
        _ => (key, None),
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn all_languages_of_the_theme_say_the_same_things() {
    let english = words("en");
    let plurals: BTreeSet<&str> = english.keys().filter_map(|key| key.strip_suffix("_other")).collect();
    for language in LANGUAGES {
        let found = words(language);
        for key in found.keys() {
            let (base, form) = split(key, &plurals);
            let known = if form.is_some() { plurals.contains(base) } else { english.contains_key(key) };
            assert!(known, "{language}: `{key}` is not in en.yaml");
        }
        for (key, text) in &english {
            let (base, form) = split(key, &plurals);
            let wanted: Vec<String> = match form {
                None => vec![key.clone()],
                Some(_) => forms(language).iter().map(|form| format!("{base}_{form}")).collect(),
            };
            for name in wanted {
                let translated = found.get(&name).unwrap_or_else(|| panic!("{language}: there is no `{name}`"));
                if form.is_none_or(|form| form == "other") && name.ends_with(form.unwrap_or_default()) {
                    assert_eq!(placeholders(translated), placeholders(text), "{language}: `{name}`");
                }
            }
        }
    }
}

#[test]
fn every_word_that_templates_ask_for_is_there() {
    let english = words("en");
    let mut asked = 0;
    for entry in walkdir::WalkDir::new(theme().join("templates")) {
        let entry = entry.expect("a readable theme");
        if !entry.file_type().is_file() {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a readable template");
        for call in text.split("t(key=\"").skip(1) {
            let (key, rest) = call.split_once('"').expect("a closed quote");
            let there = if rest.trim_start().starts_with('~') {
                english.keys().any(|known| known.starts_with(key))
            } else {
                english.contains_key(key) || english.contains_key(&format!("{key}_other"))
            };
            assert!(there, "{}: there is no text `{key}`", entry.path().display());
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
}

fn site(language: &str) -> Project {
    Project::empty().file(
        "pressroom.yaml",
        &format!(
            "title: T\nbase_url: https://t.example/\nlanguage: {language}\ntypes: {{guide: {{name: Handbook}}}}\n"
        ),
    )
}

const REVIEW: &str = "title: A\ndate: 2026-10-05T14:07:00Z\ntype: review\ncategory: local\ndescription: D";

#[test]
fn dates_kinds_and_counts_are_in_the_language_of_the_site() {
    for (language, date, name, title, month, count) in [
        ("de", "5. Oktober 2026, 14:07 Uhr", "Test", "Tests", "Oktober 2026", "1 Artikel"),
        ("de-AT", "5. Oktober 2026, 14:07 Uhr", "Test", "Tests", "Oktober 2026", "1 Artikel"),
        ("fr", "5 octobre 2026 à 14\u{a0}h\u{a0}07", "Test", "Tests", "octobre 2026", "1 article"),
        ("es", "5 de octubre de 2026, 14:07", "Prueba", "Pruebas", "octubre de 2026", "1 artículo"),
        ("ar", "5 أكتوبر 2026، 14:07", "مراجعة", "مراجعات", "أكتوبر 2026", "مقال واحد"),
        ("ja", "2026年10月5日 14:07", "レビュー", "レビュー", "2026年10月", "1件"),
        ("nl", "5 October 2026, 14:07", "Review", "Reviews", "October 2026", "1 story"),
    ] {
        let built = site(language).article("local/a", REVIEW, "B.").build();
        let page = built.text("local/a/index.html");
        assert!(page.contains(date), "{language}: {date}");
        assert!(html::element(&page, "<a class=\"kind\"").contains(name), "{language}");
        built.expect_file("reviews/index.html", &format!("<h1>{title}</h1>"));
        built.expect_file("reviews/index.html", count);
        built.expect_file("2026/10/index.html", &format!("<h1>{month}</h1>"));
    }
}

#[test]
fn what_the_site_calls_a_kind_comes_first() {
    let built = site("de").article("local/a", &REVIEW.replace("type: review", "type: guide"), "B.").build();
    built.expect_file("guides/index.html", "<h1>Handbook</h1>").expect_file("local/a/index.html", ">Handbook</a>");
}

#[test]
fn a_site_changes_single_words() {
    let built = site("de")
        .file("i18n/de.yaml", "stories_one: Ein Stück\nmonths_short: A\n")
        .article("local/a", REVIEW, "B.")
        .build();
    built.expect_status(1).expect_message("`months_short` has 1 names, not 12").expect_message("i18n/de.yaml:2:15");
}

#[test]
fn straight_quotes_follow_the_language_of_the_text() {
    let text = "Sie sagte: \"Das ist 'fast' gut\", und's war's. “Typed.”";
    let project = site("en")
        .article("local/a", "date: 2026-10-05\ndescription: D\nlanguage: de", text)
        .article("local/b", "date: 2026-10-05\nlanguage: fr", "\"Bon\", dit-il. L'été.")
        .article("local/c", "date: 2026-10-05\ndescription: D", text);
    let built = project.build();
    built.expect_file("local/a/index.html", "Sie sagte: „Das ist ‚fast‘ gut“, und’s war’s. “Typed.”");
    built.expect_file("local/b/index.html", "<p>«\u{a0}Bon\u{a0}», dit-il. L’été.</p>");
    built.expect_file("local/b/index.html", "content=\"«\u{a0}Bon\u{a0}», dit-il. L’été.\"");
    built.expect_file("local/c/index.html", "Sie sagte: “Das ist ‘fast’ gut”, und’s war’s. “Typed.”");
}

/// An English site with an article in three languages.
fn three_languages() -> Project {
    site("en")
        .article(
            "local/a",
            "title: Sand\ndate: 2026-10-05\ndescription: D\ntranslations: {de: a-de.md, ar: /local/a-ar/, nl: 'https://elsewhere.example/zand/'}",
            "A.",
        )
        .article(
            "local/a-de",
            "title: Sand auf Deutsch\ndate: 2026-10-06\ndescription: D\nlanguage: de\ntranslations: {en: a.md, ar: a-ar.md}",
            "A.",
        )
        .article(
            "local/a-ar",
            "title: رمل\ndate: 2026-10-07\ndescription: D\nlanguage: ar\ntranslations: {en: a.md, de: a-de.md}",
            "A.",
        )
}

#[test]
fn versions_of_an_article_name_each_other() {
    let built = three_languages().build();
    built.expect_success();
    let page = built.text("local/a/index.html");
    for (language, url) in [
        ("en", "https://t.example/local/a/"),
        ("de", "https://t.example/local/a-de/"),
        ("ar", "https://t.example/local/a-ar/"),
        ("nl", "https://elsewhere.example/zand/"),
    ] {
        assert!(
            page.contains(&format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\">")),
            "{language}"
        );
    }
    for (href, rest) in [
        ("/local/a-de/", "hreflang=\"de\" lang=\"de\" dir=\"ltr\" rel=\"alternate\">Auf Deutsch lesen</a>"),
        ("/local/a-ar/", "hreflang=\"ar\" lang=\"ar\" dir=\"rtl\" rel=\"alternate\">اقرأ بالعربية</a>"),
        ("https://elsewhere.example/zand/", "hreflang=\"nl\" lang=\"nl\" dir=\"ltr\" rel=\"alternate\">Nederlands</a>"),
    ] {
        assert!(page.contains(&format!("<a href=\"{href}\" {rest}")), "{href}");
    }
    let graph = html::structured_data(&page)["@graph"][0].clone();
    assert_eq!(graph["inLanguage"], "en");
    assert_eq!(graph["workTranslation"][0]["inLanguage"], "de");
    assert_eq!(graph["workTranslation"][1]["url"], "https://t.example/local/a-ar/");

    let arabic = built.text("local/a-ar/index.html");
    assert!(arabic.contains("<article class=\"article article-news\" lang=\"ar\" dir=\"rtl\">"));
    assert_eq!(html::structured_data(&arabic)["@graph"][0]["inLanguage"], "ar");
    built.expect_file("local/index.html", "class=\"headline\" lang=\"ar\" dir=\"rtl\"><a href=\"/local/a-ar/\">");
    built.expect_file("local/index.html", "class=\"headline\"><a href=\"/local/a/\">");
    built.expect_file("feed.xml", "<dc:language>ar</dc:language>");
    built.expect_file("atom.xml", "<entry xml:lang=\"de\">");
    built.expect_file("feed.json", "\"language\":\"ar\"");
}

#[test]
fn a_version_appears_when_it_is_published_and_leaves_again() {
    let matter = |date: &str| {
        format!("title: X\ndate: {date}\nexpires: 2026-11-20\ndescription: D\nlanguage: de\ntranslations: {{en: a.md}}")
    };
    let project = site("en")
        .article("local/a", "title: A\ndate: 2026-10-05\ndescription: D\ntranslations: {de: b.md}", "A.")
        .article("local/b", &matter("2026-11-10"), "B.");
    for (now, there) in
        [("2026-11-01T00:00:00Z", false), ("2026-11-15T00:00:00Z", true), ("2026-11-25T00:00:00Z", false)]
    {
        let built = project.build_with(&["--now", now]);
        built.expect_success();
        assert!(!built.stderr.contains("leads nowhere"), "{}", built.stderr);
        assert_eq!(built.text("local/a/index.html").contains("hreflang=\"de\""), there, "{now}");
    }
}

#[test]
fn translations_are_checked() {
    let project = site("en")
        .article(
            "local/a",
            "title: A\ndate: 2026-10-05\ndescription: D\ntranslations: {de: /lokal/sand-battery/, fr: c.md}",
            "A.",
        )
        .article(
            "local/sand-battery",
            "title: B\ndate: 2026-10-05\ndescription: D\nlanguage: de\ntranslations: {en: a.md}",
            "B.",
        )
        .article("local/c", "title: C\ndate: 2026-10-05\ndescription: D", "C.")
        .article("local/d", "title: D\ndate: 2026-10-05\ndescription: D\nlanguage: es\ntranslations: {en: c.md}", "D.");
    let built = project.build();
    built
        .expect_message("the link `/lokal/sand-battery/` leads nowhere")
        .expect_message("did you mean `/local/sand-battery/`?");
    built.expect_message("warning[translation-language]: `content/local/c.md` is in `en`, not in `fr`");
    built.expect_message("warning[one-way-translation]: `content/local/a.md` does not name this article");
    built.expect_message("add `translations: {es: /local/d.md}` to it");
    let wrong = site("en").article("local/a", "date: 2026-10-05\nlanguage: english language", "A.").build();
    wrong.expect_status(1).expect_message("`english language` is no language tag");
}
