//! Pictures: what is made of them, what is said of them, and what is refused.

use crate::support::{Built, Project, article, assert_same, tree};
use pressroom::media::codec::{Encoding, Limits, Pixels, decode, encode};
use pressroom::media::metadata::{has_location, read};
use std::collections::BTreeMap;

/// Files that have to come out upright and in the right colours.
const RIGHT: [&str; 32] = [
    "orientation-1.jpg",
    "orientation-2.jpg",
    "orientation-3.jpg",
    "orientation-4.jpg",
    "orientation-5.jpg",
    "orientation-6.jpg",
    "orientation-7.jpg",
    "orientation-8.jpg",
    "orientation-6.png",
    "orientation-8.webp",
    "progressive.jpg",
    "cmyk.jpg",
    "grey.jpg",
    "grey-alpha.png",
    "palette.png",
    "one-bit.png",
    "sixteen-bit.png",
    "grey-sixteen-bit.png",
    "alpha.png",
    "alpha.webp",
    "colour-key.png",
    "display-p3.jpg",
    "swapped-profile.png",
    "broken-profile.jpg",
    "lossy.webp",
    "still.gif",
    "animated.gif",
    "animated.webp",
    "animated.png",
    "png-inside.jpg",
    "credited.jpg",
    "one-pixel.png",
];

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/pictures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A site with an article for each picture, which leads it.
fn leading_with(names: &[&str]) -> Project {
    let mut project = Project::new();
    for (n, name) in names.iter().enumerate() {
        let matter = format!("image: {{src: {name}, alt: Quarters, credit: Ines Okafor}}");
        project = project.article(&format!("local/story-{n}"), &matter, "Text.");
        project = project.bytes(&format!("content/local/{name}"), &fixture(name));
    }
    project
}

/// Each picture with its article's page and the published files that the page names.
fn published(names: &[&str]) -> Vec<(String, String, BTreeMap<String, Vec<u8>>)> {
    let built = leading_with(names).build();
    built.expect_success();
    let tree = built.tree();
    let each = names.iter().enumerate().map(|(n, name)| {
        let page = built.text(&format!("local/story-{n}/index.html"));
        // What stands below the article belongs to others.
        let own = page.split("</figure>").next().expect("a page").to_owned();
        let files = files_of(&own).into_iter().map(|file| {
            let bytes = tree.get(&file).unwrap_or_else(|| panic!("{name}: {file} is not there")).clone();
            (file, bytes)
        });
        ((*name).to_owned(), own.clone(), files.collect())
    });
    each.collect()
}

fn pixels(bytes: &[u8]) -> Pixels {
    decode(bytes, Limits { pixels: 10_000_000 }).expect("a picture that can be read")
}

/// The colour in the middle of each quarter, from the upper left.
fn quarters(picture: &Pixels) -> [[u8; 3]; 4] {
    let channels = if picture.alpha { 4 } else { 3 };
    let at = |x: u32, y: u32| {
        let from = (y * picture.width + x) as usize * channels;
        match picture.bytes[from..from + channels] {
            // What shines through is white, as in a JPEG.
            [_, _, _, 0] => [250; 3],
            [r, g, b, ..] => [r, g, b],
            _ => unreachable!("three channels or four"),
        }
    };
    let (w, h) = (picture.width, picture.height);
    [at(w / 4, h / 4), at(w * 3 / 4, h / 4), at(w / 4, h * 3 / 4), at(w * 3 / 4, h * 3 / 4)]
}

/// What the quarters of a picture should be; transparent ones are white in a JPEG.
fn wanted(name: &str) -> [[u8; 3]; 4] {
    let (red, green, blue, white) = ([200, 30, 40], [30, 160, 60], [40, 60, 190], [250, 250, 250]);
    match name {
        "grey.jpg" | "grey-alpha.png" | "grey-sixteen-bit.png" => {
            [red, green, blue, white].map(|[r, g, b]: [u8; 3]| {
                let grey = ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000) as u8;
                [grey; 3]
            })
        }
        "one-bit.png" => [[0; 3], [255; 3], [255; 3], [0; 3]],
        "one-pixel.png" => [red; 4],
        // Red and blue have changed places.
        "swapped-profile.png" => [[190, 60, 40], [60, 160, 30], [40, 30, 200], white],
        // The same numbers in a wider space are stronger colours: red and blue leave sRGB on one side.
        "display-p3.jpg" => [[217, 0, 30], [0, 164, 45], [26, 60, 196], white],
        _ => [red, green, blue, white],
    }
}

