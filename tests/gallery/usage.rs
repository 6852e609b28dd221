//! The command line.

use super::{compare, sound};

#[test]
fn arguments_that_mean_nothing() {
    let project = sound();
    for (name, args) in [
        ("usage_now", &["build", "--now", "teatime"][..]),
        ("usage_now_local", &["build", "--now", "2026-11-18"]),
        ("usage_jobs", &["build", "--jobs", "0"]),
        ("usage_command", &["biuld"]),
        ("usage_flag", &["build", "--jbos", "2"]),
        ("usage_format", &["build", "--format", "xml"]),
        ("usage_root", &["build", "--root", "nowhere"]),
        ("usage_schema", &["schema", "articles"]),
    ] {
        compare(name, 2, &project.run(args));
    }
    assert!(!project.path("public").exists());
}

#[test]
fn a_new_file_needs_names_that_exist() {
    let project = sound();
    for (name, args) in [
        ("new_category", &["new", "article", "Tide", "--category", "lcal"][..]),
        ("new_author", &["new", "article", "Tide", "--author", "Ada Quay"]),
        ("new_type", &["new", "article", "Tide", "--type", "reviev"]),
        ("new_title", &["new", "article", "???"]),
        ("new_there", &["new", "category", "Local"]),
    ] {
        compare(name, 2, &project.run(args));
    }
}

#[test]
fn a_new_publication_needs_an_empty_folder() {
    let project = sound();
    compare("init_occupied", 2, &project.run(&["init", "content"]));
}
