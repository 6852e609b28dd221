//! Links relative to their page: the same files then work at `/`, below any path, and opened from a file share.
//!
//! A pure function over a finished page or style sheet. Paths of the site (`/sub/phones/`) in attributes that hold
//! addresses become relative ones that name a file (`../phones/index.html`), because a file share has no notion of the
//! page of a folder. Whole URLs (canonical links, feeds, sharing) stay: they mean the published site. So does `404.html`,
//! which a host shows under any address.

/// Attributes that hold one address.
const ADDRESSES: [&str; 8] = ["href", "src", "poster", "action", "data", "formaction", "cite", "data-search"];
/// Attributes that hold a list of pictures.
const SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// Whether a file can hold links to make relative.
pub fn concerns(path: &str) -> bool {
    (path.ends_with(".html") && path != "404.html") || path.ends_with(".css")
}

/// The file at `path` below the output folder with relative links. `base_path` has slashes at both ends, `base_url` is
/// the same as a whole URL.
pub fn rewrite(path: &str, bytes: &[u8], base_path: &str, base_url: &str) -> Vec<u8> {
    // What is no UTF-8 was not made by pressroom.
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_owned() };
    let place = Place { path, base_path, base_url };
    if path.ends_with(".css") { place.style(text).into_bytes() } else { place.html(text).into_bytes() }
}

/// Where a file lies.
struct Place<'a> {
    path: &'a str,
    base_path: &'a str,
    base_url: &'a str,
}