/// The addresses of `<source>` and `<img>` on a page, as files.
fn files_of(html: &str) -> Vec<String> {
    let mut files = Vec::new();
    for part in html.split(['"', ' ', ',']) {
        let path = part.strip_prefix("https://harbour.example").unwrap_or(part);
        if let Some(path) = path.strip_prefix('/').filter(|path| path.starts_with("media/")) {
            files.push(path.to_owned());
        }
    }
    files.sort();
    files.dedup();
    files
}

#[test]
fn every_kind_of_file_comes_out_upright_in_its_colours_and_credited() {
    for (name, _, files) in published(&RIGHT) {
        assert!(!files.is_empty(), "{name}: no picture on the page");
        let source = fixture(&name);
        let own = pixels(&source);
        let mut looked_at = 0;
        for (file, bytes) in &files {
            assert_eq!(read(bytes).credit.as_deref(), Some("Ines Okafor"), "{name}: {file}");
            assert!(!has_location(bytes), "{name}: {file} tells where it was taken");
            if file.ends_with(".avif") {
                continue;
            }
            let picture = pixels(bytes);
            assert!(
                picture.width <= own.width && picture.height <= own.height,
                "{name}: {file} is larger than its source"
            );
            // The cuts keep the middle of every quarter.
            for (found, wanted) in quarters(&picture).iter().zip(wanted(&name)) {
                // Ink on paper is paler than light: the conversion without a profile is a printer's.
                let far = if name == "cmyk.jpg" { 60 } else { 22 };
                let near = found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= far);
                assert!(near, "{name}: {file} ({} × {}): {found:?} for {wanted:?}", picture.width, picture.height);
            }
            looked_at += 1;
        }
        assert!(looked_at > 0, "{name}: nothing but AVIF");
    }
}

#[test]
fn moving_pictures_keep_moving() {
    for (name, page, files) in published(&["animated.gif", "animated.webp", "animated.png"]) {
        let figure = page.split("<figure class=\"hero\">").nth(1).expect("a figure");
        let bytes = &files[&files_of(figure).pop().expect("a picture")];
        let frames = match &*name {
            "animated.gif" => bytes.windows(2).filter(|pair| *pair == b"\x21\xf9").count(),
            "animated.webp" => bytes.windows(4).filter(|four| *four == b"ANMF").count(),
            _ => bytes.windows(4).filter(|four| *four == b"fcTL").count(),
        };
        assert_eq!(frames, 2, "{name}");
    }
}

#[test]
fn drawings_and_avif_are_published_as_they_are() {
    for (name, _, files) in published(&["drawing.svg", "photo.avif"]) {
        let ending = name.rsplit('.').next().expect("an ending");
        let own = files.iter().find(|(file, _)| file.ends_with(ending)).expect("the picture itself");
        match ending {
            "svg" => assert_eq!(own.1, &fixture(&name)),
            _ => assert_eq!(read(own.1).credit.as_deref(), Some("Ines Okafor")),
        }
        // Nobody shows either of them when a link is shared.
        assert!(files.keys().any(|file| file.starts_with("media/card.")), "{name}: {:?}", files.keys());
    }
}

