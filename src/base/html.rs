//! Text in and out of HTML.

/// Escapes text for HTML content and double- or single-quoted attribute values.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_html_into(&mut out, text);
    out
}

/// Appends escaped text; see [`escape_html`].
pub fn escape_html_into(out: &mut String, text: &str) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[rest..at]);
        out.push_str(entity);
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
}

/// The text of an HTML fragment: tags dropped, the basic entities decoded, white space collapsed.
///
/// Meant for fragments that this crate made (rendered Markdown), not for arbitrary pages: comments and scripts are
/// not special to it.
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close) => rest = &rest[open + close + 1..],
            None => rest = "",
        }
    }
    text.push_str(rest);
    let decoded = if text.contains('&') {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    } else {
        text
    };
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `limit` characters of a text, cut at a word, with an ellipsis where something was cut.
pub fn truncate_at_word(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text.to_owned();
    };
    let head = &text[..end];
    // Scripts without spaces have no word boundary to find; the hard cut is right for them.
    let cut = head.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    let trimmed =
        head[..cut].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '-'));
    format!("{trimmed}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_character_is_escaped() {
        assert_eq!(escape_html(r#"<a href="x">'&'"#), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
    }

    #[test]
    fn text_comes_back_out_of_html() {
        assert_eq!(plain_text("<p>One &amp; <em>two</em>\n three</p>"), "One & two three");
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(truncate_at_word("short", 10), "short");
        assert_eq!(truncate_at_word("one two, three four", 9), "one two…");
        assert_eq!(truncate_at_word("日本語日本語日本語", 4), "日本語日…");
    }
}
