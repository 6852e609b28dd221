//! What is run by hand: the speed, and the texts of a real publication.

use super::*;

/// A text like most of a newsroom's: paragraphs, a few headings and links, no code.
fn article() -> String {
    let paragraph = "The company's new phone - its *third* this year - costs less than the last one, \"because parts \
        are cheaper\", and [keeps the battery](/phones/battery/) that reviewers liked. It isn't smaller, though it \
        weighs 12 grams less, and the camera of the larger model is missing.\n\n";
    let section = format!("## What has changed\n\n{paragraph}{paragraph}- one thing\n- another thing\n\n{paragraph}");
    section.repeat(4)
}

/// `cargo test --release --lib content::markdown::tests::measure::speed -- --ignored --nocapture`
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
        let excerpts: usize =
            (0..10_000).map(|_| first_paragraph(std::hint::black_box(&text), 200, Quotes::ENGLISH).len()).sum();
        let excerpted = start.elapsed();
        println!(
            "{round}: 10,000 x {} bytes: parse {parsed:?}, render {rendered:?}, first paragraph {excerpted:?} ({})",
            text.len(),
            events + bytes + excerpts
        );
    }
}

/// Every Markdown body of a real publication: `PRESSROOM_CORPUS=dir cargo test corpus -- --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "the diagnostics are for people to look at")]
fn corpus() {
    let Some(root) = std::env::var_os("PRESSROOM_CORPUS") else { return };
    let mut folders = vec![std::path::PathBuf::from(root).join("content")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = std::fs::read_to_string(&path).expect("a text");
                let body = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |at| at + 9);
                let file = Arc::from(path.to_string_lossy());
                let source = Source { file: &file, text: &text[body..], offset: body };
                let document = render(source, &Options::default(), &Site);
                print!("{}", report(&document, &text));
                if std::env::var_os("PRESSROOM_CORPUS_HTML").is_some() {
                    let out = path.with_extension("html");
                    println!("{}\n{}", out.display(), document.html);
                }
            }
        }
    }
}
