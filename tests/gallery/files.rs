//! Files that are too large, go in circles or may not be read.

use super::{compare, no_worse, show_project, sound};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, Instant};

#[test]
fn fifty_megabytes_of_markdown_are_refused_at_once() {
    let project = sound();
    let before = project.build().tree();
    let mut text = String::from("---\ntitle: Tide\ndate: 2026-11-17\n---\n");
    text.push_str(&"High and low and high again.\n".repeat(50 * 1024 * 1024 / 29));
    let project = project.file("content/local/huge.md", &text);
    let start = Instant::now();
    let built = project.build();
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    compare("too_large", 1, &built);
    no_worse(&before, &built);
}

#[test]
fn a_symbolic_link_that_goes_in_circles() {
    let project = sound();
    let before = project.build().tree();
    symlink("..", project.path("content/local/again")).expect("a link can be made");
    let built = project.build();
    compare("link_loop", 1, &built);
    no_worse(&before, &built);
}

#[test]
fn a_symbolic_link_that_leads_nowhere() {
    let project = sound();
    let before = project.build().tree();
    symlink("gone.md", project.path("content/local/dangling.md")).expect("a link can be made");
    let built = project.build();
    compare("link_dangling", 1, &built);
    no_worse(&before, &built);
}

#[test]
fn names_with_dots_stay_inside() {
    let project = sound();
    let before = project.build().tree();
    let project = project.files(
        "-- content/local/up.md --\n---\ntitle: Up\ndate: 2026-11-17\nimage: {src: ../../../../etc/passwd, alt: x, credit: x}\naliases: [/../up/]\n---\n![x](../../../../../etc/passwd)\n\
         -- content/local/two..dots.md --\n---\ntitle: Dots\ndate: 2026-11-17\nslug: ../../up\n---\n[up](../../../../etc/passwd)\n",
    );
    let built = project.build();
    compare("dots", 1, &built);
    no_worse(&before, &built);
    assert!(!project.path("up").exists() && !project.path("../up").exists());
}

#[test]
fn a_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let project = sound();
    let before = project.build().tree();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    if fs::write(project.path("content/local").join(name), "x").is_err() {
        return;
    }
    let built = project.build();
    compare("file_name", 1, &built);
    no_worse(&before, &built);
}

/// Whether permissions hold for whoever runs the tests; they do not for root.
fn permissions_hold(project: &crate::support::Project) -> bool {
    let probe = project.path("probe");
    fs::write(&probe, "x").expect("writable");
    fs::set_permissions(&probe, Permissions::from_mode(0o000)).expect("ours");
    let hold = fs::read(&probe).is_err();
    fs::remove_file(probe).expect("ours");
    hold
}

#[test]
fn files_and_folders_that_may_not_be_read() {
    let project = sound();
    let before = project.build().tree();
    project.write("content/local/secret.md", "x");
    project.write("content/local/closed/a.md", "x");
    let lock = |mode: u32| {
        for path in ["content/local/secret.md", "content/local/closed"] {
            let mode = if path.ends_with("closed") && mode != 0 { 0o755 } else { mode };
            fs::set_permissions(project.path(path), Permissions::from_mode(mode)).expect("ours");
        }
    };
    lock(0);
    let built = if permissions_hold(&project) { Some(project.build()) } else { project.build_as_nobody() };
    lock(0o644);
    let Some(built) = built else {
        eprintln!("skipped: permissions do not hold here, and no other user can be taken");
        return;
    };
    compare("unreadable", 1, &built);
    no_worse(&before, &built);
}

#[test]
fn an_output_folder_that_may_not_be_written() {
    let project = sound();
    project.build();
    let before = project.build().tree();
    project.write("content/local/new.md", "---\ntitle: Tide\ndate: 2026-11-17\n---\nHigh.\n");
    let lock = |mode: u32| {
        for path in ["public/local", "public"] {
            fs::set_permissions(project.path(path), Permissions::from_mode(mode)).expect("ours");
        }
    };
    lock(0o555);
    let built = if permissions_hold(&project) { Some(project.build()) } else { project.build_as_nobody() };
    lock(0o755);
    let Some(built) = built else {
        eprintln!("skipped: permissions do not hold here, and no other user can be taken");
        return;
    };
    compare("unwritable", 2, &built);
    no_worse(&before, &built);
}

#[test]
fn a_picture_that_is_none() {
    show_project(
        "bad_picture",
        1,
        sound(),
        "-- content/local/fake.jpg --\nno picture\n-- content/local/new.md --\n---\ntitle: Tide\ndate: 2026-11-17\nimage: {src: fake.jpg, alt: x}\n---\nHigh.\n",
        &[],
    );
}
