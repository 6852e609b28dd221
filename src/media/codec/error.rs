//! Why a picture could not be decoded.

use std::io;
use thiserror::Error;

/// What is wrong with the bytes of a picture.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// The header states more pixels than the caller allows; nothing was decoded.
    #[error("{width} × {height} pixels are more than the limit of {limit}")]
    TooManyPixels {
        /// The width that the header states.
        width: u32,
        /// The height that the header states.
        height: u32,
        /// The limit, in pixels.
        limit: u64,
    },
    /// The file ends before its picture does.
    #[error("the file ends before the picture does")]
    Truncated,
    /// The file breaks the rules of its format; the decoder's words.
    #[error("the file is damaged: {0}")]
    Corrupt(String),
    /// The format, or a kind of it, that is not decoded here.
    #[error("{0} can't be decoded")]
    Unsupported(String),
}

impl DecodeError {
    /// An error of reading from memory: only the end of the data can be met.
    pub(super) fn io(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::Truncated } else { Self::Corrupt(error.to_string()) }
    }
}
