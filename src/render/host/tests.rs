//! What hosts are told, word for word where it matters.

use super::*;

fn site() -> HostSite {
    HostSite {
        base_path: "/sub/".into(),
        host: "harbour.example".into(),
        moved: vec![
            Moved { from: "/sub/old (1)/".into(), to: "/sub/new/?a=$b".into(), status: 301 },
            Moved { from: "/sub/shop/".into(), to: "https://shop.example/".into(), status: 302 },
        ],
        gone: vec!["/sub/withdrawn/".into()],
        headers: headers(&[("referrer-policy".into(), String::new()), ("X-Desk".into(), "open".into())]),
        loose_media: false,
        keys: vec!["0123456789abcdef".into()],
        compressed: Compressed { gzip: true, brotli: true },
    }
}

fn text(host: Hosting, path: &str) -> String {
    let files = host_files(&site(), &[host]);
    let (_, bytes) = files.into_iter().find(|(name, _)| name == path).expect("the host's file");
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_sites_own_headers_replace_and_remove() {
    let names: Vec<String> = site().headers.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Content-Security-Policy", "X-Content-Type-Options", "X-Desk"]);
}

#[test]
fn the_file_for_netlify_names_no_header_twice_for_one_path() {
    let file = text(Hosting::Netlify, "_headers");
    assert!(file.contains("/sub/*\n  Content-Security-Policy: default-src"), "{file}");
    assert!(file.contains("/sub/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"), "{file}");
    assert_eq!(file.matches("Cache-Control").count(), 3);
}

#[test]
fn the_file_for_nginx_quotes_what_it_must() {
    let file = text(Hosting::Nginx, ".hosting/nginx.conf");
    for line in [
        "location = \"/sub/old (1)/\" { return 301 \"/sub/new/?a=%24b\"; }",
        "location = \"/sub/shop/\" { return 302 \"https://shop.example/\"; }",
        "location = \"/sub/withdrawn/\" { return 410; }",
        "error_page 404 410 \"/sub/404.html\";",
        "gzip_static on;",
        "    image/avif avif;",
    ] {
        assert!(file.contains(line), "no {line:?} in\n{file}");
    }
}

#[test]
fn the_files_for_apache_and_caddy_mean_exact_paths() {
    let file = text(Hosting::Apache, ".htaccess");
    assert!(file.contains(r#"RedirectMatch 301 "^/sub/old \(1\)/$" "/sub/new/?a=%24b""#), "{file}");
    assert!(file.contains(r#"RedirectMatch gone "^/sub/withdrawn/$""#), "{file}");
    let file = text(Hosting::Caddy, ".hosting/Caddyfile");
    assert!(file.contains(r#"redir "/sub/shop/" "https://shop.example/" 302"#), "{file}");
    assert!(file.contains(r#"error "/sub/withdrawn/" 410"#), "{file}");
}

#[test]
fn a_name_is_only_written_for_a_domain_of_ones_own() {
    let names = |site: &HostSite| -> Vec<String> {
        host_files(site, &[Hosting::Pages]).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(&site()), [".nojekyll", "0123456789abcdef.txt"], "below a path");
    assert_eq!(names(&HostSite { base_path: "/".into(), ..site() }), [".nojekyll", "CNAME", "0123456789abcdef.txt"]);
    let platform = HostSite { base_path: "/".into(), host: "me.github.io".into(), ..site() };
    assert_eq!(names(&platform), [".nojekyll", "0123456789abcdef.txt"]);
}
