//! One line for each trick.

use super::*;
use proptest::prelude::*;

fn danger(text: &str) -> Option<SvgDanger> {
    svg_problem(text).map(|problem| problem.danger)
}

/// A drawing with something in it.
fn drawing(content: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'>{content}</svg>"
    )
}

#[test]
fn drawings_are_harmless() {
    for content in [
        "",
        "<defs><path id='a' d='M0 0h9'/></defs><use xlink:href='#a'/><use href=\"#a\"/>",
        "<style>@namespace svg url(http://www.w3.org/2000/svg); .a { fill: url(#b) } /* @import */</style>",
        "<style><![CDATA[@font-face { src: url(data:font/woff2;base64,AA) }]]></style>",
        "<image href='data:image/png;base64,AAAA' width='1'/><image xlink:href='b.png'/>",
        "<a href='https://example.org/'><text>a &amp; b &#65; \u{e4}</text></a>",
        "<g style='fill:red' fill=\"url('#a')\" transform='rotate(9)' clip-path='url( #b )'/>",
        "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:cc='http://creativecommons.org/ns#'>\
         <cc:Work rdf:about=''><cc:license rdf:resource='http://creativecommons.org/licenses/by/4.0/'/></cc:Work></rdf:RDF></metadata>",
        "<animate attributeName='x' values='0;9' begin='a.click'/><!-- onclick='' <script> -->",
    ] {
        assert_eq!(svg_problem(&drawing(content)), None, "{content}");
    }
    let prologue = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \
                    'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>\n<!-- by hand -->\n";
    assert_eq!(svg_problem(&format!("{prologue}{}\n", drawing(""))), None);
}

#[test]
fn dangers_are_found() {
    let cases = [
        (SvgDanger::Script, "<script>alert(1)</script>"),
        (SvgDanger::Script, "<ScRiPt/>"),
        (SvgDanger::Script, "<x:script xmlns:x='http://www.w3.org/2000/svg'/>"),
        (SvgDanger::Script, "<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>"),
        (SvgDanger::Script, "<g onload='a'/>"),
        (SvgDanger::Script, "<g\n\tONCLICK = \"a\"/>"),
        (SvgDanger::Script, "<g xlink:onclick='a'/>"),
        (SvgDanger::Script, "<set attributeName='onclick' to='alert(1)'/>"),
        (SvgDanger::Script, "<set attributeName=' &#111;nclick' to='alert(1)'/>"),
        (SvgDanger::Link, "<a href='javascript:alert(1)'/>"),
        (SvgDanger::Link, "<a xlink:href='&#x6A;ava&#10;script&#58;alert(1)'/>"),
        (SvgDanger::Link, "<a y:href=' \tJAVASCRIPT:alert(1)' xmlns:y='http://www.w3.org/1999/xlink'/>"),
        (SvgDanger::Link, "<a href='data:text/html,x'/>"),
        (SvgDanger::Link, "<a href='data:image/svg+xml,x'/>"),
        (SvgDanger::Link, "<animate attributeName='href' values='#a;javascript:alert(1)'/>"),
        (SvgDanger::Link, "<set attributeName='xlink:href' to='javascript:alert(1)'/>"),
        (SvgDanger::Embedded, "<foreignObject/>"),
        (SvgDanger::Embedded, "<foreignobject/>"),
        (SvgDanger::Embedded, "<iframe/>"),
        (SvgDanger::Embedded, "<h:embed xmlns:h='http://www.w3.org/1999/xhtml'/>"),
        (SvgDanger::Embedded, "<object/>"),
        (SvgDanger::External, "<use href='https://example.org/a.svg#b'/>"),
        (SvgDanger::External, "<image xlink:href='//example.org/a.png'/>"),
        (SvgDanger::External, "<image xlink:href='\\\\example.org/a.png'/>"),
        (SvgDanger::External, "<feImage href='&#104;ttp://example.org/a.png'/>"),
        (SvgDanger::Style, "<style>@import 'a.css';</style>"),
        (SvgDanger::Style, "<style>@\\69mport 'a.css';</style>"),
        (SvgDanger::Style, "<style>@im<!-- -->port 'a.css';</style>"),
        (SvgDanger::Style, "<style>@im<![CDATA[port]]> 'a.css';</style>"),
        (SvgDanger::Style, "<style>a{fill:url( \"http://example.org/a\" )}</style>"),
        (SvgDanger::Style, "<style>a{fill:u/**/rl(#a);b:URL(//example.org/a)}</style>"),
        (SvgDanger::Style, "<g style='fill:url(https&#58;//example.org/a)'/>"),
        (SvgDanger::Style, "<g fill='url(https://example.org/a)'/>"),
        (SvgDanger::Style, "<g filter='\\75rl(https://example.org/a)'/>"),
        (SvgDanger::Malformed, "<g>"),
        (SvgDanger::Malformed, "</g>"),
        (SvgDanger::Malformed, "<g></h>"),
        (SvgDanger::Malformed, "<g a='1' a='2'/>"),
        (SvgDanger::Malformed, "<g a=1/>"),
        (SvgDanger::Malformed, "<g><a:b xmlns:a='c'/><a:b/></g>"),
        (SvgDanger::Malformed, "<g a:b=''/>"),
        (SvgDanger::Malformed, "<g a/>"),
        (SvgDanger::Malformed, "<g a='<'/>"),
        (SvgDanger::Malformed, "a & b"),
        (SvgDanger::Malformed, "&nbsp;"),
        (SvgDanger::Malformed, "<g a='&b;'/>"),
        (SvgDanger::Malformed, "<!-- a -- b -->"),
        (SvgDanger::Malformed, "\0"),
    ];
    for (expected, content) in cases {
        assert_eq!(danger(&drawing(content)), Some(expected), "{content}");
    }
}

