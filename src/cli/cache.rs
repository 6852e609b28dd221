//! `cache size` and `cache gc`.

use super::args::{CachePlace, CacheWhat, Format};
use super::{Failure, output};
use crate::engine::{CacheReport, collect_garbage, measure, pressroom_folder};
use std::process::ExitCode;

pub(super) fn cache(what: &CacheWhat) -> Result<ExitCode, Failure> {
    let (place, unused, report) = match what {
        CacheWhat::Size(place) => (place, "not used by the last build", measure(&folder(place)?)?),
        CacheWhat::Gc(place) => (place, "removed", collect_garbage(&folder(place)?)?),
    };
    match place.format {
        Format::Human => tell(&report, unused),
        Format::Json => {
            let text = serde_json::to_string_pretty(&serde_json::json!({
                "folder": report.folder, "files": report.files, "bytes": report.bytes,
                "unused_files": report.unused_files, "unused_bytes": report.unused_bytes,
            }));
            if !output::data(&text.expect("numbers and texts always serialise")) {
                return Ok(ExitCode::from(2));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The `.pressroom` folder of a site that is there.
fn folder(place: &CachePlace) -> Result<std::path::PathBuf, Failure> {
    if place.out.is_none() && !place.root.join(crate::config::CONFIG_FILE).is_file() {
        return Err(crate::engine::EngineError::NoSite(place.root.clone()).into());
    }
    let out = crate::engine::out_folder(&place.root, place.out.as_deref());
    Ok(pressroom_folder(&out))
}

fn tell(report: &CacheReport, unused: &str) {
    let line =
        |files: usize, bytes: u64| format!("{}, {}", output::count(files, "picture", "pictures"), output::size(bytes));
    output::say(&format!("{}  {}", output::bold("Cache"), report.folder.display()));
    output::say(&format!("  {}", line(report.files, report.bytes)));
    output::say(&format!("  {unused}: {}", line(report.unused_files, report.unused_bytes)));
}
