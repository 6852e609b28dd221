//! Small rooms, with a name on the door.

use super::{forbid, sources};

/// Lines past which nobody reads a file to its end.
const LINES: usize = 800;

#[test]
fn no_file_is_too_long() {
    let long = sources().into_iter().filter(|source| source.text.lines().count() > LINES);
    forbid(&long.map(|source| format!("src/{}: more than {LINES} lines", source.path)).collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_it_is() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    forbid(&silent.map(|source| format!("src/{}: does not begin with `//!`", source.path)).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_lying_around() {
    const LEFTOVERS: [&str; 8] =
        ["println!", "eprintln!", "print!(", "dbg!", "todo!", "unimplemented!", "FIXME", "TODO"];
    let mut offences = Vec::new();
    for source in sources() {
        let unit_tests = source.text.lines().position(|line| line.starts_with("#[cfg(test)]")).unwrap_or(usize::MAX);
        for (at, line) in source.text.lines().enumerate() {
            // A measurement, run by hand, may print its numbers.
            if at >= unit_tests || source.is_test() {
                break;
            }
            for leftover in LEFTOVERS.iter().filter(|leftover| line.contains(**leftover)) {
                offences.push(format!("src/{}:{}: `{leftover}`", source.path, at + 1));
            }
        }
    }
    forbid(&offences);
}