#[test]
fn what_stands_around_the_drawing_counts() {
    let drawing = drawing("");
    for (expected, file) in [
        (SvgDanger::Entity, format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{drawing}")),
        (SvgDanger::Entity, format!("<!DOCTYPE svg SYSTEM 'http://example.org/a.dtd'>{drawing}")),
        (SvgDanger::Style, format!("<?xml-stylesheet href='a.xsl'?>{drawing}")),
        (SvgDanger::Malformed, format!("{drawing}{drawing}")),
        (SvgDanger::Malformed, format!("{drawing} text")),
        (SvgDanger::Malformed, "<html/>".to_owned()),
        (SvgDanger::Malformed, String::new()),
    ] {
        assert_eq!(danger(&file), Some(expected), "{file}");
    }
}

#[test]
fn problems_know_their_place() {
    let file = drawing("<g a='1'  onload = 'b'/>");
    let problem = svg_problem(&file).expect("a handler");
    assert_eq!(&file[problem.span], "onload = 'b'");
    assert_eq!(problem.what, "`onload` runs a script");
    let file = drawing("<g><script >x</script></g>");
    assert_eq!(&file[svg_problem(&file).expect("a script").span], "<script >");
    let file = drawing("<style>@import</style>");
    assert_eq!(&file[svg_problem(&file).expect("an import").span], "<style>@import</style>");
}

#[test]
fn large_and_deep_drawings_take_no_time() {
    assert_eq!(danger(&"<svg>".repeat(300_000)), Some(SvgDanger::Malformed));
    assert_eq!(danger(&drawing(&format!("<style>{}</style>", "url(#".repeat(200_000)))), None);
    let attributes = (0..5000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    assert_eq!(danger(&drawing(&format!("<g{attributes}/>"))), Some(SvgDanger::Malformed));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<|>|/|&|;|'|\"|=|svg|style|href|on|url\\(|\\\\|!|\\[|-|\\?|[a-z ]|\\PC){0,40}") {
        for text in [drawing(&text), text] {
            if let Some(problem) = svg_problem(&text) {
                prop_assert!(text.get(problem.span).is_some());
            }
        }
    }
}