#[test]
fn damaged_dangerous_and_oversized_files_are_errors_that_name_the_article() {
    for (name, code, message) in [
        ("empty.jpg", "bad-picture", "is empty: 0 bytes"),
        ("text.jpg", "bad-picture", "is no picture"),
        ("page.png", "bad-picture", "is no picture"),
        ("photo.heic", "bad-picture", "can't be used: HEIC"),
        ("photo.tiff", "bad-picture", "can't be used: TIFF"),
        ("photo.bmp", "bad-picture", "can't be used: BMP"),
        ("truncated.jpg", "bad-picture", "ends too early"),
        ("truncated.png", "bad-picture", "ends too early"),
        ("truncated.webp", "bad-picture", "ends too early"),
        ("hundred-megapixels.png", "picture-too-large", "has 100.0 million pixels (10000 × 10000)"),
        ("bomb.png", "picture-too-large", "has 3600.0 million pixels"),
        ("bomb.gif", "picture-too-large", "has 4294.8 million pixels"),
        ("script.svg", "unsafe-drawing", "in line 2"),
        ("handler.svg", "unsafe-drawing", "in line 3"),
        ("embedded.svg", "unsafe-drawing", "in line 2"),
        ("elsewhere.svg", "unsafe-drawing", "in line 2"),
        ("entities.svg", "unsafe-drawing", "in line 1"),
        ("unclosed.svg", "bad-picture", "is damaged"),
    ] {
        let built = leading_with(&[name]).build();
        built.expect_status(1).expect_no_file("local/story-0/index.html");
        built.expect_message(&format!("error[{code}]")).expect_message(message);
        built.expect_message(name).expect_message("content/local/story-0.md:4:");
    }
}

#[test]
fn a_hundred_megapixels_are_fine_when_the_limit_allows_them() {
    let built = leading_with(&["hundred-megapixels.png"])
        .file("pressroom.yaml", "title: T\nbase_url: https://harbour.example/\nimages: {max_megapixels: 100, formats: [webp], widths: [400]}\n")
        .build();
    built.expect_success();
}

#[test]
fn the_credit_comes_from_the_article_then_from_beside_the_picture_then_from_the_file() {
    let project = Project::new().bytes("content/local/credited.jpg", &fixture("credited.jpg")).article(
        "local/story",
        "image: {src: credited.jpg, alt: Quarters}",
        "![Again](credited.jpg)",
    );
    let caption = |built: &Built| {
        let page = built.text("local/story/index.html");
        let credit = page.split("class=\"credit\">").nth(1).and_then(|rest| rest.split("</span>").next());
        pressroom::base::plain_text(credit.expect("a credit"))
    };
    let built = project.build();
    built.expect_success().expect_without("local/story/index.html", "missing-credit");
    assert_eq!(caption(&built), "(Image credit: Ines Okafor / Harbour Pictures)");
    project.write("content/local/credited.jpg.yaml", "credit: Beside\nlicense: CC BY 4.0\n");
    let built = project.build();
    assert_eq!(caption(&built), "(Image credit: Beside, CC BY 4.0)");
    built.expect_file("local/story/index.html", "https://creativecommons.org/licenses/by/4.0/");
    let matter = "title: A\ndate: 2026-11-01\nimage: {src: credited.jpg, alt: Quarters, credit: Article}";
    project.write("content/local/story.md", format!("---\n{matter}\n---\nText.\n"));
    let built = project.build();
    assert_eq!(caption(&built), "(Image credit: Article, CC BY 4.0)");
    // One credit everywhere: page, structured data, feed, and every file.
    built.expect_file("local/story/index.html", r#""creditText":"Article""#);
    built.expect_file("local/story/index.html", r#""license":"https://creativecommons.org/licenses/by/4.0/""#);
    built.expect_file("feed.xml", "<media:credit role=\"author\" scheme=\"urn:ebu\">Article</media:credit>");
    let tree = built.tree();
    let variants: Vec<&String> = tree.keys().filter(|path| path.starts_with("media/credited")).collect();
    assert!(variants.len() > 8, "{variants:?}");
    for path in variants {
        let rights = read(&tree[path]);
        assert_eq!(
            (rights.credit.as_deref(), rights.creator.as_deref()),
            (Some("Article"), Some("Ines Okafor")),
            "{path}"
        );
        assert_eq!(rights.copyright.as_deref(), Some("© 2026 Ines Okafor"), "{path}");
        assert!(!has_location(&tree[path]), "{path}");
    }
}

#[test]
fn the_end_of_rights_ends_the_publication() {
    let project = Project::new()
        .bytes("content/local/a.png", &fixture("palette.png"))
        .file("content/local/a.png.yaml", "credit: C\nrights_until: 2026-11-18\n")
        .article("local/lead", "image: {src: a.png, alt: A}", "Text.")
        .article("local/text", "", "![A](a.png)");
    // The last day counts as a whole.
    project.build_with(&["--now", "2026-11-18T23:59:59Z"]).expect_success();
    let built = project.build_with(&["--now", "2026-11-19T00:00:00Z"]);
    built.expect_status(1).expect_message("the rights to the picture `a.png` have ended");
    built.expect_message("content/local/lead.md:4:").expect_message("content/local/text.md:6:1");
    project.write("content/local/later.md", article("later", "date: 2026-12-01\nimage: {src: a.png, alt: A}", "Text."));
    let built = project.build_with(&["--now", "2026-11-18T12:00:00Z"]);
    built.expect_status(1).expect_message("will have ended when this is published");
}

#[test]
fn a_second_build_encodes_nothing_and_a_corrected_credit_neither() {
    let project = leading_with(&["display-p3.jpg", "alpha.png"]);
    let first = project.build_with(&["--format", "json"]);
    let encoded = |built: &Built| built.json()["pictures"]["encoded"].as_u64().expect("a number");
    assert!(encoded(&first) > 10);
    let again = project.build_with(&["--format", "json"]);
    assert_eq!((encoded(&again), again.json()["files"]["written"].as_u64()), (0, Some(0)));
    let matter = "title: A\ndate: 2026-11-01\nimage: {src: display-p3.jpg, alt: Quarters, credit: Somebody else}";
    project.write("content/local/story-0.md", format!("---\n{matter}\n---\nText.\n"));
    let corrected = project.build_with(&["--format", "json"]);
    assert_eq!(encoded(&corrected), 0);
    let tree = corrected.tree();
    let names = corrected.files("media/display-p3", "");
    assert!(names.iter().all(|path| read(&tree[path]).credit.as_deref() == Some("Somebody else")), "{names:?}");
    // A quality touches its own format.
    project.write(
        "pressroom.yaml",
        "title: The Harbour Post\nbase_url: https://harbour.example/\nimages: {quality: {webp: 40}}\n",
    );
    let changed = project.build_with(&["--format", "json"]);
    let webp = changed.files("media/", ".webp").len() as u64;
    assert_eq!(encoded(&changed), webp);
}

#[test]
fn a_damaged_cache_is_made_again() {
    let project = leading_with(&["display-p3.jpg"]);
    let whole = project.build().tree();
    for entry in walkdir::WalkDir::new(project.path(".pressroom/pictures")).into_iter().flatten() {
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).expect("readable");
            std::fs::write(entry.path(), &bytes[..bytes.len() / 2]).expect("writable");
        }
    }
    std::fs::remove_dir_all(project.path("public")).expect("removable");
    let again = project.build();
    again.expect_success();
    assert_same(&whole, &again.tree());
}

