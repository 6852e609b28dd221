//! From the bytes of a picture to pixels, and from pixels to the bytes of a variant.
//!
//! Every function is pure: bytes in, bytes out, no file, no clock, no thread. Callers decide what runs in parallel; the
//! same input gives the same bytes on any number of threads. Formats are told by their first bytes, never by a name.
//!
//! [`decode()`] gives upright 8-bit sRGB whatever the camera or the printer meant: orientation, colour profiles, CMYK and
//! 16-bit samples are settled once, and the rest of the pipeline knows one kind of pixel. What is encoded carries no
//! metadata: rights and credits are added to the finished file by whoever knows them.

mod decode;
mod encode;
mod error;
mod look;
mod pixels;
mod scale;

pub use decode::decode;
pub use encode::{ENCODER_VERSIONS, EncoderVersions, Encoding, encode};
pub use error::DecodeError;
pub use look::{Look, look};
pub use pixels::{Limits, Pixels, Rect};
pub use scale::scale;
