//! The files of the desk, inside the binary.

/// A file below `{base}_pressroom/`.
pub(crate) struct DeskFile {
    /// The value of `Content-Type`.
    pub(crate) mime: &'static str,
    /// What is in it.
    pub(crate) text: &'static str,
}

/// The file of that name, such as `desk.js`. They change with the program only.
pub(crate) fn file(name: &str) -> Option<DeskFile> {
    let (mime, text) = match name {
        "desk.js" => ("text/javascript; charset=utf-8", include_str!("desk.js")),
        "desk.css" => ("text/css; charset=utf-8", include_str!("desk.css")),
        "desk.svg" => ("image/svg+xml", include_str!("desk.svg")),
        _ => return None,
    };
    Some(DeskFile { mime, text })
}