#[test]
fn garbage_is_what_no_output_uses() {
    let project = leading_with(&["display-p3.jpg", "lossy.webp"]);
    project.build().expect_success();
    let count = |args: &[&str], field: &str| project.run(args).json()[field].as_u64().expect("a number");
    let size = ["cache", "size", "--format", "json"];
    let all = count(&size, "files");
    assert_eq!(count(&size, "unused_files"), 0);
    project.write("content/local/story-1.md", article("story-1", "", "No picture any more."));
    project.build().expect_success();
    let unused = count(&size, "unused_files");
    assert!(unused > 0 && unused < all, "{unused} of {all}");
    assert_eq!(count(&["cache", "gc", "--format", "json"], "unused_files"), unused);
    assert_eq!((count(&size, "files"), count(&size, "unused_files")), (all - unused, 0));
    let again = project.build_with(&["--format", "json"]);
    assert_eq!(again.json()["pictures"]["encoded"], 0);
}

#[test]
fn a_budget_leaves_avif_for_the_next_build_and_pages_know() {
    let config = "title: The Harbour Post\nbase_url: https://harbour.example/\nimages: {budget: 0s}\n";
    let project = leading_with(&["display-p3.jpg"]).file("pressroom.yaml", config);
    let hasty = project.build();
    hasty.expect_success().expect_message("left for the next build to keep to the time");
    assert!(hasty.files("media/", ".avif").is_empty() && !hasty.files("media/", ".webp").is_empty());
    hasty.expect_without("local/story-0/index.html", "image/avif");
    let patient = project.build_with(&["--image-budget", "1h"]);
    patient.expect_success().expect_file("local/story-0/index.html", "image/avif");
    project.write("pressroom.yaml", config.replace("images: {budget: 0s}\n", ""));
    assert_same(&patient.tree(), &project.build().tree());
}

