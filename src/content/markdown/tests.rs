//! What a text becomes, from the outside.

use super::*;

struct Site;

impl Resolver for Site {
    fn link<'a>(&self, destination: &'a str) -> Cow<'a, str> {
        match destination.strip_suffix(".md") {
            Some(page) => Cow::Owned(format!("/{page}/")),
            None => Cow::Borrowed(destination),
        }
    }
}

fn document(text: &str) -> Document {
    let file = Arc::from("content/a.md");
    render(Source { file: &file, text, offset: 0 }, &Options::default(), &Site)
}

fn html(text: &str) -> String {
    document(text).html
}

#[test]
fn paragraphs_and_emphasis() {
    assert_eq!(
        html("One *two* **three** ~~four~~ `five`\nsix"),
        "<p>One <em>two</em> <strong>three</strong> <del>four</del> <code>five</code>\nsix</p>\n"
    );
}

/// A text like most of a newsroom's: paragraphs, a few headings and links, no code.
fn article() -> String {
    let paragraph = "The company's new phone - its *third* this year - costs less than the last one, \"because parts \
        are cheaper\", and [keeps the battery](/phones/battery/) that reviewers liked. It isn't smaller, though it \
        weighs 12 grams less, and the camera of the larger model is missing.\n\n";
    let section = format!("## What has changed\n\n{paragraph}{paragraph}- one thing\n- another thing\n\n{paragraph}");
    section.repeat(4)
}

/// `cargo test --release --lib content::markdown::tests::speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn speed() {
    let text = article();
    let parse =
        |text: &str| pulldown_cmark::Parser::new_ext(text, Options::default().extensions()).into_offset_iter().count();
    for round in 0..3 {
        let start = std::time::Instant::now();
        let events: usize = (0..10_000).map(|_| parse(std::hint::black_box(&text))).sum();
        let parsed = start.elapsed();
        let start = std::time::Instant::now();
        let bytes: usize = (0..10_000).map(|_| document(std::hint::black_box(&text)).html.len()).sum();
        let rendered = start.elapsed();
        let start = std::time::Instant::now();
        let excerpts: usize = (0..10_000).map(|_| first_paragraph(std::hint::black_box(&text), 200).len()).sum();
        let excerpted = start.elapsed();
        println!(
            "{round}: 10,000 x {} bytes: parse {parsed:?}, render {rendered:?}, first paragraph {excerpted:?} ({})",
            text.len(),
            events + bytes + excerpts
        );
    }
}
