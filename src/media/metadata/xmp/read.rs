//! Reads the properties of a picture out of a packet, or out of the `metadata` of an SVG.
//!
//! RDF allows many spellings. What is read is what programs write: properties as attributes or elements of the
//! descriptions right below `rdf:RDF`; values as text, as `rdf:resource`, or as the items of an array. What lies
//! deeper (histories, ingredients, the documents a picture was pasted from) speaks of other pictures and is passed
//! over. Entities other than XML's own five are dropped, so no packet can blow itself up; a broken packet says what it
//! says before the break.

use super::names::{Namespace, field, licensor_field};
use crate::media::metadata::blocks::BLOCK_LIMIT;
use crate::media::metadata::found::{Field, Found, creators, first};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The most prefixes in force at one place, and attributes on one element.
const PREFIXES: usize = 128;
const ATTRIBUTES: usize = 512;

/// The most items of an array, and bytes of one item.
const ITEMS: usize = 64;
const ITEM: usize = 16 << 10;

/// What a packet says.
pub(in crate::media::metadata) fn read(packet: &[u8]) -> Found {
    let text = String::from_utf8_lossy(&packet[..packet.len().min(BLOCK_LIMIT)]);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => walk.open(&element),
            Ok(Event::Empty(element)) => {
                walk.open(&element);
                walk.close();
            }
            Ok(Event::End(_)) => walk.close(),
            Ok(Event::Text(text)) => walk.text(&text.xml10_content()),
            Ok(Event::CData(text)) => walk.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let reference = format!("&{};", reference.into_inner());
                walk.text(&quick_xml::escape::unescape(&reference).unwrap_or_default());
            }
            Ok(Event::Eof) | Err(_) => return walk.found,
            Ok(_) => {}
        }
        if walk.prefixes.len() > PREFIXES {
            return walk.found;
        }
    }
}

/// A property whose element is open.
struct Property {
    field: Field,
    depth: usize,
    /// Its texts; the first is what stands outside of items.
    items: Vec<Item>,
}

#[derive(Default)]
struct Item {
    text: String,
    is_default: bool,
}

/// Where the reader is.
#[derive(Default)]
struct Walk {
    found: Found,
    depth: usize,
    /// Prefixes and what they stand for, with the depth of the element that says so.
    prefixes: Vec<(usize, String, Namespace)>,
    /// The depth of `rdf:RDF`.
    rdf: Option<usize>,
    /// The depth of `plus:Licensor`.
    licensor: Option<usize>,
    property: Option<Property>,
}

