//! What a deploy does, and what it refuses to do.

use super::newsroom;
use crate::support::{Built, Project, assert_same, command, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A newsroom with a target `live`, a folder beside its output.
fn deployable() -> Project {
    with_targets("live: {kind: directory, path: www, keep: 2, grace: 1h}")
}

fn with_targets(targets: &str) -> Project {
    newsroom(3).file(
        "pressroom.yaml",
        &format!("title: The Harbour Post\nbase_url: https://harbour.example/\ndeploy: {{targets: {{{targets}}}}}\n"),
    )
}

fn shown(project: &Project) -> BTreeMap<String, Vec<u8>> {
    tree(&fs::canonicalize(project.path("www/current")).expect("a release is shown"))
}

fn sent(built: &Built) -> Vec<String> {
    let json = built.json();
    let send = json["send"].as_array().expect("a list").iter();
    send.map(|one| one["path"].as_str().expect("a path").to_owned()).collect()
}

fn deploy(project: &Project, more: &[&str]) -> Built {
    let built = project.run(&[&["deploy", "--format", "json"], more].concat());
    built.expect_success();
    built
}

#[test]
fn a_deploy_shows_what_was_built_and_a_second_one_sends_nothing() {
    let project = deployable();
    let built = project.build();
    let first = project.run(&["deploy"]);
    first.expect_success().expect_message("Deployed  `live` at `./www`");
    assert_same(&shown(&project), &built.tree());
    project.run(&["deploy"]).expect_success().expect_message("Nothing to do");
}

#[test]
fn one_article_more_sends_the_files_that_changed_and_no_others() {
    let project = deployable();
    let before = project.build().tree();
    deploy(&project, &[]);
    let project = project.article("local/new", "author: ada\ndate: 2026-11-17T09:00:00Z", "New.");
    let after = project.build().tree();
    let planned = deploy(&project, &["--dry-run"]);
    assert_same(&shown(&project), &before);
    let done = deploy(&project, &["--urls", "changed.txt"]);
    let mut changed: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    let mut found = sent(&done);
    assert_eq!(found, sent(&planned), "a dry run says what is sent");
    let place = |path: &str| found.iter().position(|one| one == path).unwrap_or_else(|| panic!("{path} was not sent"));
    assert!(place("local/new/index.html") < place("index.html"), "pages before those that lead to them");
    assert!(place("index.html") < place("feed.xml"), "pages before what announces them");
    found.sort_unstable();
    changed.sort_unstable();
    assert_eq!(found.iter().collect::<Vec<_>>(), changed);
    let urls = fs::read_to_string(project.path("changed.txt")).expect("written");
    for url in
        ["https://harbour.example/local/new/\n", "https://harbour.example/\n", "https://harbour.example/feed.xml\n"]
    {
        assert!(urls.contains(url), "{urls}");
    }
}

#[test]
fn a_rollback_shows_the_release_before_and_old_ones_go() {
    let project = deployable();
    for text in ["one", "two", "three"] {
        project.write("content/local/a.md", crate::support::article("local/a", "author: ada", text));
        project.build();
        deploy(&project, &[]);
    }
    let text = || String::from_utf8_lossy(&shown(&project)["local/a/index.html"]).into_owned();
    assert!(text().contains("three"));
    project.run(&["deploy", "--rollback"]).expect_success().expect_message("Rolled back");
    assert!(text().contains("two"));
    project.run(&["deploy", "--rollback"]).expect_status(1).expect_message("no-release");
    deploy(&project, &[]);
    assert!(text().contains("three"));
    let releases = fs::read_dir(project.path("www/releases")).expect("there").count();
    assert_eq!(releases, 4, "two releases and their records");
    assert!(!project.path("www/deploy.lock").exists());
}

#[test]
fn styles_of_yesterdays_pages_stay_for_a_while() {
    let project = deployable();
    project.build();
    deploy(&project, &[]);
    let sheet = |tree: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        tree.keys().filter(|path| path.starts_with("assets/css/main.")).cloned().collect()
    };
    let old = sheet(&shown(&project));
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet/assets/css/main.css"));
    project.write("assets/css/main.css", text.expect("the theme's") + "\n.more { color: red; }\n");
    let built = project.build();
    let done = deploy(&project, &[]);
    assert_eq!(done.json()["superseded"], 1);
    let both = sheet(&shown(&project));
    assert!(both.contains(&old[0]) && both.contains(&sheet(&built.tree())[0]) && both.len() == 2, "{both:?}");
}

