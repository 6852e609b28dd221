//! Cards as a whole: the same bytes every time, and a card for whatever a headline may be.

use super::canvas::{HEIGHT, STRIDE, WIDTH};
use super::{Artist, FontError, SocialCard};
use proptest::prelude::*;
use std::io::Read;
use std::sync::LazyLock;

static ARTIST: LazyLock<Artist> = LazyLock::new(Artist::new);

fn card(title: &str) -> SocialCard<'_> {
    SocialCard {
        title,
        kicker: "Phone & Communications",
        publication: "Northlight",
        colour: [0x0b, 0x5c, 0x7a],
        right_to_left: false,
    }
}

/// Reads a file back with a decoder that is not ours: the numbers of the pixels, and how many colours there are.
fn read(file: &[u8]) -> (Vec<u8>, usize) {
    assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
    let (mut at, mut stream, mut colours) = (8, Vec::new(), 0);
    while at < file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize;
        let (kind, content) = (&file[at + 4..at + 8], &file[at + 8..at + 8 + length]);
        let sum = &file[at + 8 + length..at + 12 + length];
        assert_eq!(crc32fast::hash(&file[at + 4..at + 8 + length]).to_be_bytes(), sum);
        match kind {
            b"IDAT" => stream.extend_from_slice(content),
            b"PLTE" => colours = length / 3,
            _ => {}
        }
        at += 12 + length;
    }
    let mut pixels = Vec::new();
    flate2::read::ZlibDecoder::new(&stream[..]).read_to_end(&mut pixels).expect("a zlib stream");
    assert_eq!(pixels.len(), STRIDE * HEIGHT);
    (pixels, colours)
}

/// The rows and columns within which a card has ink.
fn inked(title: &str) -> Option<[usize; 4]> {
    let (pixels, _) = read(&ARTIST.draw(&SocialCard { kicker: "", ..card(title) }));
    let ink = |row: usize, column: usize| (1..16).contains(&pixels[row * STRIDE + 1 + column]);
    let mut rows = (0..HEIGHT).filter(|row| (0..WIDTH).any(|column| ink(*row, column)));
    let mut columns = (0..WIDTH).filter(|column| (0..HEIGHT).any(|row| ink(row, *column)));
    let (top, left) = (rows.next()?, columns.next()?);
    Some([top, rows.next_back().unwrap_or(top), left, columns.next_back().unwrap_or(left)])
}

/// If this fails and cards were meant to change, raise `DRAWING_VERSION` and write the new hashes here.
#[test]
fn cards_are_what_they_were() {
    let hash = |card: &SocialCard<'_>| blake3::hash(&ARTIST.draw(card)).to_hex().to_string();
    let headline = card("Gannet-1 phones home, and Kittiwake has fourteen months to do it again");
    assert_eq!(hash(&headline), "c7c7ca213343dba6ef5c25827a95d16bce49b19301a56dc04f9132bf874bb88d");
    let pattern = SocialCard { colour: [0xe6, 0, 0x12], ..card("半導体の値段が上がり続ける理由") };
    assert_eq!(hash(&pattern), "ec5be8dc9c911ffa980a5c0ab80791939202dd971ac74d655e3060e72092f1aa");
}

#[test]
fn what_was_drawn_before_changes_nothing() {
    let fresh = Artist::new().draw(&card("Łódź: 12 € — “ok”"));
    ARTIST.draw(&card("Something else, € 12"));
    assert_eq!(ARTIST.draw(&card("Łódź: 12 € — “ok”")), fresh);
}

#[test]
fn threads_share_an_artist() {
    let artist = Artist::new();
    let draw = || artist.draw(&card("Eleven days to mend an island’s internet"));
    let (one, two) = std::thread::scope(|scope| {
        let other = scope.spawn(draw);
        (draw(), other.join().expect("no panic"))
    });
    assert_eq!(one, two);
}

