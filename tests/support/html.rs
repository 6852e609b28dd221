//! Reading HTML as far as the tests need it: attributes and elements, without a tree.

/// The values of an attribute in the whole document, in order, with their references resolved.
pub(crate) fn attributes(html: &str, name: &str) -> Vec<String> {
    let pattern = format!(" {name}=\"");
    html.match_indices(&pattern)
        .filter_map(|(at, _)| html[at + pattern.len()..].split('"').next())
        .map(unescape)
        .collect()
}

/// The first element that begins with `open` (such as `<nav class="x"`), with everything in it.
pub(crate) fn element<'h>(html: &'h str, open: &str) -> &'h str {
    let start = html.find(open).unwrap_or_else(|| panic!("no {open} in\n{html}"));
    let name = open[1..].split([' ', '>']).next().expect("a tag has a name");
    let (opening, closing) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 0;
    let mut at = start;
    loop {
        let close = html[at..].find(&closing).map(|found| at + found).expect("elements are closed");
        let open = html[at..].find(&opening).map(|found| at + found).filter(|open| *open < close);
        at = if let Some(open) = open {
            depth += 1;
            open + opening.len()
        } else {
            depth -= 1;
            close + closing.len()
        };
        if depth == 0 {
            return &html[start..at];
        }
    }
}

/// Every element of a name, without nesting of the same name.
pub(crate) fn elements<'h>(html: &'h str, open: &str) -> Vec<&'h str> {
    html.match_indices(open).map(|(at, _)| element(&html[at..], open)).collect()
}

/// The JSON of a page's `<script type="application/ld+json">`.
pub(crate) fn structured_data(html: &str) -> serde_json::Value {
    let script = element(html, "<script type=\"application/ld+json\"");
    let json = script.split_once('>').expect("a tag ends").1.trim_end_matches("</script>");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// Character references as their characters.
pub(crate) fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}
