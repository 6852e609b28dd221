//! Where an address leads, read as browsers read it (WHATWG URL): blanks and control characters at its ends don't
//! count, nor do tabs and line breaks anywhere.

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Into this drawing, or to this site.
    Here,
    /// To a picture within the address itself.
    Picture,
    /// To a document or something else within the address itself.
    Document,
    /// To a script.
    Script,
    /// To another host.
    Elsewhere,
}

/// Where an address leads.
pub(super) fn target(address: &str) -> Target {
    // 64 characters are enough to know; a picture in an address may have millions.
    let start: String = address
        .trim_start_matches(|c: char| c <= ' ' || c.is_whitespace())
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .take(64)
        .map(|c| if c == '\\' { '/' } else { c.to_ascii_lowercase() })
        .collect();
    if start.starts_with("//") {
        return Target::Elsewhere;
    }
    let Some((scheme, rest)) = start.split_once(':') else { return Target::Here };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    match scheme {
        _ if !is_scheme => Target::Here,
        "javascript" | "vbscript" | "livescript" => Target::Script,
        // SVG within `<image>` runs no scripts, but a browser will open one that was linked to.
        "data" if rest.starts_with("image/") && !rest.starts_with("image/svg") => Target::Picture,
        "data" if rest.starts_with("text/html") || rest.starts_with("application/xhtml") => Target::Script,
        "data" => Target::Document,
        _ => Target::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_somewhere() {
        for here in ["#a", "a.png", "/a/b.png", "a/b:c", "", "./1:2", "?a:b"] {
            assert_eq!(target(here), Target::Here, "{here}");
        }
        for script in ["javascript:a", " \u{1}\tJava\nScript:a", "DATA:text/html,<b>", "vbscript:x"] {
            assert_eq!(target(script), Target::Script, "{script}");
        }
        for elsewhere in ["http:a", "HTTPS://a", "//a", "\\\\a", "/\t/a", "ftp://a"] {
            assert_eq!(target(elsewhere), Target::Elsewhere, "{elsewhere}");
        }
        assert_eq!(target("data:image/png;base64,AA"), Target::Picture);
        assert_eq!(target("data:image/svg+xml,<svg/>"), Target::Document);
    }
}
