//! The output folder and the disk.

use super::{compare, no_worse, sound};
use std::fs;
use std::process::Command;

#[test]
fn a_file_of_somebody_else_where_a_page_goes() {
    let project = sound();
    project.write("public/local/ferry/index.html", "mine");
    let built = project.build();
    compare("foreign_file", 1, &built);
    built.expect_file("local/ferry/index.html", "mine");
    project.build_with(&["--clean"]).expect_success().expect_file("local/ferry/index.html", "The ferry is late");
}

#[test]
fn a_folder_where_a_page_goes() {
    let project = sound();
    project.write("public/local/ferry/index.html/mine.txt", "mine");
    let built = project.build();
    compare("foreign_folder", 1, &built);
    built.expect_file("local/ferry/index.html/mine.txt", "mine");
}

#[test]
fn a_file_where_a_folder_goes() {
    let project = sound();
    project.write("public/local", "mine");
    let built = project.build_with(&["--jobs", "1"]);
    compare("foreign_file_for_folder", 2, &built);
    built.expect_file("local", "mine");
}

#[test]
fn a_file_where_the_output_folder_goes() {
    let project = sound().file("public", "mine");
    compare("output_is_a_file", 2, &project.build());
}

#[test]
fn an_output_folder_among_the_sources() {
    let project = sound();
    for (name, out) in [("output_in_content", "content/out"), ("output_is_root", "."), ("output_above", "..")] {
        compare(name, 2, &project.build_with(&["--out", out]));
    }
    assert!(!project.path("content/out").exists());
}

#[test]
fn a_full_disk() {
    let project = sound();
    let small = project.path("small");
    fs::create_dir(&small).expect("ours");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(&small)
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        eprintln!("skipped: no small file system can be mounted here");
        return;
    }
    let built = project.build_with(&["--out", "small/public"]);
    let halves: Vec<(String, usize)> = crate::support::tree(&small.join("public"))
        .into_iter()
        .map(|(path, bytes)| (path, bytes.len()))
        .filter(|(_, length)| *length == 0)
        .collect();
    let unmounted = Command::new("umount").arg(&small).status().is_ok_and(|status| status.success());
    assert!(unmounted, "the small file system is still mounted");
    built.expect_status(2).expect_message("no space left on device").expect_message("hint");
    assert_eq!(halves, [], "empty files are left behind");
}

#[test]
fn a_damaged_record_of_earlier_builds() {
    let project = sound();
    project.build();
    let before = project.build().tree();
    for copy in [".pressroom/public.manifest", ".pressroom/public.manifest-copy"] {
        project.write(copy, "pressroom manifest 2\nrubbish\n");
    }
    let built = project.build();
    compare("damaged_manifest", 0, &built);
    no_worse(&before, &built);
    project.build().expect_clean();
}