impl Walk {
    fn open(&mut self, element: &BytesStart<'_>) {
        self.depth += 1;
        let attributes: Vec<(String, String)> = element
            .attributes()
            .with_checks(false)
            .take(ATTRIBUTES)
            .flatten()
            .filter_map(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                Some((attribute.key.into_inner().to_owned(), value.into_owned()))
            })
            .collect();
        for (name, value) in &attributes {
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.prefixes.push((self.depth, prefix.to_owned(), Namespace::of(value)));
            } else if name == "xmlns" {
                self.prefixes.push((self.depth, String::new(), Namespace::of(value)));
            }
        }
        let name = element.name().into_inner();
        let (namespace, local) = self.resolve(name);
        self.found.has_location |= namespace == Namespace::Exif && local.starts_with("GPS");
        if self.rdf.is_none() {
            if (namespace, local) == (Namespace::Rdf, "RDF") {
                self.rdf = Some(self.depth);
            }
            return;
        }
        self.enter(namespace, local);
        for (name, value) in &attributes {
            if name.contains(':') {
                self.attribute(name, value);
            }
        }
    }

    /// Notes what an element begins: a property, an item of one, or a licensor.
    fn enter(&mut self, namespace: Namespace, local: &str) {
        let is_property = self.rdf.is_some_and(|rdf| self.depth == rdf + 2);
        let begun = match (&self.property, self.licensor) {
            (None, Some(_)) => licensor_field(namespace, local),
            (None, None) if is_property => field(namespace, local),
            (Some(_), _) | (None, None) => None,
        };
        if let Some(field) = begun {
            self.property = Some(Property { field, depth: self.depth, items: vec![Item::default()] });
        } else if let Some(property) = &mut self.property {
            if (namespace, local) == (Namespace::Rdf, "li") && property.items.len() <= ITEMS {
                property.items.push(Item::default());
            }
        } else if is_property && (namespace, local) == (Namespace::Plus, "Licensor") {
            self.licensor = Some(self.depth);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let (namespace, local) = self.resolve(name);
        self.found.has_location |= namespace == Namespace::Exif && local.starts_with("GPS");
        match (&mut self.property, namespace, local) {
            (Some(property), Namespace::Xml, "lang") => {
                if let Some(item) = property.items.last_mut() {
                    item.is_default = value == "x-default";
                }
            }
            (Some(property), Namespace::Rdf, "resource") if property.depth == self.depth => {
                self.found.note(property.field, value);
            }
            (Some(_), ..) => {}
            (None, ..) => {
                let is_description = self.rdf.is_some_and(|rdf| self.depth == rdf + 1);
                let field = if self.licensor.is_some() {
                    licensor_field(namespace, local)
                } else {
                    field(namespace, local).filter(|_| is_description)
                };
                if let Some(field) = field {
                    self.found.note(field, value);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(item) = self.property.as_mut().and_then(|property| property.items.last_mut())
            && item.text.len() + text.len() <= ITEM
        {
            item.text.push_str(text);
        }
    }

    fn close(&mut self) {
        if self.property.as_ref().is_some_and(|property| property.depth == self.depth)
            && let Some(property) = self.property.take()
        {
            self.keep(&property);
        }
        if self.licensor == Some(self.depth) {
            self.licensor = None;
        }
        if self.rdf == Some(self.depth) {
            self.rdf = None;
        }
        while self.prefixes.last().is_some_and(|(depth, ..)| *depth == self.depth) {
            self.prefixes.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Of alternatives in several languages, the default one; of creators, all.
    fn keep(&mut self, property: &Property) {
        if property.field == Field::Creator {
            let names = creators(property.items.iter().map(|item| item.text.as_str()));
            first(&mut self.found.rights.creator, names);
            return;
        }
        let (default, others): (Vec<&Item>, Vec<&Item>) = property.items.iter().partition(|item| item.is_default);
        for item in default.into_iter().chain(others) {
            self.found.note(property.field, &item.text);
        }
    }

    /// What a name with a prefix means.
    fn resolve<'n>(&self, name: &'n str) -> (Namespace, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix == "xml" {
            return (Namespace::Xml, local);
        }
        let bound = self.prefixes.iter().rev().find(|(_, bound, _)| bound == prefix);
        (bound.map_or(Namespace::Other, |(_, _, namespace)| *namespace), local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(description: &str) -> Found {
        let packet = format!(
            "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
             <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:d='http://purl.org/dc/elements/1.1/' \
             xmlns:p='http://ns.adobe.com/photoshop/1.0/' xmlns:x='http://ns.adobe.com/xap/1.0/rights/' \
             xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/' xmlns:cc='http://creativecommons.org/ns#' \
             xmlns:exif='http://ns.adobe.com/exif/1.0/'>{description}</r:RDF></x:xmpmeta><?xpacket end='w'?>"
        );
        read(packet.as_bytes())
    }

    #[test]
    fn properties_may_be_attributes() {
        let found = described(
            "<r:Description r:about='' p:Credit='A &amp; B' x:WebStatement='https://example.org/' p:Source='S'/>",
        );
        assert_eq!(found.rights.credit.as_deref(), Some("A & B"));
        assert_eq!(found.rights.license_url.as_deref(), Some("https://example.org/"));
        assert_eq!(found.source.as_deref(), Some("S"));
        assert!(!found.has_location);
    }

    #[test]
    fn properties_may_be_elements_and_arrays() {
        let found = described(
            "<r:Description><d:creator><r:Seq><r:li>Anna</r:li><r:li> </r:li><r:li>Bert &lt;b&#64;c&gt;</r:li></r:Seq>\
             </d:creator><d:rights><r:Alt><r:li xml:lang='de'>alle</r:li><r:li xml:lang='x-default'>all</r:li></r:Alt>\
             </d:rights></r:Description><r:Description><p:Credit><![CDATA[A<B]]></p:Credit>\
             <cc:license r:resource='http://example.org/by'/><cc:attributionName>N</cc:attributionName></r:Description>",
        );
        assert_eq!(found.rights.creator.as_deref(), Some("Anna, Bert <b@c>"));
        assert_eq!(found.rights.copyright.as_deref(), Some("all"));
        assert_eq!(found.rights.credit.as_deref(), Some("A<B"));
        assert_eq!(found.rights.license_url.as_deref(), Some("http://example.org/by"));
        assert_eq!(found.attribution.as_deref(), Some("N"));
    }

    #[test]
    fn licensors_have_addresses() {
        for licensor in [
            "<r:li r:parseType='Resource'><plus:LicensorURL>https://l.example/</plus:LicensorURL>\
             <plus:LicensorName>L</plus:LicensorName></r:li>",
            "<r:li><r:Description plus:LicensorURL='https://l.example/' plus:LicensorName='L'/></r:li>",
            "<r:li plus:LicensorURL='https://l.example/' plus:LicensorName='L'/>",
        ] {
            let found = described(&format!(
                "<r:Description><plus:Licensor><r:Seq>{licensor}</r:Seq></plus:Licensor></r:Description>"
            ));
            assert_eq!(found.rights.licensor_url.as_deref(), Some("https://l.example/"), "{licensor}");
            assert_eq!(found.licensor.as_deref(), Some("L"));
        }
    }

    #[test]
    fn other_pictures_are_passed_over() {
        let found = described(
            "<r:Description><x:Ingredients><r:Bag><r:li p:Credit='other'><d:creator>other</d:creator></r:li></r:Bag>\
             </x:Ingredients></r:Description>",
        );
        assert_eq!(found, Found::default());
    }

    #[test]
    fn a_place_is_noticed() {
        assert!(described("<r:Description exif:GPSLatitude='1,2N'/>").has_location);
        assert!(described("<r:Description><exif:GPSLatitude>1,2N</exif:GPSLatitude></r:Description>").has_location);
    }

    #[test]
    fn drawings_name_agents() {
        let found = read(
            br"<svg xmlns='http://www.w3.org/2000/svg'><metadata><rdf:RDF xmlns:cc='http://creativecommons.org/ns#'
            xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
            <cc:Work rdf:about=''><dc:creator><cc:Agent><dc:title>Anna</dc:title></cc:Agent></dc:creator>
            <cc:license rdf:resource='https://example.org/by'/></cc:Work></rdf:RDF></metadata></svg>",
        );
        assert_eq!(found.rights.creator.as_deref(), Some("Anna"));
        assert_eq!(found.rights.license_url.as_deref(), Some("https://example.org/by"));
    }

    #[test]
    fn hostile_packets_are_harmless() {
        let bomb = "<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>";
        let rdf = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
                   xmlns:p='http://ns.adobe.com/photoshop/1.0/'><r:Description><p:Credit>x&b;y</p:Credit>";
        assert_eq!(read(format!("{bomb}{rdf}").as_bytes()).rights.credit.as_deref(), Some("xy"));
        read("<a>".repeat(200_000).as_bytes());
        read(format!("<a{}>", " xmlns:a='b'".repeat(50_000)).as_bytes());
        read("<a xmlns:b='c'>".repeat(50_000).as_bytes());
        read(format!("<a>{}", "&".repeat(500_000)).as_bytes());
    }
}