#[test]
fn a_budget_that_ends_within_a_picture_leaves_out_the_sets_it_did_not_finish_and_no_file_of_others() {
    // Within a line the picture is shown in its smaller widths only.
    let project = Project::new().bytes("content/local/p.jpg", &sideways(900, 1300)).article(
        "local/story",
        "",
        "![Alone](p.jpg)\n\nWithin ![a line](p.jpg) of text.",
    );
    let whole = project.build();
    whole.expect_success();
    let (undisturbed, page) = (whole.tree(), "local/story/index.html");
    let (avif, text) = (whole.files("media/", ".avif"), whole.text(page));
    let named = |width: &str| text.matches(&format!("{width}w")).count();
    assert_eq!(
        (avif.len(), ["240", "400", "640", "960", "1300"].map(named)),
        (5, [2, 4, 2, 2, 2]),
        "one is in both sets"
    );
    let kept = tree(&project.path(".pressroom/pictures")).into_iter();
    let encoded = kept.filter(|(_, bytes)| bytes.get(4..).is_some_and(|bytes| bytes.starts_with(b"ftypavif")));
    let (largest, _) = encoded.max_by_key(|(_, bytes)| bytes.len()).expect("they are cached");
    project.remove(&format!(".pressroom/pictures/{largest}"));
    let hasty = project.build_with(&["--image-budget", "0s"]);
    hasty.expect_success().expect_message("left for the next build to keep to the time");
    let left: Vec<String> = avif.into_iter().filter(|file| file.contains("-240.") || file.contains("-400.")).collect();
    assert_eq!(hasty.files("media/", ".avif"), left);
    assert_eq!(hasty.text(page).matches(".avif").count(), 2);
    assert_same(&undisturbed, &project.build().tree());
}

#[test]
fn pictures_can_be_published_as_they_are() {
    let project = leading_with(&["credited.jpg", "alpha.png"])
        .file("pressroom.yaml", "title: T\nbase_url: https://harbour.example/\nimages: {variants: false}\n");
    let built = project.build();
    built.expect_success().expect_file("local/story-0/index.html", "src=\"/media/local/credited.jpg\"");
    let tree = built.tree();
    let files: Vec<&String> = tree.keys().filter(|path| path.starts_with("media/")).collect();
    assert_eq!(files, ["media/local/alpha.png", "media/local/credited.jpg"]);
    assert!(!has_location(&tree["media/local/credited.jpg"]));
}

#[test]
fn a_link_leads_to_the_whole_picture_and_raw_html_to_one_that_fits() {
    let body = "[whole](orientation-6.jpg)\n\n<p><img src=\"orientation-8.jpg\" alt=\"x\"></p>";
    let project = Project::new()
        .bytes("content/local/orientation-6.jpg", &fixture("orientation-6.jpg"))
        .bytes("content/local/orientation-8.jpg", &fixture("orientation-8.jpg"))
        .article("local/story", "", body);
    let built = project.build();
    built.expect_success().expect_file("local/story/index.html", "href=\"/media/local/orientation-6.jpg\"");
    let tree = built.tree();
    let shown = built.files("media/orientation-8-", ".jpg");
    assert_eq!(shown.len(), 1);
    for path in ["media/local/orientation-6.jpg", &shown[0]] {
        let picture = pixels(&tree[path]);
        assert_eq!((picture.width, picture.height), (480, 320), "{path}");
        assert!(quarters(&picture)[0][0] > 150, "{path}: red is above on the left");
    }
}

/// A grey JPEG from a camera that was held sideways.
fn sideways(width: u32, height: u32) -> Vec<u8> {
    let bytes = vec![90; (width * height * 3) as usize];
    let jpeg = encode(&Pixels { width, height, alpha: false, bytes }, Encoding::Jpeg { quality: 80 });
    // Exif with nothing but an orientation, 6.
    let exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    [&jpeg[..2], b"\xFF\xE1", &(exif.len() as u16 + 2).to_be_bytes(), exif, &jpeg[2..]].concat()
}

