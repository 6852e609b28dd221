//! Compressed files beside the plain ones, for hosts that send them as they are.

use crate::config::Encoding;
use std::io::Write;

/// A smaller file fits into one packet anyway, in bytes.
const LEAST: u64 = 1_024;
/// Extensions of texts; pictures and fonts are compressed in themselves.
const TEXTS: [&str; 12] =
    ["html", "css", "js", "mjs", "json", "xml", "svg", "txt", "webmanifest", "wasm", "ico", "csv"];

/// The ending of an encoding's files.
pub(super) fn ending(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Brotli => "br",
        Encoding::Gzip => "gz",
    }
}

/// Whether a file of this size gains by being compressed.
pub(super) fn gains(path: &str, size: u64) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    size >= LEAST && TEXTS.contains(&extension) && path != "vercel.json"
}

/// Compresses as well as the format can: it is done once, and sent many times.
pub(super) fn compress(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Gzip => {
            // A header without a time: the same bytes give the same file.
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            writer.write_all(bytes).and_then(|()| writer.finish()).expect("memory takes what is written")
        }
        Encoding::Brotli => {
            // Quality 9 is within two percent of 11 on pages, at a twentieth of its time.
            let mut out = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut out, 65_536, 9, 22);
            writer.write_all(bytes).and_then(|()| writer.flush()).expect("memory takes what is written");
            drop(writer);
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn files_are_read_back() {
        let text = "<p>The ferry is late.</p>\n".repeat(200);
        let gzip = compress(text.as_bytes(), Encoding::Gzip);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut back).expect("gzip");
        assert_eq!(back, text);
        assert_eq!(gzip, compress(text.as_bytes(), Encoding::Gzip));
        let brotli = compress(text.as_bytes(), Encoding::Brotli);
        let mut back = String::new();
        brotli::Decompressor::new(&brotli[..], 4_096).read_to_string(&mut back).expect("brotli");
        assert_eq!(back, text);
        assert!(brotli.len() < 200 && gzip.len() < 300);
    }

    #[test]
    fn only_what_gains_is_compressed() {
        assert!(gains("a/index.html", 5_000) && gains("feed.xml", 5_000));
        assert!(!gains("a/index.html", 100) && !gains("media/a.avif", 5_000) && !gains("LICENSE", 5_000));
    }
}