#[test]
fn an_output_that_is_not_what_was_built_is_refused() {
    let project = deployable();
    project.run(&["deploy"]).expect_status(1).expect_message("error[not-built]");
    project.build();
    project.write("public/index.html", "by hand");
    project
        .run(&["deploy"])
        .expect_status(1)
        .expect_message("error[changed-by-hand]: `index.html` is not what the build wrote")
        .expect_message("pressroom build");
    assert!(!project.path("www/current").exists());
    project.build();
    deploy(&project, &[]);
    let project = project.article("local/bad", "author: nobody", "Text.");
    project.build().expect_status(1);
    project.run(&["deploy"]).expect_status(1).expect_message("error[failed-build]").expect_message("the first: ");
    project.remove("content/local/bad.md");
    project.build_with(&["--drafts"]).expect_success();
    project.run(&["deploy"]).expect_status(1).expect_message("error[drafts-inside]");
    project.build_with(&["--base-url", "https://elsewhere.example/pr-12/"]).expect_success();
    project.run(&["deploy"]).expect_status(1).expect_message("error[other-base-url]");
    deploy(&project, &["--base-url", "https://elsewhere.example/pr-12/"]);
}

#[test]
fn many_deletions_are_refused_where_nobody_can_be_asked() {
    let mut project = deployable();
    for n in 0..40 {
        project = project.article(&format!("local/more-{n}"), "author: ada", "Text.");
    }
    project.build();
    deploy(&project, &[]);
    let before = shown(&project);
    for n in 0..40 {
        project.remove(&format!("content/local/more-{n}.md"));
    }
    let built = project.build();
    project.run(&["deploy"]).expect_status(1).expect_message("error[many-deletions]").expect_message("--delete");
    assert_same(&shown(&project), &before);
    deploy(&project, &["--delete"]);
    let pages = |tree: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        tree.into_iter().filter(|(path, _)| path.ends_with(".html")).collect()
    };
    assert_same(&pages(shown(&project)), &pages(built.tree()));
}

#[test]
fn files_that_are_not_ours_are_carried_along_and_damage_is_put_right() {
    let project = deployable();
    let built = project.build();
    deploy(&project, &[]);
    let current = fs::canonicalize(project.path("www/current")).expect("a release");
    fs::write(current.join("theirs.txt"), "theirs").expect("writable");
    fs::write(current.join("index.html"), "by hand").expect("writable");
    fs::remove_file(current.join("feed.xml")).expect("there");
    let done = deploy(&project, &[]);
    assert_eq!(sent(&done), ["index.html", "feed.xml"]);
    let mut expected = built.tree();
    expected.insert("theirs.txt".into(), b"theirs".to_vec());
    assert_same(&shown(&project), &expected);
    // Without its record the release is compared file by file.
    let current = fs::canonicalize(project.path("www/current")).expect("a release");
    fs::write(current.with_extension("record"), "damaged").expect("writable");
    assert!(sent(&deploy(&project, &[])).is_empty());
}

#[test]
fn a_file_in_the_way_is_left_alone() {
    let project = deployable();
    project.build();
    project.write("www/releases/20200101T000000Z/index.html", "somebody's own");
    std::os::unix::fs::symlink("releases/20200101T000000Z", project.path("www/current")).expect("writable");
    project.run(&["deploy"]).expect_status(1).expect_message("error[target-not-ours]").expect_message("--take-over");
    assert_eq!(shown(&project)["index.html"], b"somebody's own");
    deploy(&project, &["--take-over"]);
}

#[test]
fn a_lock_keeps_others_away_until_it_is_abandoned() {
    let project = deployable();
    project.build();
    deploy(&project, &[]);
    project.write("www/deploy.lock", "ben laptop 7 1000 99999999999\n");
    let refused = project.run(&["deploy"]);
    refused.expect_status(1).expect_message("ben@laptop has been deploying").expect_message("--break-lock");
    project.run(&["deploy", "--dry-run"]).expect_success();
    deploy(&project, &["--break-lock"]);
    assert!(!project.path("www/deploy.lock").exists());
    project.write("www/deploy.lock", "ben laptop 7 1000 1600\n");
    project.run(&["deploy"]).expect_success().expect_message("an abandoned lock was taken over");
}

