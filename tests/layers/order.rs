//! Each module imports only from those above it in `src/lib.rs`, and the core touches nothing outside itself.

use super::{forbid, sources};

/// The layers, from the lowest: a module may import from those before it.
const LAYERS: [&str; 16] = [
    "base", "diag", "yaml", "config", "content", "model", "search", "media", "theme", "render", "fs", "store",
    "engine", "serve", "deploy", "cli",
];

/// The first layer that may reach the machine.
const SHELL: &str = "fs";

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|known| *known == layer)
}

/// The layers that a line names: `crate::model::Page` and `crate::{base, model::Page}`.
fn named(line: &str) -> Vec<&str> {
    let word = |text: &'static str| move |rest: &str| rest.starts_with(text);
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        if word("{")(rest) {
            found.extend(rest[1..].split(['{', '}', ',', ' ', ':']).filter(|part| rank(part).is_some()));
        } else {
            found.extend(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        }
    }
    found
}

#[test]
fn the_library_lists_its_modules_in_layer_order() {
    let library = sources().into_iter().find(|source| source.path == "lib.rs").expect("a library");
    let modules: Vec<&str> = library
        .text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(modules, LAYERS);
}

#[test]
fn a_module_imports_only_from_those_above_it() {
    let mut offences = Vec::new();
    for source in sources() {
        let layer = source.path.split('/').next().unwrap_or_default();
        let Some(own) = rank(layer) else { continue };
        for (number, line) in source.code() {
            for other in named(line) {
                if rank(other).is_some_and(|other| other > own) {
                    offences.push(format!("src/{}:{number}: `{layer}` must not know `{other}`", source.path));
                }
            }
        }
    }
    forbid(&offences);
}

#[test]
fn the_core_has_no_files_clock_environment_or_globals() {
    const OUTSIDE: [&str; 9] = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "SystemTime",
        "Instant::now",
        "static mut ",
        "thread::spawn",
        "Timestamp::now",
    ];
    let mut offences = Vec::new();
    for source in sources() {
        let layer = source.path.split('/').next().unwrap_or_default();
        if source.is_test() || rank(layer).is_none_or(|own| own >= rank(SHELL).expect("a layer")) {
            continue;
        }
        for (number, line) in source.product_code() {
            for outside in OUTSIDE.iter().filter(|outside| line.contains(**outside)) {
                offences.push(format!("src/{}:{number}: `{layer}` is pure, and names `{outside}`", source.path));
            }
        }
    }
    forbid(&offences);
}

#[test]
fn only_the_command_line_reads_the_clock() {
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| !source.path.starts_with("cli/") && !source.is_test()) {
        for (number, line) in source.product_code().filter(|(_, line)| line.contains("SystemTime::now")) {
            offences.push(format!("src/{}:{number}: {}", source.path, line.trim()));
        }
    }
    forbid(&offences);
}
