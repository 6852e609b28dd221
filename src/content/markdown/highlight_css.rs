//! Colours for the classes of highlighted code.
//!
//! Chosen by hand for the two backgrounds on which a theme shows code, each with a contrast of at least 4.5 : 1
//! (WCAG 2.2, 1.4.3), which a test measures. Readers' systems say whether pages are dark; `data-theme` on the root
//! element, which a theme's switch may set, overrules that.

use std::fmt::Write as _;

/// The backgrounds that the colours are made for.
const LIGHT: &str = "#f6f7f9";
const DARK: &str = "#14171c";

/// Class, colour on light, colour on dark.
const COLOURS: [(&str, &str, &str); 12] = [
    ("comment", "#5b6472", "#98a2b3"),
    ("keyword", "#a3195b", "#ff8fb8"),
    ("string", "#0b6b3a", "#8fd6a3"),
    ("number", "#8a4b00", "#f2b96b"),
    ("constant", "#8a4b00", "#f2b96b"),
    ("function", "#1d4fb8", "#8fb8ff"),
    ("type", "#5b3cc4", "#c3aeff"),
    ("tag", "#a3195b", "#ff8fb8"),
    ("attribute", "#00647a", "#7fd3e6"),
    ("punctuation", "#4a5362", "#aab3c2"),
    ("inserted", "#0b6b3a", "#8fd6a3"),
    ("deleted", "#b3261e", "#ff9d94"),
];

/// A style sheet for highlighted code, light and dark.
pub fn highlight_css() -> String {
    let mut css = String::new();
    let light = properties(LIGHT, "#fff3c4", |(_, light, _)| light);
    let dark = properties(DARK, "#3a3413", |(_, _, dark)| dark);
    let _ = writeln!(css, ":root{{{light}}}");
    let _ = writeln!(css, "@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}");
    let _ = writeln!(css, ":root[data-theme=dark]{{{dark}}}");
    css.push_str("pre.code{background:var(--hl-background);overflow-x:auto}\n");
    css.push_str("mark.hl-line{background:var(--hl-line);color:inherit}\n");
    for (class, ..) in COLOURS {
        let _ = writeln!(css, ".hl-{class}{{color:var(--hl-{class})}}");
    }
    css.push_str(".hl-comment{font-style:italic}\n");
    css
}

type Colour = (&'static str, &'static str, &'static str);

fn properties(background: &str, line: &str, colour: fn(Colour) -> &'static str) -> String {
    let mut properties = format!("--hl-background:{background};--hl-line:{line}");
    for entry in COLOURS {
        let _ = write!(properties, ";--hl-{}:{}", entry.0, colour(entry));
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance: <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a hexadecimal colour")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read() {
        for (class, light, dark) in COLOURS {
            for (colour, backgrounds) in [(light, [LIGHT, "#fff3c4"]), (dark, [DARK, "#3a3413"])] {
                for background in backgrounds {
                    assert!(contrast(colour, background) >= 4.5, "{class}: {colour} on {background}");
                }
            }
        }
    }

    #[test]
    fn both_schemes_are_in_the_style_sheet() {
        let css = highlight_css();
        for part in ["prefers-color-scheme:dark", "[data-theme=dark]", "[data-theme=light]", ".hl-keyword{"] {
            assert!(css.contains(part), "{part}");
        }
    }
}
