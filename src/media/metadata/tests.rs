//! Whole files, made here byte by byte: no picture in them is more than a few bytes of pretended pixels, since nothing
//! is decoded. (That decoders agree was tried with real pictures and other people's tools.)

use super::*;
use proptest::prelude::*;

/// A TIFF structure, low byte first: orientation 6, an artist, two notices, a place.
fn tiff() -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let texts = 8 + 2 + 4 * 12 + 4;
    let (artist, notices) = (b"Anna E; Bert E\0".as_slice(), b"Anna \0dpa\0".as_slice());
    let entry = |tag: u16, kind: u16, count: usize, value: usize| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &(count as u32).to_le_bytes(), &(value as u32).to_le_bytes()]
            .concat()
    };
    out.extend(4_u16.to_le_bytes());
    out.extend(entry(0x0112, 3, 1, 6));
    out.extend(entry(0x013B, 2, artist.len(), texts));
    out.extend(entry(0x8298, 2, notices.len(), texts + artist.len()));
    out.extend(entry(0x8825, 4, 1, 0));
    out.extend([0; 4]);
    out.extend(artist);
    out.extend(notices);
    out
}

/// Photoshop's image resources with IIM records in Latin-1.
fn resources() -> Vec<u8> {
    let mut records = Vec::new();
    let sets: [(u8, &[u8]); 5] =
        [(80, b"\xC4nne I"), (80, b"Bert I"), (110, b"Credit I"), (116, b"Notice I"), (120, b"Caption I")];
    for (number, value) in sets {
        records.extend([0x1C, 2, number, 0, value.len() as u8]);
        records.extend(value);
    }
    let other = b"8BIM\x04\x25\x01x\0\0\0\x03abc\0";
    [&other[..], b"8BIM\x04\x04\0\0", &(records.len() as u32).to_be_bytes(), &records].concat()
}

fn credit(text: &str) -> Rights {
    Rights { credit: Some(text.to_owned()), ..Rights::default() }
}

/// A packet with a credit, a creator that differs from it, and a place.
fn packet() -> Vec<u8> {
    let rights = Rights { creator: Some("Anna X".to_owned()), ..credit("Credit X") };
    let packet = String::from_utf8(xmp_packet(&rights).expect("a packet")).expect("UTF-8");
    let place = " xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSLatitude=\"1N\" photoshop:Credit=";
    packet.replace(" photoshop:Credit=", place).into_bytes()
}

fn segment(marker: u8, payload: &[&[u8]]) -> Vec<u8> {
    let payload = payload.concat();
    [&[0xFF, marker][..], &(payload.len() as u16 + 2).to_be_bytes(), &payload].concat()
}

