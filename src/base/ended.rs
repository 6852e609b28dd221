//! Texts that end with the fingerprint of what is before, so that one that was cut or changed is known.

use super::fingerprint::Fingerprint;
use std::fmt::Write as _;

/// Adds the last line.
pub fn end(text: &mut String) {
    let print = Fingerprint::of(text.as_bytes());
    // Writing to a String cannot fail.
    let _ = writeln!(text, "end {print}");
}

/// What is before the last line; `None` when the text is not whole.
pub fn whole(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (body, end) = text.split_at_checked(text.len().checked_sub("end \n".len() + 32)?)?;
    let print = Fingerprint::parse(end.strip_prefix("end ")?.strip_suffix('\n')?)?;
    (print == Fingerprint::of(body.as_bytes())).then_some(body)
}
