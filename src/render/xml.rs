//! XML, streamed: tags and escaped text pushed onto one buffer.
//!
//! A build writes thousands of feeds, most of their bytes being escaped HTML, so escaping is one pass over a table
//! with copies of the runs between. Text is escaped rather than wrapped in CDATA: CDATA cannot hold `]]>`, and readers
//! treat both alike. Characters that [XML 1.0](https://www.w3.org/TR/xml/#charsets) forbids, escaped or not, are
//! dropped: one form feed in a title must not make a feed unreadable.

/// An XML document under construction; a line break follows every tag that closes, so that two versions of a feed
/// can be compared line by line.
pub(super) struct Xml {
    out: Vec<u8>,
}

/// A start tag whose attributes are still being written.
#[must_use = "a tag is finished by `open`, `empty`, `text`, `title` or `html`"]
pub(super) struct Tag<'x> {
    xml: &'x mut Xml,
    name: &'static str,
}

impl Xml {
    /// A document with its declaration; `capacity` is the expected length in bytes.
    pub(super) fn new(capacity: usize) -> Self {
        let mut out = Vec::with_capacity(capacity);
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        Self { out }
    }

    /// Begins an element.
    pub(super) fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        Tag { xml: self, name }
    }

    /// Ends an element that [`Tag::open`] began.
    pub(super) fn close(&mut self, name: &'static str) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b">\n");
    }

    /// An element without attributes around a text.
    pub(super) fn element(&mut self, name: &'static str, text: &str) {
        self.tag(name).text(text);
    }

    /// The same, or nothing when there is no text.
    pub(super) fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = filled(text) {
            self.element(name, text);
        }
    }

    /// How long the document is so far, in bytes.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Takes back everything after the first `len` bytes.
    pub(super) fn truncate(&mut self, len: usize) {
        self.out.truncate(len);
    }

    /// The bytes of the document.
    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }
}

impl Tag<'_> {
    /// Adds an attribute.
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        let out = &mut self.xml.out;
        out.push(b' ');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"=\"");
        escape_into(out, value, &ATTRIBUTE);
        out.push(b'"');
        self
    }

    /// Adds an attribute that has a value.
    pub(super) fn attr_some(self, name: &str, value: Option<&str>) -> Self {
        match filled(value) {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Adds an attribute with a number.
    pub(super) fn number(self, name: &str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.attr(name, &value.to_string()),
            None => self,
        }
    }

    /// Leaves the element open for children; [`Xml::close`] ends it.
    pub(super) fn open(self) {
        self.xml.out.extend_from_slice(b">\n");
    }

    /// Ends the element without content.
    pub(super) fn empty(self) {
        self.xml.out.extend_from_slice(b"/>\n");
    }

    /// Ends the element around a text.
    pub(super) fn text(self, text: &str) {
        self.escaped(text, &TEXT);
    }

    /// Ends the element around a plain text that no reader may take for markup: `&` and `<` as hexadecimal character
    /// references, as the [RSS profile](https://www.rssboard.org/rss-profile#data-types-characterdata) recommends.
    pub(super) fn title(self, text: &str) {
        self.escaped(text, &TITLE);
    }

    /// Ends the element around a plain text whose readers expect HTML: escaped once for them, once for XML.
    pub(super) fn html(self, text: &str) {
        self.escaped(text, &PLAIN_AS_HTML);
    }

    fn escaped(self, text: &str, table: &Table) {
        let out = &mut self.xml.out;
        out.push(b'>');
        escape_into(out, text, table);
        self.xml.close(self.name);
    }
}