#[test]
fn headlines_keep_the_margins() {
    let long = "committee ".repeat(500);
    for title in ["Outage", "Is the desktop PC quietly back?", &long, &"W".repeat(5000), "ÅÄÖ Ỗ Ặ gjpqy ỵ"] {
        let [top, bottom, left, right] = inked(title).expect("a headline");
        assert!(top >= 48 && bottom < 510 && left >= 70 && right < 1125, "{title}: {top} {bottom} {left} {right}");
    }
}

#[test]
fn short_headlines_are_larger_than_long_ones() {
    let height = |title: &str| {
        let [top, bottom, ..] = inked(title).expect("a headline");
        bottom - top
    };
    assert!(height("HHH") > 120);
    assert!(height("HHH") > 2 * height("H".repeat(18).as_str()));
}

#[test]
fn letters_without_a_glyph_make_a_pattern() {
    for title in ["半導体", "مرحبا", "Tokyo 東京", "", " \u{200b}\n", "🎉"] {
        assert_eq!(read(&ARTIST.draw(&card(title))).1, 112, "{title}");
    }
    assert_eq!(read(&ARTIST.draw(&card("Wins 🏆"))).1, 48);
}

#[test]
fn an_artist_knows_what_can_be_written() {
    for text in ["", "Người dùng", "Źródła", "Ελλάδα", "Учёные", "№ 5 – ½ × 𝐁", "Wins 🏆", "e\u{301}"]
    {
        assert!(ARTIST.can_write(text), "{text}");
    }
    for text in ["東京", "العلوم", "עברית", "हिन्दी", "🎉", "abc 한"] {
        assert!(!ARTIST.can_write(text), "{text}");
    }
}

#[test]
fn a_given_font_must_be_a_font() {
    let error = |bytes: &[u8]| Artist::with_font(bytes.to_vec()).err();
    assert_eq!(error(b"wOF2 and so on"), Some(FontError::Woff));
    assert_eq!(error(b""), Some(FontError::NoFont));
    assert_eq!(error(b"\0\x01\0\0rubbish"), Some(FontError::NoFont));
    assert_eq!(
        FontError::Woff.to_string(),
        "it is a WOFF font, made for browsers; the TTF or OTF file that it was made from is needed"
    );
}

#[test]
fn a_given_font_is_used() {
    let given = Artist::with_font(include_bytes!("fonts/label.ttf").to_vec()).expect("a font");
    assert_ne!(given.draw(&card("Outage")), ARTIST.draw(&card("Outage")));
    assert!(given.can_write("Ελλάδα"));
}

#[test]
fn right_to_left_cards_begin_at_the_right() {
    let (pixels, _) = read(&ARTIST.draw(&SocialCard { right_to_left: true, ..card("Outage") }));
    let row = &pixels[250 * STRIDE + 1..][..WIDTH];
    let first = row.iter().position(|pixel| *pixel != 0).expect("ink");
    let last = row.iter().rposition(|pixel| *pixel != 0).expect("ink");
    assert!(first > 500 && (1040..1125).contains(&last), "{first} {last}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_text_gets_a_card(
        title in "\\PC{0,80}|(\\p{L}\\p{M}{0,3}| |\u{200d}|\u{202e}|\u{5d0}|\u{627}|[a-zà-ÿ]){0,400}|.{0,60}",
        kicker in "\\PC{0,30}",
        publication in "\\PC{0,200}",
        colour: [u8; 3],
        right_to_left: bool,
    ) {
        let card = SocialCard { title: &title, kicker: &kicker, publication: &publication, colour, right_to_left };
        read(&ARTIST.draw(&card));
    }

    /// Marks, spaces and controls in any number, around letters that can be written.
    #[test]
    fn every_writable_text_gets_a_headline(
        title in "([A-Za-zĄ-žΑ-ωА-яẠ-ỹ]{1,40}[ \u{301}\u{323}\u{200b}\u{ad}\t,.’“”—-]{0,3}){1,60}",
    ) {
        prop_assert!(ARTIST.can_write(&title), "{}", title);
        prop_assert_eq!(read(&ARTIST.draw(&card(&title))).1, 48);
    }
}