/// A JPEG with JFIF (and a thumbnail of one pixel), the given segments, a profile, one scan, and another file behind.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\xFF\xD8".to_vec();
    out.extend(segment(0xE0, &[b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01abc"]));
    out.extend(segments.concat());
    out.extend(segment(0xE2, &[b"ICC_PROFILE\0\x01\x01profile"]));
    out.extend(segment(0xFE, &[b"a comment"]));
    out.extend(b"\xFF\xFF");
    out.extend(segment(0xDB, &[b"tables"]));
    out.extend(segment(0xDA, &[b"scan"]));
    out.extend(b"data\xFF\x00data\xFF\xD0data");
    out.extend(segment(0xC4, &[b"more tables"]));
    out.extend(segment(0xDA, &[b"scan"]));
    out.extend(b"data\xFF\xD9trailer\xFF\xD8");
    out
}

fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1A\n".to_vec();
    let start: [(&[u8; 4], Vec<u8>); 2] = [(b"IHDR", vec![0; 13]), (b"gAMA", vec![0; 4])];
    let end: [(&[u8; 4], Vec<u8>); 3] = [(b"IDAT", vec![1; 9]), (b"tIME", vec![0; 7]), (b"IEND", Vec::new())];
    for (kind, content) in start.iter().chain(chunks).chain(&end) {
        out.extend((content.len() as u32).to_be_bytes());
        out.extend(kind.as_slice());
        out.extend(content);
        out.extend([0; 4]);
    }
    out
}

fn gif() -> Vec<u8> {
    let mut out = b"GIF87a\x01\0\x01\0\x80\0\0abcdef".to_vec();
    out.extend(b"!\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0");
    out.extend(b"!\xFE\x07comment\0");
    out.extend(b"!\xF9\x04\0\x01\0\0\0");
    out.extend(b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0");
    out.extend(b";trailer");
    out
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, content) in chunks {
        body.extend(kind.as_slice());
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(*content);
        body.extend(&[0][..content.len() % 2]);
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// VP8: a key frame of 40 × 30; VP8L: 40 × 30 with transparency.
const VP8: &[u8] = b"\0\0\0\x9D\x01\x2A\x28\0\x1E\0pixels!";
const VP8L: &[u8] = b"\x2F\x27\x40\x07\x10pixels";

fn boxed(kind: [u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&(content.len() as u32 + 8).to_be_bytes()[..], &kind, &content].concat()
}

/// An AVIF like those of encoders: pixels, transparency, EXIF, XMP, and a thumbnail, each an item.
fn avif() -> Vec<u8> {
    let xmp = packet();
    let exif = [&[0; 4][..], &tiff()].concat();
    let contents: [&[u8]; 5] = [b"PIXELS", &exif, b"ALPHA", &xmp, b"THUMBNAIL"];
    let infe = |id: u8, kind: &[u8]| boxed(*b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind, b"\0"]);
    let items =
        [infe(1, b"av01"), infe(2, b"Exif"), infe(3, b"av01"), infe(4, b"mime\0application/rdf+xml"), infe(5, b"av01")];
    let reference = |kind: &[u8; 4], from: u8, to: u8| boxed(*kind, &[&[0, from, 0, 1, 0, to]]);
    let references =
        [reference(b"cdsc", 2, 1), reference(b"auxl", 3, 1), reference(b"cdsc", 4, 1), reference(b"thmb", 5, 1)];
    let ftyp = boxed(*b"ftyp", &[b"avif\0\0\0\0avifmif1"]);
    let meta = |start: usize| {
        let mut places = Vec::new();
        let mut at = start;
        for (index, content) in contents.iter().enumerate() {
            places.extend([0, index as u8 + 1, 0, 0, 0, 1]);
            places.extend((at as u32).to_be_bytes());
            places.extend((content.len() as u32).to_be_bytes());
            at += content.len();
        }
        let associations = b"\0\0\0\0\0\0\0\x03\0\x01\x01\x81\0\x03\x01\x81\0\x05\x01\x81";
        boxed(
            *b"meta",
            &[
                &[0; 4],
                &boxed(*b"hdlr", &[b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"]),
                &boxed(*b"pitm", &[&[0, 0, 0, 0, 0, 1]]),
                &boxed(*b"iloc", &[&[0, 0, 0, 0, 0x44, 0, 0, 5], &places]),
                &boxed(*b"iinf", &[&[0, 0, 0, 0, 0, 5], &items.concat()]),
                &boxed(*b"iref", &[&[0; 4], &references.concat()]),
                &boxed(
                    *b"iprp",
                    &[&boxed(*b"ipco", &[&boxed(*b"ispe", &[&[0; 12]])]), &boxed(*b"ipma", &[associations])],
                ),
            ],
        )
    };
    let start = ftyp.len() + meta(0).len() + 8;
    [ftyp, meta(start), boxed(*b"mdat", &[&contents.concat()])].concat()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn text(field: Option<&String>) -> &str {
    field.map_or("", String::as_str)
}

#[test]
fn xmp_comes_before_iim_and_iim_before_exif() {
    let exif = segment(0xE1, &[b"Exif\0\0", &tiff()]);
    let iim = segment(0xED, &[b"Photoshop 3.0\0", &resources()]);
    let xmp = segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &packet()]);

    let rights = read(&jpeg(&[exif.clone(), iim.clone(), xmp]));
    assert_eq!(text(rights.creator.as_ref()), "Anna X");
    assert_eq!(text(rights.credit.as_ref()), "Credit X");
    assert_eq!(text(rights.description.as_ref()), "Caption I", "what XMP does not say comes from the next");

    let rights = read(&jpeg(&[exif.clone(), iim]));
    assert_eq!(text(rights.creator.as_ref()), "Änne I, Bert I");
    assert_eq!(text(rights.copyright.as_ref()), "Notice I");

    let rights = read(&jpeg(&[exif]));
    assert_eq!(text(rights.creator.as_ref()), "Anna E, Bert E");
    assert_eq!(text(rights.copyright.as_ref()), "Anna, dpa");
    assert_eq!(rights.credit, None);
}

#[test]
fn every_format_is_read() {
    let xmp = packet();
    let international = [b"XML:com.adobe.xmp\0\0\0\0\0", &xmp[..]].concat();
    let files = [
        png(&[(b"eXIf", tiff()), (b"iTXt", international)]),
        riff(&[(b"VP8X", &[0; 10]), (b"VP8 ", VP8), (b"EXIF", &tiff()), (b"XMP ", &xmp)]),
        avif(),
    ];
    for file in files {
        let rights = read(&file);
        assert_eq!(text(rights.credit.as_ref()), "Credit X");
        assert_eq!(text(rights.copyright.as_ref()), "Credit X");
        assert!(has_location(&file));
    }
    assert_eq!(text(read(&tiff()).creator.as_ref()), "Anna E, Bert E");
    let rights = read(&png(&[(b"tEXt", b"Author\0Andr\xE9".to_vec()), (b"tEXt", b"Copyright\0unknown".to_vec())]));
    assert_eq!(rights, Rights { creator: Some("André".to_owned()), ..Rights::default() });
    assert_eq!(read(b""), Rights::default());
}

#[test]
fn orientation_is_found() {
    assert_eq!(orientation(&jpeg(&[segment(0xE1, &[b"Exif\0\0", &tiff()])])), 6);
    assert_eq!(orientation(&png(&[(b"eXIf", tiff())])), 6);
    assert_eq!(orientation(&riff(&[(b"VP8X", &[0; 10]), (b"EXIF", &[b"Exif\0\0", &tiff()[..]].concat())])), 6);
    assert_eq!(orientation(&tiff()), 6);
    assert_eq!(orientation(&jpeg(&[])), 1);
    assert_eq!(orientation(b"no picture"), 1);
}

#[test]
fn what_is_written_is_read_back_in_every_format() {
    let rights = Rights {
        creator: Some("Anna & Bert".to_owned()),
        copyright: Some("© 2024 Anna".to_owned()),
        license_url: Some("https://example.org/licence".to_owned()),
        usage_terms: Some("<once>".to_owned()),
        licensor_url: Some("https://example.org/buy".to_owned()),
        description: Some("a phone".to_owned()),
        ..credit("dpa")
    };
    let exif = segment(0xE1, &[b"Exif\0\0", &tiff()]);
    let frame = [&[0; 16][..], b"VP8 \x11\0\0\0", VP8, b"\0junk\x02\0\0\0ab"].concat();
    let files = [
        jpeg(&[exif, segment(0xED, &[b"Photoshop 3.0\0", &resources()])]),
        png(&[(b"eXIf", tiff()), (b"tEXt", b"Author\0B".to_vec()), (b"acTL", vec![0; 8]), (b"fcTL", vec![0; 26])]),
        gif(),
        riff(&[(b"VP8 ", VP8)]),
        riff(&[(b"VP8L", VP8L)]),
        riff(&[(b"VP8X", &[0x2E; 10]), (b"ICCP", b"icc"), (b"ANIM", b"abcdef"), (b"ANMF", &frame), (b"EXIF", &tiff())]),
        avif(),
    ];
    for file in files {
        let written = rewrite(&file, &rights).expect("well-formed");
        assert_eq!(read(&written), rights);
        assert!(!has_location(&written));
        assert_eq!(orientation(&written), 1);
        let again = rewrite(&written, &rights);
        assert_eq!(again.as_ref(), Some(&written), "the second time changes nothing");
        let bare = rewrite(&written, &Rights::default()).expect("well-formed");
        assert_eq!(read(&bare), Rights::default());
        assert_eq!(rewrite(&bare, &rights), Some(written));
    }
}

#[test]
fn a_jpeg_keeps_what_shows_it() {
    let exif = segment(0xE1, &[b"Exif\0\0", &tiff()]);
    let bare = rewrite(&jpeg(&[exif, segment(0xEE, &[b"Adobe\0"])]), &Rights::default()).expect("well-formed");
    for kept in [&b"profile"[..], b"Adobe", b"more tables", b"data\xFF\x00data\xFF\xD0data\xFF\xC4", b"JFIF"] {
        assert!(has(&bare, kept), "{kept:?}");
    }
    for gone in [&b"Exif"[..], b"comment", b"trailer", b"abc"] {
        assert!(!has(&bare, gone), "{gone:?}");
    }
    assert!(bare.ends_with(b"data\xFF\xD9"));
    let credited = rewrite(&bare, &credit("dpa")).expect("well-formed");
    // XMP follows JFIF, which is 16 bytes and a marker.
    assert_eq!(&credited[20..22], b"\xFF\xE1");
}

#[test]
fn a_jpeg_without_its_end_is_mended() {
    let whole = rewrite(&jpeg(&[]), &Rights::default()).expect("well-formed");
    assert_eq!(rewrite(&whole[..whole.len() - 2], &Rights::default()), Some(whole.clone()));
    assert_eq!(rewrite(&whole[..30], &Rights::default()), None, "no scan, no picture");
}

#[test]
fn a_png_keeps_what_shows_it() {
    let file = png(&[(b"tEXt", b"Comment\0x".to_vec()), (b"iCCP", vec![7; 5]), (b"eXIf", tiff())]);
    let written = rewrite(&file, &credit("dpa")).expect("well-formed");
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < written.len() {
        kinds.push(String::from_utf8_lossy(&written[at + 4..at + 8]).into_owned());
        at += 12 + u32::from_be_bytes(written[at..at + 4].try_into().expect("four")) as usize;
    }
    assert_eq!(kinds, ["IHDR", "gAMA", "iCCP", "iTXt", "IDAT", "IEND"]);
    assert_eq!(rewrite(&png(&[(b"NEWX", Vec::new())]), &Rights::default()), None);
}

#[test]
fn a_gif_keeps_its_repetition() {
    let written = rewrite(&gif(), &credit("dpa")).expect("well-formed");
    assert!(written.starts_with(b"GIF89a"));
    let repetition = memchr::memmem::find(&written, b"NETSCAPE2.0").expect("kept");
    let xmp = memchr::memmem::find(&written, b"XMP DataXMP").expect("written");
    assert!(repetition < xmp);
    assert!(!has(&written, b"comment") && !has(&written, b"trailer"));
    assert!(written.ends_with(b";"));
}

#[test]
fn a_simple_webp_is_extended_when_there_is_something_to_say() {
    let simple = riff(&[(b"VP8 ", VP8)]);
    assert_eq!(rewrite(&simple, &Rights::default()), Some(simple.clone()));
    let written = rewrite(&simple, &credit("dpa")).expect("well-formed");
    assert_eq!(&written[12..30], b"VP8X\x0A\0\0\0\x04\0\0\0\x27\0\0\x1D\0\0");
    let written = rewrite(&riff(&[(b"VP8L", VP8L)]), &credit("dpa")).expect("well-formed");
    assert_eq!(&written[12..30], b"VP8X\x0A\0\0\0\x14\0\0\0\x27\0\0\x1D\0\0");
}

#[test]
fn an_avif_keeps_pixels_and_transparency() {
    let written = rewrite(&avif(), &credit("dpa")).expect("well-formed");
    assert!(has(&written, b"mdat") && has(&written, b"PIXELSALPHA<?xpacket"));
    assert!(!has(&written, b"THUMBNAIL") && !has(&written, b"Exif") && !has(&written, b"thmb"));
    assert!(has(&written, b"auxl\0\x03\0\x01\0\x01"));
    assert!(has(&written, b"cdsc\0\x04\0\x01\0\x01"));
    // The associations of the thumbnail went with it.
    assert!(has(&written, b"ipma\0\0\0\0\0\0\0\x02\0\x01\x01\x81\0\x03\x01\x81"));
    let sequence = [avif(), boxed(*b"moov", &[])].concat();
    assert_eq!(rewrite(&sequence, &credit("dpa")), None);
}

#[test]
fn an_avif_that_contradicts_itself_is_refused() {
    let file = avif();
    let entry = memchr::memmem::find(&file, b"infe\x02\0\0\0\0\x03").expect("the entry of the transparency");
    let mut twice = file.clone();
    twice[entry + 9] = 2;
    assert_eq!(rewrite(&twice, &credit("dpa")), None, "two items of one number");
    let mut open = file;
    open[entry - 1] = 0;
    assert_eq!(rewrite(&open, &credit("dpa")), None, "an entry without a length");
}

#[test]
fn files_that_end_too_early_are_refused() {
    let files =
        [(png(&[]), &b"IEND"[..]), (riff(&[(b"VP8X", &[0; 10]), (b"VP8 ", VP8)]), b"pixels"), (avif(), b"ALPHA")];
    for (file, late) in files {
        assert!(rewrite(&file, &credit("dpa")).is_some());
        let at = memchr::memmem::find(&file, late).expect("there");
        assert_eq!(rewrite(&file[..at + 2], &credit("dpa")), None);
    }
}

/// Files to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let exif = segment(0xE1, &[b"Exif\0\0", &tiff()]);
    let iim = segment(0xED, &[b"Photoshop 3.0\0", &resources()]);
    vec![
        jpeg(&[exif, iim, segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &packet()])]),
        png(&[(b"eXIf", tiff()), (b"iTXt", [b"XML:com.adobe.xmp\0\0\0\0\0", &packet()[..]].concat())]),
        rewrite(&gif(), &credit("dpa")).expect("well-formed"),
        riff(&[(b"VP8X", &[0; 10]), (b"VP8L", VP8L), (b"EXIF", &tiff()), (b"XMP ", &packet())]),
        avif(),
        tiff(),
        resources(),
        packet(),
    ]
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(
        seed in 0..8_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let rights = read(&bytes);
        has_location(&bytes);
        prop_assert!((1..=8).contains(&orientation(&bytes)));
        xmp_packet(&rights);
        iim::of_photoshop(&bytes);
        iim::of_records(&bytes);
        xmp::read(&bytes);
        if let Some(written) = rewrite(&bytes, &credit("dpa")) {
            prop_assert!(written.len() < bytes.len() + 2000);
            prop_assert_eq!(read(&written).credit, Some("dpa".to_owned()));
            prop_assert!(!has_location(&written));
        }
    }
}
