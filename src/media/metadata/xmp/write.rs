//! Writes a packet: compact, without padding, and always the same for the same rights.

use super::names::{DC, PHOTOSHOP, PLUS, RDF, XMP_RIGHTS};
use crate::media::metadata::rights::Rights;
use std::fmt::Write;

/// The XMP packet for a published picture, UTF-8; `None` when there is nothing to say.
///
/// Readers expect creator, credit and notice together (Google's image licence metadata, IPTC quick guide), so with a
/// credit line alone, the line stands for the other two as well: for the creator, as it is the best that is known, and
/// as the notice without a `©` before it, because to claim a copyright is not pressroom's to do. `xmpRights:Marked` is
/// written only for what says by itself whether rights are reserved: a notice that is not the credit line, or a
/// dedication to the public domain. Texts are cleaned and cut as in [`super::super::read`].
pub fn packet(rights: &Rights) -> Option<Vec<u8>> {
    let rights = rights.cleaned();
    if rights == Rights::default() {
        return None;
    }
    let creator = rights.creator.as_deref().or(rights.credit.as_deref());
    let notice = rights.copyright.as_deref().or(rights.credit.as_deref());
    let simple = [
        ("photoshop:Credit", rights.credit.as_deref()),
        ("xmpRights:Marked", marked(&rights)),
        ("xmpRights:WebStatement", rights.license_url.as_deref()),
    ];
    let mut body = String::new();
    for (name, value) in simple {
        if let Some(value) = value {
            push(&mut body, format_args!(" {name}=\"{}\"", escape(value)));
        }
    }
    body.push('>');
    if let Some(creator) = creator {
        push(
            &mut body,
            format_args!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(creator)),
        );
    }
    let alternatives = [
        ("dc:rights", notice),
        ("dc:description", rights.description.as_deref()),
        ("xmpRights:UsageTerms", rights.usage_terms.as_deref()),
    ];
    for (name, value) in alternatives {
        if let Some(value) = value {
            let value = escape(value);
            let item =
                format_args!("<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{value}</rdf:li></rdf:Alt></{name}>");
            push(&mut body, item);
        }
    }
    if let Some(url) = &rights.licensor_url {
        let url = escape(url);
        let item = format_args!(
            "<plus:Licensor><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><plus:LicensorURL>{url}</plus:LicensorURL>\
             </rdf:li></rdf:Seq></plus:Licensor>"
        );
        push(&mut body, item);
    }
    Some(wrap(&body).into_bytes())
}

/// The packet around a description's attributes and elements, with the namespaces that occur in it.
fn wrap(body: &str) -> String {
    let mut out = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"{RDF}\"><rdf:Description rdf:about=\"\""
    );
    for (prefix, uri) in [("dc", DC), ("photoshop", PHOTOSHOP), ("plus", PLUS), ("xmpRights", XMP_RIGHTS)] {
        // A text with such words in it declares a namespace too many, which harms nobody.
        if body.contains(&format!("<{prefix}:")) || body.contains(&format!(" {prefix}:")) {
            push(&mut out, format_args!(" xmlns:{prefix}=\"{uri}\""));
        }
    }
    push(&mut out, format_args!("{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"));
    out
}

/// Whether rights are reserved, where that is plain.
fn marked(rights: &Rights) -> Option<&'static str> {
    let license = rights.license_url.as_deref().unwrap_or_default();
    if license.contains("creativecommons.org/publicdomain/") {
        return Some("False");
    }
    (rights.copyright.is_some() && rights.copyright != rights.credit).then_some("True")
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes everything");
}

/// Text for element contents and attribute values alike.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::metadata::xmp::read;

    fn all() -> Rights {
        Rights {
            creator: Some("Anna <Muster>".to_owned()),
            credit: Some("\"dpa\" & Söhne".to_owned()),
            copyright: Some("© 2024 Anna".to_owned()),
            license_url: Some("https://example.org/?a=b&c=d".to_owned()),
            usage_terms: Some("once".to_owned()),
            licensor_url: Some("https://example.org/buy".to_owned()),
            description: Some("a phone".to_owned()),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let rights = all();
        let packet = packet(&rights).expect("something to say");
        assert_eq!(read(&packet).rights, rights);
    }

    #[test]
    fn nothing_to_say_is_no_packet() {
        assert_eq!(packet(&Rights::default()), None);
        assert_eq!(packet(&Rights { credit: Some(" unknown ".to_owned()), ..Rights::default() }), None);
    }

    #[test]
    fn a_credit_line_stands_for_creator_and_notice() {
        let packet = packet(&Rights { credit: Some("dpa".to_owned()), ..Rights::default() }).expect("a credit");
        let text = String::from_utf8(packet).expect("UTF-8");
        assert_eq!(
            text,
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\" \
             photoshop:Credit=\"dpa\"><dc:creator><rdf:Seq><rdf:li>dpa</rdf:li></rdf:Seq></dc:creator><dc:rights>\
             <rdf:Alt><rdf:li xml:lang=\"x-default\">dpa</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF>\
             </x:xmpmeta><?xpacket end=\"w\"?>"
        );
    }

    #[test]
    fn a_packet_read_and_written_again_is_the_same() {
        let credit = Rights { credit: Some("dpa".to_owned()), ..Rights::default() };
        for rights in [all(), credit] {
            let first = packet(&rights).expect("something to say");
            assert_eq!(packet(&read(&first).rights), Some(first));
        }
    }

    #[test]
    fn the_longest_packet_fits_a_segment() {
        let long = Some("&".repeat(9000) + "x");
        let url = Some(format!("https://example.org/{}", "&".repeat(980)));
        let rights = Rights {
            creator: long.clone(),
            credit: long.as_ref().map(|text| format!("x{text}")),
            copyright: long.as_ref().map(|text| format!("y{text}")),
            license_url: url.clone(),
            usage_terms: long.as_ref().map(|text| format!("x{text}")),
            licensor_url: url,
            description: long.as_ref().map(|text| format!("x{text}")),
        };
        assert!(packet(&rights).expect("something to say").len() < 65_000);
    }
}