#[test]
fn a_linked_picture_over_the_limit_is_not_turned_at_any_price() {
    let config = "title: T\nbase_url: https://harbour.example/\nimages: {max_megapixels: 1}\n";
    let project = Project::new()
        .file("pressroom.yaml", config)
        .bytes("content/local/large.jpg", &sideways(1200, 1000))
        .article("local/story", "", "[whole](large.jpg)");
    let built = project.build();
    built.expect_status(1).expect_message("error[picture-too-large]").expect_message("has 1.2 million pixels");
    built.expect_message("content/local/large.jpg").expect_message("it has to be turned upright");
    built.expect_no_file("media/local/large.jpg");
    project.write("pressroom.yaml", config.replace("max_megapixels: 1", "max_megapixels: 2"));
    let built = project.build();
    built.expect_success();
    let turned = pixels(&built.tree()["media/local/large.jpg"]);
    assert_eq!((turned.width, turned.height), (1000, 1200));
}

#[test]
fn a_lower_limit_holds_for_pictures_that_are_known() {
    let config = "title: T\nbase_url: https://harbour.example/\nimages: {formats: [webp], widths: [240]}\n";
    // Two million pixels, and as many bytes behind the end of the picture.
    let large = [sideways(2000, 1000), vec![0; 2_000_000]].concat();
    let project = Project::new().file("pressroom.yaml", config).bytes("content/local/large.jpg", &large).article(
        "local/story",
        "image: {src: large.jpg, alt: Grey, credit: C}",
        "Text.",
    );
    // Long before the build: a file that was changed just now is looked at again.
    let file = std::fs::File::options().write(true).open(project.path("content/local/large.jpg")).expect("there");
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).expect("ours");
    for touched in [false, true] {
        for (limit, said) in [("max_megapixels: 1", "has 2.0 million pixels"), ("max_megabytes: 1", "has 2 MB")] {
            project.write("pressroom.yaml", config);
            project.build().expect_success();
            if touched {
                project.write("content/local/large.jpg", &large);
            }
            project.write("pressroom.yaml", config.replace("formats", &format!("{limit}, formats")));
            let built = project.build();
            built.expect_status(1).expect_message("error[picture-too-large]").expect_message(said);
        }
    }
}

#[test]
fn a_tall_infographic_is_published_without_the_formats_that_are_too_short_for_it() {
    let bytes: Vec<u8> = (0..20 * 17_000 * 3_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let tall = encode(&Pixels { width: 20, height: 17_000, alpha: false, bytes }, Encoding::Jpeg { quality: 80 });
    let built = Project::new()
        .file("pressroom.yaml", "title: T\nbase_url: https://harbour.example/\nimages: {formats: [webp]}\n")
        .bytes("content/local/tall.jpg", &tall)
        .article("local/story", "", "![A tall picture](tall.jpg)")
        .build();
    built.expect_success().expect_without("local/story/index.html", "image/webp");
    let jpeg = built.files("media/tall-20.", ".jpg").pop().expect("the whole picture");
    assert_eq!(pixels(&built.tree()[&jpeg]).height, 17_000);
}

#[test]
fn a_record_beside_no_picture_is_said() {
    let project = Project::new()
        .bytes("content/local/tide.png", &fixture("palette.png"))
        .file("content/local/tied.png.yaml", "credit: C\n")
        .article("local/story", "image: {src: tide.png, alt: A, credit: C}", "Text.");
    let built = project.build();
    built.expect_success().expect_message("warning[stray-picture-record]").expect_message("did you mean `tide.png`?");
}

#[test]
fn a_picture_on_a_line_of_its_own_is_as_wide_as_the_text() {
    let body = "![Quarters](palette.png)\n*A caption by hand.*\n\nIn ![a](palette.png) line.";
    let project = Project::new().bytes("content/local/palette.png", &fixture("palette.png"));
    let built = project.article("local/story", "", body).build();
    let page = built.text("local/story/index.html");
    let shown = |class: &str| page.matches(&format!("class=\"{class}")).count();
    assert_eq!((shown("line"), shown("inline")), (1, 1), "{page}");
}
