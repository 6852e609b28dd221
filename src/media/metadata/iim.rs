//! IIM, the older records of the IPTC (Information Interchange Model 4.2), within Photoshop's image resources (Adobe
//! Photoshop File Formats Specification, "Image Resource Blocks").

use super::bytes::{be16, be32, latin1, part, text};
use super::found::{Field, Found, creators};

/// The image resource that holds IIM records.
const IIM_RESOURCE: u16 = 0x0404;

/// What the IIM records among Photoshop's image resources say.
pub(super) fn of_photoshop(resources: &[u8]) -> Found {
    let mut at = 0;
    while let Some((id, data, next)) = resource(resources, at) {
        if id == IIM_RESOURCE {
            return of_records(data);
        }
        at = next;
    }
    Found::default()
}

/// One resource: its id, its bytes, and where the next one starts. Names and contents are padded to even lengths.
fn resource(resources: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    if part(resources, at, 4)? != b"8BIM" {
        return None;
    }
    let id = be16(resources, at + 4)?;
    let name = usize::from(*resources.get(at + 6)?) + 1;
    let size_at = at + 6 + name + name % 2;
    let size = be32(resources, size_at)? as usize;
    let data = part(resources, size_at + 4, size)?;
    Some((id, data, size_at + 4 + size + size % 2))
}

/// What IIM records say.
pub(super) fn of_records(records: &[u8]) -> Found {
    let sets = sets(records);
    // 1:90 `ESC % G` declares UTF-8 (ISO 2022). Many write UTF-8 without, and the rest is mostly Latin-1.
    let declared = sets.iter().any(|(set, value)| *set == (1, 90) && *value == b"\x1B%G");
    let decode = |value: &[u8]| match (declared, value.is_ascii()) {
        (true, _) => String::from_utf8_lossy(value).into_owned(),
        (false, true) => latin1(value),
        (false, false) => text(value),
    };
    let mut found = Found::default();
    let names: Vec<String> = sets.iter().filter(|(set, _)| *set == (2, 80)).map(|(_, value)| decode(value)).collect();
    found.rights.creator = creators(names.iter().map(String::as_str));
    for ((record, number), value) in sets {
        let field = match (record, number) {
            (2, 110) => Field::Credit,
            (2, 115) => Field::Source,
            (2, 116) => Field::Copyright,
            (2, 120) => Field::Description,
            _ => continue,
        };
        found.note(field, &decode(value));
    }
    found
}

/// The data sets: record and number, and the value.
fn sets(records: &[u8]) -> Vec<((u8, u8), &[u8])> {
    let mut sets = Vec::new();
    let mut at = 0;
    while let Some(&[0x1C, record, number]) = part(records, at, 3) {
        let Some(length) = be16(records, at + 3) else { break };
        // Lengths past 32767 have a length of their own. No text that is wanted is so long.
        let Some(value) = part(records, at + 5, usize::from(length)).filter(|_| length < 0x8000) else { break };
        sets.push(((record, number), value));
        at += 5 + value.len();
    }
    sets
}
