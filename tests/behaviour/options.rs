//! What a publication sets for its theme, and for its front page, without a template.

use crate::support::{Built, Project};

fn with(config: &str) -> Project {
    Project::new().file("pressroom.yaml", &format!("title: T\nbase_url: https://harbour.example/\n{config}")).article(
        "local/one",
        "",
        "One.",
    )
}

fn css(built: &Built) -> String {
    let sheets = built.files("assets/css/main.", ".css");
    built.text(&sheets[0])
}

#[test]
fn colours_and_fonts_are_added_to_the_style_sheet() {
    let options = "theme_options:\n  accent: '#00695c'\n  text_font: \"'Literata', Georgia, serif\"\n  fonts:\n    - {family: Literata, src: fonts/l.woff2, weight: 400 700}\n";
    let project = with(options).file("assets/fonts/l.woff2", "font");
    let built = project.build();
    built.expect_clean();
    let css = css(&built);
    for part in [
        "--press:#00695c;",
        "--press:light-dark(#00695c,#",
        "--serif:'Literata', Georgia, serif;",
        "@font-face{font-family:\"Literata\";src:url(",
        "font-weight:400 700",
    ] {
        assert!(css.contains(part), "{part} is not in the style sheet");
    }
    let font = &built.files("assets/fonts/l.", ".woff2")[0];
    assert!(css.contains(font.rsplit('/').next().expect("a name")), "the font's hashed name");
    assert!(!css.contains("--ink:light-dark(#15181c,#e9e7e2);}"), "what is not set is not repeated");
}

#[test]
fn mistakes_in_options_are_named_with_their_line_and_a_way_out() {
    let options = "theme_options:\n  acent: '#00695c'\n  accent: '#ffee88'\n  paper: white\n  text_font: 'x; } body { display: none'\n  fonts: [{family: L, src: fonts/none.woff2}]\n";
    let built = with(options).build();
    built.expect_status(1);
    for part in [
        "the theme `broadsheet` has no option `acent`",
        "did you mean `accent`?",
        "pressroom.yaml:4",
        "can hardly be read on",
        "the nearest that has it is",
        "the option `paper` is no colour",
        "`text_font` is no list of font families",
        "there is no font `assets/fonts/none.woff2`",
    ] {
        built.expect_message(part);
    }
}

#[test]
fn a_category_with_a_faint_colour_is_a_warning() {
    let project = with("").file("content/categories/local.md", "---\ntitle: Local\ncolour: '#ffee88'\n---\n");
    let built = project.build();
    built.expect_success().expect_message("`#ffee88` can hardly be seen on white").expect_message("local.md:3");
}

#[test]
fn the_front_page_has_the_sections_that_are_asked_for() {
    let mut project = with("front:\n  sections:\n    - {tag: fog, slots: 2}\n    - {category: local, slots: 1}\n");
    for n in 0..30 {
        let tags = if n % 2 == 0 { "tags: [fog]\n" } else { "" };
        project = project.article(&format!("local/s{n}"), &format!("{tags}date: 2026-10-{:02}", n % 28 + 1), "Text.");
    }
    let built = project.build();
    built.expect_clean();
    let home = built.text("index.html");
    let (fog, local) = (home.find("rail-fog").expect("a section"), home.find("rail-local").expect("a section"));
    assert!(fog < local, "in the order that was asked for");
    project.write(
        "pressroom.yaml",
        "title: T\nbase_url: https://harbour.example/\nfront: {sections: [{tag: fogg}, {slots: 3}]}\n",
    );
    let wrong = project.build();
    wrong.expect_status(1).expect_message("names no list").expect_message("write `category: …`, `type: …` or `tag: …`");
    project.write("pressroom.yaml", "title: T\nbase_url: https://harbour.example/\nfront: {sections: [{tag: fogg}]}\n");
    project
        .build()
        .expect_success()
        .expect_message("the tag `fogg`, which is not there")
        .expect_message("did you mean `fog`?");
}
