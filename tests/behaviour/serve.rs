//! The dev server as a browser meets it: over HTTP, with files that are saved while it runs.

use crate::support::{NOW, PIXEL, Project, article, command, tree};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A running server.
struct Server {
    project: Project,
    child: Child,
    port: u16,
    said: BufReader<std::process::ChildStderr>,
}

/// An answer.
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Server {
    fn start(project: Project, more: &[&str]) -> Self {
        let mut args = vec!["serve", "--port", "0"];
        if !more.contains(&"--now") {
            args.extend(["--now", NOW]);
        }
        args.extend(more);
        let mut command = command(&args);
        let mut child =
            command.current_dir(project.path("")).stderr(Stdio::piped()).spawn().expect("the server starts");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let mut port = None;
        while port.is_none() {
            let mut line = String::new();
            assert!(said.read_line(&mut line).expect("a line") > 0, "the server ended");
            port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        }
        Self { project, child, port: port.expect("a port"), said }
    }

    fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        Answer {
            status,
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: bytes[end..].to_vec(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// A page without the line that only the server adds.
    fn page(&self, path: &str) -> String {
        plain(&self.get(path).text())
    }

    /// Asks until a page holds a text.
    fn until(&self, path: &str, wanted: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.page(path);
            if page.contains(wanted) {
                return page;
            }
            assert!(begun.elapsed() < Duration::from_secs(5), "`{path}` never shows `{wanted}`");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every file of a build, as the server shows it.
    fn same_as_a_build(&self) {
        let built = self.project.build_with(&["--out", "built"]);
        assert_eq!(built.status, 0, "{}", built.stderr);
        // Pictures are known once a page that shows them was asked for.
        for path in tree(&self.project.path("built")).keys().filter(|path| path.ends_with(".html")) {
            self.get(&format!("/{}", encode(path.strip_suffix("index.html").unwrap_or(path))));
        }
        for (path, bytes) in tree(&self.project.path("built")) {
            let url = path.strip_suffix("index.html").unwrap_or(&path);
            let redirect = String::from_utf8_lossy(&bytes).contains("http-equiv=\"refresh\"");
            if path.ends_with(".avif") || redirect || path.starts_with("_redirects") {
                continue;
            }
            let answer = self.get(&format!("/{}", encode(url)));
            assert_eq!(answer.status, 200, "{path}");
            let own = if path.ends_with(".html") { plain(&answer.text()).into_bytes() } else { answer.body };
            assert!(own == bytes, "`{path}` is not what a build writes");
        }
    }

    fn events(&self, path: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        let request = format!("GET /_pressroom/events?path={path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("sent");
        BufReader::new(stream)
    }
}

/// Reads events until one of a name comes, and gives its data.
fn event(stream: &mut BufReader<TcpStream>, name: &str) -> String {
    let wanted = format!("event: {name}");
    loop {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).expect("an event within the time") > 0, "the stream ended");
        if line.trim_end() == wanted {
            line.clear();
            stream.read_line(&mut line).expect("data");
            return line.trim_end().trim_start_matches("data: ").to_owned();
        }
    }
}

fn encode(path: &str) -> String {
    path.bytes().map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn plain(html: &str) -> String {
    html.split_inclusive('\n').filter(|line| !line.starts_with("<script src=\"/_pressroom/desk.js\"")).collect()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn harbour() -> Project {
    Project::new()
        .file("content/categories/boats.md", "---\ntitle: Boats\naliases: [/old-boats/]\n---\n")
        .file("content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
        .file("static/robots-note.txt", "hello")
        .file("static/_headers", "/*\n  X-Harbour: yes\n")
        .bytes("content/local/p.gif", PIXEL)
        .article(
            "local/one",
            "date: 2026-11-01\nauthors: ada\ntags: [fog, 'Übersee']\ndescription: x",
            "![a](p.gif) First.",
        )
        .article("boats/two", "date: 2026-11-02\ndescription: y", "Second. [one](/local/one/)")
}

#[test]
fn every_page_is_what_a_build_writes_and_nothing_of_the_desk_is_in_a_build() {
    let server = Server::start(harbour(), &[]);
    server.get("/");
    server.same_as_a_build();
    for (path, bytes) in tree(&server.project.path("built")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("_pressroom"), "{path}");
    }
    assert!(server.get("/").text().contains("<script src=\"/_pressroom/desk.js\""));
    assert!(!server.project.path("public").exists());
}

#[test]
fn a_saved_file_is_on_the_next_page() {
    let server = Server::start(harbour(), &[]);
    server.get("/boats/two/");
    for at in 0..20 {
        let text = article("boats/two", "date: 2026-11-02\ndescription: y", &format!("Text {at}."));
        server.project.write("content/boats/two.md", text);
        server.until("/boats/two/", &format!("Text {at}."));
    }
    server.project.write("content/boats/three.md", article("t", "title: Third\ndate: 2026-11-03", "New."));
    server.until("/boats/", "Third");
    server.project.remove("content/boats/three.md");
    let begun = Instant::now();
    while server.get("/boats/three/").status != 404 {
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    std::fs::rename(server.project.path("content/boats"), server.project.path("content/ferries")).expect("moved");
    server.project.write("content/categories/ferries.md", "---\ntitle: Ferries\n---\n");
    server.until("/ferries/", "Ferries");
    server.until("/ferries/two/", "Text 19.");
    server.same_as_a_build();
}

#[test]
fn browsers_are_told_what_is_new_and_only_that() {
    let server = Server::start(harbour(), &[]);
    let mut two = server.events("/boats/two/");
    let first = event(&mut two, "page");
    assert!(first.contains("\"kind\":\"article\"") && first.contains("content/boats/two.md"), "{first}");
    assert!(event(&mut two, "problems").contains("\"count\":0"));
    server.project.write("content/boats/two.md", article("boats/two", "date: 2026-11-02", "Other."));
    event(&mut two, "reload");
    // The desk knows how far it reached.
    let begun = Instant::now();
    loop {
        let desk: serde_json::Value = serde_json::from_slice(&server.get("/_pressroom/desk.json").body).expect("JSON");
        let change = &desk["changes"][0];
        if change["pages"] == serde_json::json!(["/boats/two/"]) {
            assert_eq!(change["files"], serde_json::json!(["content/boats/two.md"]));
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{change}");
        std::thread::sleep(Duration::from_millis(20));
    }
    // A style sheet is swapped.
    server.project.write("assets/css/main.css", "body { color: red }");
    let swap = event(&mut two, "style");
    assert!(swap.contains("/assets/css/main."), "{swap}");
    // Errors are told with their place, and taken back.
    server.project.write("content/boats/two.md", "---\ntitle: [\n---\n");
    let problem = event(&mut two, "problems");
    assert!(problem.contains("two.md:2") && problem.contains("\"count\":1"), "{problem}");
    assert!(server.page("/boats/two/").contains("Other."), "the last good page is there");
    server.project.write("content/boats/two.md", article("boats/two", "date: 2026-11-02", "Mended."));
    assert!(event(&mut two, "problems").contains("\"count\":0"));
    server.until("/boats/two/", "Mended.");
    // A page that shows nothing of a change is not reloaded.
    let mut about = server.events("/about/");
    event(&mut about, "problems");
    server.project.write("content/boats/two.md", article("boats/two", "date: 2026-11-02", "Again."));
    server.until("/boats/two/", "Again.");
    server.project.write("content/pages/about.md", "---\ntitle: About\n---\nNew words.\n");
    let mut lines = String::new();
    while !lines.contains("event: reload") {
        let mut line = String::new();
        about.read_line(&mut line).expect("an event");
        lines.push_str(&line);
    }
    assert_eq!(lines.matches("event: reload").count(), 1);
    server.until("/about/", "New words.");
}

#[test]
fn the_desk_lists_what_readers_do_not_see() {
    let project = harbour().article("boats/secret", "title: Secret\ndraft: true", "x").article(
        "boats/soon",
        "title: Soon\ndate: 2027-01-01",
        "x",
    );
    let server = Server::start(project, &[]);
    let desk = server.get("/_pressroom/").text();
    assert!(desk.contains("Secret") && desk.contains("Soon") && desk.contains("content/boats/soon.md"));
    assert_eq!(server.get("/boats/secret/").status, 404);
    let json: serde_json::Value = serde_json::from_slice(&server.get("/_pressroom/desk.json").body).expect("JSON");
    assert_eq!(json["pieces"].as_array().map(Vec::len), Some(2));
    // Its script asks with the path of the page that it is on.
    let mut desk = server.events("/_pressroom/");
    assert!(event(&mut desk, "desk").contains("Secret"));
    server.project.write("content/boats/two.md", "---\ntitle: [unfinished\n---\n");
    assert!(event(&mut desk, "desk").contains("content/boats/two.md"));
    drop((desk, server));
    let project = harbour().article("boats/secret", "title: Secret\ndraft: true", "x");
    let server = Server::start(project, &["--drafts"]);
    assert_eq!(server.get("/boats/secret/").status, 200);
}

#[test]
fn it_answers_as_hosts_do() {
    let server = Server::start(harbour(), &[]);
    let page = server.get("/boats/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("x-harbour"), "yes");
    let again = server.raw(&format!(
        "GET /boats/ HTTP/1.1\r\nHost: localhost:{}\r\nIf-None-Match: {}\r\nConnection: close\r\n\r\n",
        server.port,
        page.header("etag")
    ));
    assert_eq!(again.status, 304);
    let slash = server.get("/boats");
    assert!((301..=308).contains(&slash.status) && slash.header("location").ends_with("/boats/"));
    let old = server.get("/old-boats/");
    assert_eq!((old.status, old.header("location")), (301, "/boats/"));
    assert_eq!(server.get("/feed.xml").header("content-type").split(';').next(), Some("application/xml"));
    let missing = server.get("/bots/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("data-path=\"/bots/\""));
    assert!(server.get("/_pressroom/near?path=/bots/").text().contains("/boats/"));
    let part = server.raw(&format!(
        "GET /robots-note.txt HTTP/1.1\r\nHost: localhost:{}\r\nRange: bytes=1-2\r\nConnection: close\r\n\r\n",
        server.port
    ));
    assert_eq!((part.status, part.text().as_str()), (206, "el"));
}

#[test]
fn it_refuses_what_no_browser_of_this_machine_asks() {
    let server = Server::start(harbour(), &[]);
    server.project.write("secret.txt", "secret");
    for path in
        ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/static/../../secret.txt", "/%00", "/a%5c..%5cb"]
    {
        let answer = server.get(path);
        assert!(answer.status >= 400 && !answer.text().contains("secret\n"), "{path}: {}", answer.status);
    }
    let foreign = server.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(foreign.status, 403);
    for request in [
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ] {
        assert_eq!(server.raw(request).status, 400, "{request}");
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn the_base_path_is_honoured() {
    let project =
        harbour().file("pressroom.yaml", "title: The Harbour Post\nbase_url: https://harbour.example/preview/pr-12/\n");
    let server = Server::start(project, &[]);
    let page = server.get("/preview/pr-12/boats/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("src=\"/preview/pr-12/_pressroom/desk.js\""));
    assert_eq!(server.get("/").header("location"), "/preview/pr-12/");
    assert_eq!(server.get("/boats/").status, 404);
}

#[test]
fn it_starts_with_a_broken_site_and_ends_when_it_is_told() {
    let mut server = Server::start(harbour().file("content/boats/two.md", "---\ntitle: [\n---\n"), &[]);
    assert_eq!(server.get("/").status, 200);
    server.project.write("content/boats/two.md", article("boats/two", "date: 2026-11-02", "Mended."));
    server.until("/boats/two/", "Mended.");
    let stopped = std::process::Command::new("kill").arg(server.child.id().to_string()).status().expect("kill");
    assert!(stopped.success());
    let mut said = String::new();
    server.said.read_to_string(&mut said).expect("what it said");
    assert!(server.child.wait().expect("an end").success(), "{said}");
    assert!(said.contains("content/boats/two.md"), "{said}");
}

#[test]
fn pictures_are_made_when_they_are_asked_for_and_are_those_of_a_build() {
    let picture =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/orientation-3.jpg")).expect("there");
    let project = harbour()
        .file(
            "pressroom.yaml",
            "title: The Harbour Post\nbase_url: https://harbour.example/\nimages: {widths: [160]}\n",
        )
        .bytes("content/local/hero.jpg", &picture)
        .article("local/shown", "date: 2026-11-03\nimage: {src: hero.jpg, alt: A, credit: Ann}", "Text.");
    let server = Server::start(project, &[]);
    let page = server.page("/local/shown/");
    let avif = page.split(['"', ' ', ',']).find(|word| word.starts_with("/media/") && word.ends_with(".avif"));
    let avif = avif.expect("an AVIF file").to_owned();
    // What is there at once is another format of the same size.
    assert_eq!(server.get(&avif).header("content-type"), "image/webp");
    let begun = Instant::now();
    while server.get(&avif).header("content-type") != "image/avif" {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is never encoded");
        std::thread::sleep(Duration::from_millis(50));
    }
    let final_bytes = server.get(&avif).body;
    server.same_as_a_build();
    assert_eq!(std::fs::read(server.project.path("built").join(&avif[1..])).expect("built"), final_bytes);
    assert_eq!(server.get("/media/no-such.jpg").status, 404);
}

#[test]
fn a_site_that_can_not_be_shown_appears_when_it_is_mended() {
    let sound = "title: The Harbour Post\nbase_url: https://harbour.example/\n";
    for (path, broken, mended) in
        [("pressroom.yaml", "title: [", sound), ("templates/page.html", "{% if %}", "{% extends \"base.html\" %}")]
    {
        let server = Server::start(harbour().file(path, broken), &[]);
        let first = server.get("/boats/two/");
        assert!(first.text().contains("can’t be shown yet") && first.text().contains("_pressroom/desk.js"), "{path}");
        let mut events = server.events("/boats/two/");
        assert!(event(&mut events, "problems").contains(path), "{path}");
        server.project.write(path, mended);
        event(&mut events, "reload");
        assert!(server.page("/boats/two/").contains("Second."), "{path}");
        server.same_as_a_build();
    }
}

#[test]
fn a_taken_port_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let built = harbour().run(&["serve", "--port", &port]);
    assert_eq!(built.status, 2);
    assert!(built.stderr.contains("is taken") && built.stderr.contains("hint: port "), "{}", built.stderr);
}

#[test]
fn a_folder_that_is_no_site_is_said() {
    let built = Project::empty().run(&["serve", "--port", "0"]);
    assert_eq!(built.status, 2);
    assert!(built.stderr.contains("there is no `pressroom.yaml`"), "{}", built.stderr);
}