impl Place<'_> {
    /// An address as it leads from this file to another of the site; `None` when it leads elsewhere.
    fn relative(&self, address: &str) -> Option<String> {
        let inside = if address == self.base_path.trim_end_matches('/') && !address.is_empty() {
            ""
        } else {
            address.strip_prefix(self.base_path)?
        };
        if self.base_path == "/" && inside.starts_with('/') {
            // `//other.example/` is another host.
            return None;
        }
        let end = inside.find(['?', '#']).unwrap_or(inside.len());
        let (file, rest) = inside.split_at(end);
        let file = if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file.to_owned() };
        let own: Vec<&str> = self.path.split('/').collect();
        let own = &own[..own.len() - 1];
        let target: Vec<&str> = file.split('/').collect();
        let shared = own.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
        let mut out = "../".repeat(own.len() - shared);
        out.push_str(&target[shared..].join("/"));
        out.push_str(rest);
        Some(out)
    }

    fn html(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                let end = comment.find("-->").map_or(rest.len(), |end| end + 7);
                out.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                out.push('<');
                rest = &rest[1..];
                continue;
            }
            let name_end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
            let name = rest[1..name_end].to_ascii_lowercase();
            out.push_str(&rest[..name_end]);
            rest = self.attributes(&name, &rest[name_end..], &mut out);
            if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
                let close = format!("</{name}");
                let end = find_ignoring_case(rest, &close).unwrap_or(rest.len());
                let inside = &rest[..end];
                out.push_str(&if name == "style" { self.style(inside) } else { inside.to_owned() });
                rest = &rest[end..];
            }
        }
        out.push_str(rest);
        out
    }

    /// The attributes of a tag and its `>`; returns what comes after it.
    fn attributes<'t>(&self, element: &str, text: &'t str, out: &mut String) -> &'t str {
        let mut rest = text;
        loop {
            let start = rest.find(|c: char| !c.is_whitespace() && c != '/').unwrap_or(rest.len());
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            if rest.is_empty() {
                return rest;
            }
            if let Some(after) = rest.strip_prefix('>') {
                out.push('>');
                return after;
            }
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
            let end = if end == 0 { 1 } else { end };
            let name = rest[..end].to_ascii_lowercase();
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
            let value = value.trim_start();
            out.push('=');
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (raw, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
            };
            let quote = quote.map(String::from).unwrap_or_default();
            out.push_str(&quote);
            out.push_str(&self.value(element, &name, raw).unwrap_or_else(|| raw.to_owned()));
            out.push_str(&quote);
            rest = after;
        }
    }

    /// The value of an attribute, if it is another one now. Entities stay as they are: none stands for a slash.
    fn value(&self, element: &str, name: &str, raw: &str) -> Option<String> {
        if ADDRESSES.contains(&name) {
            return self.relative(raw.trim());
        }
        if SETS.contains(&name) {
            return Some(self.set(raw));
        }
        if name == "style" {
            return Some(self.style(raw));
        }
        // A redirect's page leads on with a whole URL.
        if (element, name) == ("meta", "content")
            && let Some((before, url)) = raw.split_once("url=")
            && before.trim_end().ends_with(';')
        {
            let path = url.trim().strip_prefix(self.base_url)?;
            let inside = format!("{}{path}", self.base_path);
            return Some(format!("{before}url={}", self.relative(&inside)?));
        }
        None
    }

    /// A list of pictures: each an address up to white space, and a size up to a comma
    /// ([HTML, parsing a srcset attribute](https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute)).
    fn set(&self, raw: &str) -> String {
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw;
        while !rest.is_empty() {
            let start = rest.find(|c: char| !c.is_whitespace() && c != ',').unwrap_or(rest.len());
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            // A comma at its end belongs to the list.
            let address = rest[..end].trim_end_matches(',');
            out.push_str(&self.relative(address).unwrap_or_else(|| address.to_owned()));
            let size = if address.len() < end { end } else { rest[end..].find(',').map_or(rest.len(), |at| end + at) };
            out.push_str(&rest[address.len()..size]);
            rest = &rest[size..];
        }
        out
    }

    /// `url(…)` in a style sheet.
    fn style(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("url(") {
            let (before, after) = rest.split_at(at + 4);
            out.push_str(before);
            let Some(end) = after.find(')') else {
                rest = after;
                break;
            };
            let inside = after[..end].trim();
            let bare = inside.trim_matches(['"', '\'']);
            match self.relative(bare) {
                Some(address) => out.push_str(&inside.replacen(bare, &address, 1)),
                None => out.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        out + rest
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .find(|at| bytes.get(*at..at + wanted.len()).is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, text: &str) -> String {
        let bytes = rewrite(path, text.as_bytes(), "/sub/", "https://host.example/sub/");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn paths_of_the_site_become_relative_and_name_files() {
        for (path, from, to) in [
            ("index.html", "<a href=\"/sub/\">", "<a href=\"index.html\">"),
            ("index.html", "<a href='/sub'>", "<a href='index.html'>"),
            ("phones/a/index.html", "<a href=\"/sub/\">", "<a href=\"../../index.html\">"),
            ("phones/a/index.html", "<a href=/sub/phones/b/#why>", "<a href=../b/index.html#why>"),
            ("phones/a/index.html", "<img src=\"/sub/media/a.1.avif\"/>", "<img src=\"../../media/a.1.avif\"/>"),
            ("a/index.html", "<A HREF = \"/sub/x.xml?y=/sub/\">", "<A HREF=\"../x.xml?y=/sub/\">"),
            (
                "a/index.html",
                "<img srcset=\"/sub/m/a.avif 240w, /sub/m/b.avif 400w\" alt=\"/sub/\">",
                "<img srcset=\"../m/a.avif 240w, ../m/b.avif 400w\" alt=\"/sub/\">",
            ),
            (
                "a/index.html",
                "<img srcset=\"/sub/m/a,1.avif 240w,/sub/m/b.avif 400w,/sub/c.png, /x.png 2x\">",
                "<img srcset=\"../m/a,1.avif 240w,../m/b.avif 400w,../c.png, /x.png 2x\">",
            ),
            (
                "old/index.html",
                "<meta http-equiv=\"refresh\" content=\"0; url=https://host.example/sub/new/\">",
                "<meta http-equiv=\"refresh\" content=\"0; url=../new/index.html\">",
            ),
            ("a/index.html", "<p style=\"background:url('/sub/b.png')\">", "<p style=\"background:url('../b.png')\">"),
        ] {
            assert_eq!(page(path, from), to);
        }
    }

    #[test]
    fn everything_else_stays() {
        for text in [
            "<a href=\"/other/\">",
            "<a href=\"//host.example/sub/\">",
            "<link rel=\"canonical\" href=\"https://host.example/sub/a/\">",
            "<script>let a = '<a href=\"/sub/\">';</script>",
            "<!-- <a href=\"/sub/\"> -->",
            "a < b <",
            "<a href=\"#x\">",
            "<a title=\"/sub/\" href",
            "<p",
        ] {
            assert_eq!(page("a/index.html", text), text);
        }
        let root = rewrite("index.html", b"<a href=\"//b.example/\">", "/", "https://a.example/");
        assert_eq!(root, b"<a href=\"//b.example/\">");
    }

    #[test]
    fn style_sheets_name_their_fonts_from_where_they_lie() {
        let css = "a{src:url(/sub/assets/fonts/a.woff2)}b{src:url(\"x.png\")}c{src:url(data:a)}url(";
        assert_eq!(
            page("assets/css/main.1.css", css),
            "a{src:url(../fonts/a.woff2)}b{src:url(\"x.png\")}c{src:url(data:a)}url("
        );
    }
}
