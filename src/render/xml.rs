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

/// What becomes of each byte: [`KEEP`], [`CHECK`], or the index of a replacement.
struct Table {
    class: [u8; 256],
    with: [Replacement; 8],
}

/// A replacement, padded so that it is copied in one go, and its length.
#[derive(Clone, Copy)]
struct Replacement([u8; WIDEST], usize);

/// The longest replacement, rounded up.
const WIDEST: usize = 16;

/// How many bytes are looked at together.
const STEP: usize = 16;

/// The byte stands for itself.
const KEEP: u8 = 0xFE;

/// The first byte of U+FFFE and U+FFFF, and of others that are fine.
const CHECK: u8 = 0xFF;

// A reader turns a bare carriage return into a line break, and in attributes any white space into a space; references
// survive. https://www.w3.org/TR/xml/#sec-line-ends
static TEXT: Table = table(["", "&amp;", "&lt;", "&gt;", "\"", "&#xD;", "\t", "\n"]);
static ATTRIBUTE: Table = table(["", "&amp;", "&lt;", "&gt;", "&quot;", "&#xD;", "&#x9;", "&#xA;"]);
static TITLE: Table = table(["", "&#x26;", "&#x3C;", "&#x3E;", "\"", "&#xD;", "\t", "\n"]);
static PLAIN_AS_HTML: Table = table(["", "&amp;amp;", "&amp;lt;", "&amp;gt;", "\"", "&#xD;", "\t", "\n"]);

/// A table from the replacements of control characters, `&`, `<`, `>`, `"`, return, tab and line feed.
const fn table(with: [&str; 8]) -> Table {
    const SPECIAL: [u8; 8] = [0, b'&', b'<', b'>', b'"', b'\r', b'\t', b'\n'];
    let mut table = Table { class: [KEEP; 256], with: [Replacement([0; WIDEST], 0); 8] };
    let mut control = 0;
    while control < 0x20 {
        table.class[control] = 0;
        control += 1;
    }
    table.class[0xEF] = CHECK;
    let mut index = 0;
    while index < SPECIAL.len() {
        table.class[SPECIAL[index] as usize] = index as u8;
        let text = with[index].as_bytes();
        let mut at = 0;
        while at < text.len() {
            table.with[index].0[at] = text[at];
            at += 1;
        }
        table.with[index].1 = text.len();
        index += 1;
    }
    table
}

fn escape_into(out: &mut Vec<u8>, text: &str, table: &Table) {
    let bytes = text.as_bytes();
    let mut escaped = [0; STEP * WIDEST];
    let mut at = 0;
    while at < bytes.len() {
        // Steps that hold nothing to escape are the most, and the compiler compares all their bytes at once.
        if let Some(step) = bytes[at..].first_chunk::<STEP>()
            && !step.iter().fold(false, |any, byte| any | may_change(*byte))
        {
            out.extend_from_slice(step);
            at += STEP;
            continue;
        }
        let end = bytes.len().min(at + STEP);
        let mut length = 0;
        while at < end {
            match table.class[bytes[at] as usize] {
                CHECK if matches!(bytes[at..], [0xEF, 0xBF, 0xBE | 0xBF, ..]) => at += 2,
                KEEP | CHECK => {
                    escaped[length] = bytes[at];
                    length += 1;
                }
                index => {
                    let Replacement(padded, width) = &table.with[index as usize];
                    escaped[length..length + WIDEST].copy_from_slice(padded);
                    length += width;
                }
            }
            at += 1;
        }
        out.extend_from_slice(&escaped[..length]);
    }
}

/// Whether a byte is in the class of any table.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch, and branches are not vectorised")]
fn may_change(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == 0xEF)
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