#[test]
fn targets_are_chosen_by_name() {
    let project = with_targets("a: {kind: directory, path: a}, b: {kind: directory, path: b}");
    project.build();
    project.run(&["deploy"]).expect_status(1).expect_message("name one of `a`, `b`");
    project.run(&["deploy", "c"]).expect_status(1).expect_message("there is no target `c`");
    project.run(&["deploy", "b"]).expect_success();
    assert!(project.path("b/current/index.html").exists() && !project.path("a").exists());
    newsroom(1).run(&["deploy"]).expect_status(1).expect_message("names no target");
}

#[test]
fn compressed_files_lie_beside_the_plain_ones() {
    let project = with_targets("live: {kind: directory, path: www, compress: [br, gz]}");
    project.build();
    deploy(&project, &[]);
    let files = shown(&project);
    assert!(files["index.html.br"].len() < files["index.html"].len() / 2);
    assert!(files.contains_key("feed.xml.gz") && !files.keys().any(|path| path.ends_with(".png.br")));
    assert!(sent(&deploy(&project, &[])).is_empty());
}

#[test]
fn a_site_with_relative_links_leads_from_file_to_file() {
    let project = with_targets("live: {kind: directory, path: www, relative: true}")
        .args(["--base-url", "https://harbour.example/news/"])
        .article("local/a", "author: ada\naliases: [/old/]", "[A story](/local/story-001/)");
    project.build().expect_success();
    deploy(&project, &["--base-url", "https://harbour.example/news/"]);
    let files = shown(&project);
    let mut checked = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
        let text = String::from_utf8_lossy(bytes);
        for name in ["href", "src"] {
            for address in crate::support::html::attributes(&text, name) {
                assert!(!address.starts_with("/news/"), "{path}: {address}");
                if address.contains(':') || address.starts_with('#') {
                    continue;
                }
                let mut place = PathBuf::from(path);
                place.pop();
                for part in address.split(['#', '?']).next().unwrap_or_default().split('/') {
                    if part == ".." { assert!(place.pop(), "{path}: {address}") } else { place.push(part) }
                }
                assert!(files.contains_key(&*place.to_string_lossy()), "{path}: {address} leads nowhere");
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "{checked}");
    let moved = String::from_utf8_lossy(&files["old/index.html"]).into_owned();
    assert!(moved.contains("content=\"0; url=../local/a/index.html\""), "{moved}");
}

#[test]
fn files_for_hosts_are_outputs_like_any_other() {
    let project = newsroom(1)
        .file(
            "pressroom.yaml",
            "title: T\nbase_url: https://harbour.example/\nhosting: [nginx, netlify, pages]\nredirects: [{from: /gone/, status: 410}, {from: /shop/, to: /about/, status: 307}]\n",
        )
        .file("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
        .article("local/over", "author: ada\nexpires: 2026-11-10", "Text.");
    let built = project.build();
    built.expect_success();
    built
        .expect_file(".hosting/nginx.conf", "location = \"/gone/\" { return 410; }")
        .expect_file(".hosting/nginx.conf", "location = \"/local/over/\" { return 410; }")
        .expect_file(".hosting/nginx.conf", "location = \"/shop/\" { return 307 \"/about/\"; }")
        .expect_file("_redirects", "/shop/ /about/ 302!")
        .expect_file("_headers", "Content-Security-Policy: default-src 'self'")
        .expect_file("CNAME", "harbour.example")
        .expect_no_file("gone/index.html");
    // The site's own file is the site's business.
    project.write("static/_headers", "/*\n  X-A: 1\n");
    project.build().expect_file("_headers", "X-A: 1").expect_without("_headers", "Content-Security-Policy");
    project.write("pressroom.yaml", "title: T\nbase_url: https://harbour.example/\n");
    project.remove("static/_headers");
    project.build().expect_no_file("_headers").expect_no_file(".hosting/nginx.conf");
}

#[test]
fn platforms_are_left_to_their_own_programs() {
    let project = with_targets("live: {kind: cloudflare, project: harbour}");
    project.build();
    let away = project.path("nowhere").to_string_lossy().into_owned();
    let run = |path: &str, more: &[&str]| {
        let mut command = command(&[&["deploy"], more].concat());
        command.current_dir(project.path("")).env("PATH", path).env("CLOUDFLARE_API_TOKEN", "token-nobody-may-see");
        command.output().expect("the program starts")
    };
    let missing = run(&away, &[]);
    assert_eq!(missing.status.code(), Some(2));
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(said.contains("`wrangler` is not on the PATH") && said.contains("npm install --global wrangler"), "{said}");
    // A program that writes down what it is told.
    project.write("bin/wrangler", "#!/bin/sh\necho \"$@\" > \"$0.said\"\nls -R \"$3\" >> \"$0.said\"\ncat < \"$3/index.html\" > /dev/null || exit 3\necho bad token-nobody-may-see >&2\nexit ${FAIL:-0}\n");
    Command::new("chmod").arg("+x").arg(project.path("bin/wrangler")).status().expect("chmod");
    let path = format!("{}:/usr/bin:/bin", project.path("bin").display());
    let done = run(&path, &[]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = fs::read_to_string(project.path("bin/wrangler.said")).expect("it was called");
    assert!(told.starts_with("pages deploy ") && told.contains("--project-name=harbour"), "{told}");
    assert!(told.contains("feed.xml") && !told.contains("public.manifest"), "{told}");
    project.write("content/local/story-000.md", crate::support::article("local/story-000", "author: ada", "Other."));
    project.build();
    project.write("bin/wrangler", "#!/bin/sh\necho bad token-nobody-may-see >&2\nexit 4\n");
    let failed = run(&path, &[]);
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert_eq!(failed.status.code(), Some(2));
    assert!(said.contains("can't deploy with `wrangler`: bad ***") && !said.contains("token-nobody"), "{said}");
}

#[test]
fn commands_run_after_a_deploy_that_changed_something() {
    let project = with_targets(
        "live: {kind: directory, path: www, after: [{run: [sh, -c, 'cp \"$PRESSROOM_URLS\" told.txt; echo $PRESSROOM_TARGET >> told.txt']}, {run: ['false']}]}",
    );
    project.build();
    let done = project.run(&["deploy"]);
    done.expect_status(1).expect_message("`false` was not told: it ended with status 1");
    let told = fs::read_to_string(project.path("told.txt")).expect("the first command ran");
    assert!(told.contains("https://harbour.example/local/story-001/\n") && told.ends_with("live\n"), "{told}");
    project.remove("told.txt");
    project.run(&["deploy"]).expect_success();
    assert!(!project.path("told.txt").exists(), "nothing changed");
}

#[test]
fn hubs_and_search_engines_are_told_of_what_changed() {
    let (address, heard) = listener();
    let project = with_targets(&format!(
        "live: {{kind: directory, path: www, websub: 'http://{address}/hub', indexnow: {{key: 0123456789abcdef, endpoint: 'http://{address}/indexnow'}}}}"
    ));
    project.build();
    project.run(&["deploy"]).expect_success();
    let first = heard.lock().expect("no panic").join("\n");
    assert!(first.contains("hub.mode=publish&hub.url=https%3A%2F%2Fharbour%2Eexample%2Ffeed%2Exml"), "{first}");
    assert!(first.contains("\"keyLocation\":\"https://harbour.example/0123456789abcdef.txt\""), "{first}");
    assert!(first.contains("https://harbour.example/local/story-001/\""), "{first}");
    assert!(project.path("www/current/0123456789abcdef.txt").exists());
    heard.lock().expect("no panic").clear();
    project.write("content/pages/about.md", "---\ntitle: About\nnoindex: true\n---\nText.\n");
    project.build();
    project.run(&["deploy"]).expect_success();
    let second = heard.lock().expect("no panic").join("\n");
    assert!(second.contains("https://harbour.example/about/") || second.is_empty(), "{second}");
    assert!(!second.contains("hub.url=https%3A%2F%2Fharbour%2Eexample%2Fboats"), "feeds did not change: {second}");
}

/// A server that says yes to everything and remembers what it was asked.
fn listener() -> (String, std::sync::Arc<std::sync::Mutex<Vec<String>>>) {
    use std::io::{BufRead, BufReader, Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let to = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let to = to.clone();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream);
                loop {
                    let (mut length, mut line) = (0, String::new());
                    while reader.read_line(&mut line).is_ok_and(|read| read > 0) && line != "\r\n" {
                        let lower = line.to_ascii_lowercase();
                        length =
                            lower.strip_prefix("content-length: ").map_or(length, |n| n.trim().parse().unwrap_or(0));
                        line.clear();
                    }
                    if line.is_empty() {
                        return;
                    }
                    let mut body = vec![0; length];
                    if reader.read_exact(&mut body).is_err() {
                        return;
                    }
                    to.lock().expect("no panic").push(String::from_utf8_lossy(&body).into_owned());
                    let answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
                    if reader.get_mut().write_all(answer).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, heard)
}
