//! PNG files with a palette (PNG, third edition: <https://www.w3.org/TR/png-3/>).

use super::canvas::{Canvas, HEIGHT, STRIDE, WIDTH};
use super::colour::Colour;
use super::deflate::deflate;

/// Writes a canvas with its palette.
pub(super) fn png(canvas: &Canvas, palette: &[Colour]) -> Vec<u8> {
    let rows = canvas.rows();
    // A zlib stream (RFC 1950) around one block: the header says "window of 32 KB, fastest".
    let mut stream = vec![0x78, 0x01];
    stream.append(&mut deflate(rows, STRIDE));
    stream.extend_from_slice(&simd_adler32::adler32(&rows).to_be_bytes());

    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&(WIDTH as u32).to_be_bytes());
    header.extend_from_slice(&(HEIGHT as u32).to_be_bytes());
    // Eight bits, palette, deflate, the five filters (of which rows use none), no interlacing.
    header.extend_from_slice(&[8, 3, 0, 0, 0]);

    let mut file = Vec::with_capacity(stream.len() + 1024);
    file.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"sRGB", &[0]);
    chunk(&mut file, *b"PLTE", &palette.concat());
    chunk(&mut file, *b"IDAT", &stream);
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    file.extend_from_slice(&(content.len() as u32).to_be_bytes());
    let from = file.len();
    file.extend_from_slice(&kind);
    file.extend_from_slice(content);
    let sum = crc32fast::hash(&file[from..]);
    file.extend_from_slice(&sum.to_be_bytes());
}