/// A text that is there and not empty.
pub(super) fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// What becomes of each byte: 0 keeps it, [`CHECK`] looks at what follows, any other value is a replacement's index
/// plus one.
struct Table {
    class: [u8; 256],
    with: [&'static str; 8],
}

/// The first byte of U+FFFE and U+FFFF, and of others that are fine.
const CHECK: u8 = u8::MAX;

// A reader turns a bare carriage return into a line break, and in attributes any white space into a space; references
// survive. https://www.w3.org/TR/xml/#sec-line-ends
static TEXT: Table = table(["", "&amp;", "&lt;", "&gt;", "\"", "&#xD;", "\t", "\n"]);
static ATTRIBUTE: Table = table(["", "&amp;", "&lt;", "&gt;", "&quot;", "&#xD;", "&#x9;", "&#xA;"]);
static TITLE: Table = table(["", "&#x26;", "&#x3C;", "&#x3E;", "\"", "&#xD;", "\t", "\n"]);
static PLAIN_AS_HTML: Table = table(["", "&amp;amp;", "&amp;lt;", "&amp;gt;", "\"", "&#xD;", "\t", "\n"]);

const fn table(with: [&'static str; 8]) -> Table {
    const SPECIAL: [u8; 7] = [b'&', b'<', b'>', b'"', b'\r', b'\t', b'\n'];
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        class[byte] = 1;
        byte += 1;
    }
    let mut at = 0;
    while at < SPECIAL.len() {
        // A one-byte replacement is the byte itself: leave it in its run.
        class[SPECIAL[at] as usize] = if with[at + 1].len() == 1 { 0 } else { at as u8 + 2 };
        at += 1;
    }
    class[0xEF] = CHECK;
    Table { class, with }
}

fn escape_into(out: &mut Vec<u8>, text: &str, table: &Table) {
    let bytes = text.as_bytes();
    let mut rest = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let class = table.class[*byte as usize];
        if class == 0 {
            continue;
        }
        if class == CHECK {
            if matches!(bytes[at..], [0xEF, 0xBF, 0xBE | 0xBF, ..]) {
                out.extend_from_slice(&bytes[rest..at]);
                rest = at + 3;
            }
            continue;
        }
        out.extend_from_slice(&bytes[rest..at]);
        out.extend_from_slice(table.with[class as usize - 1].as_bytes());
        rest = at + 1;
    }
    out.extend_from_slice(&bytes[rest..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    /// One attribute and one text through the writer and a reader.
    fn round_trip(value: &str) -> (String, String) {
        let mut xml = Xml::new(64);
        xml.tag("a").attr("b", value).text(value);
        let bytes = xml.finish();
        let mut reader = Reader::from_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        let (mut attribute, mut text) = (String::new(), String::new());
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(tag) => {
                    text.clear();
                    let found = tag.attributes().next().expect("an attribute").expect("a sound one");
                    attribute = found
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .expect("known references")
                        .into_owned();
                }
                Event::Text(run) => text.push_str(&run),
                Event::GeneralRef(name) => {
                    let reference = format!("&{};", &*name);
                    text.push_str(&quick_xml::escape::unescape(&reference).expect("a known reference"));
                }
                Event::End(_) => return (attribute, text),
                _ => {}
            }
        }
    }

    fn legal(text: &str) -> String {
        text.chars()
            .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
            .collect()
    }

    #[test]
    fn hostile_texts_come_back_as_they_were() {
        for text in
            ["</script>", "a]]>b", "&amp;", "\"quoted\" 'too'", "🗞️ عربي \u{202e}x", "tab\tline\nreturn\r", "\u{feff}ﷺ"]
        {
            assert_eq!(round_trip(text), (text.to_owned(), text.to_owned()));
        }
        assert_eq!(round_trip("a\u{0}\u{b}\u{1f}\u{fffe}b\u{ffff}").1, "ab");
    }

    #[test]
    fn titles_and_summaries_have_their_own_escapes() {
        let mut xml = Xml::new(64);
        xml.tag("a").title("AT&T <b>");
        xml.tag("a").html("AT&T <b>");
        let text = String::from_utf8(xml.finish()).expect("UTF-8");
        assert!(text.contains("<a>AT&#x26;T &#x3C;b&#x3E;</a>\n<a>AT&amp;amp;T &amp;lt;b&amp;gt;</a>"), "{text}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let expected = legal(&text);
            prop_assert_eq!(round_trip(&text), (expected.clone(), expected));
        }
    }
}
