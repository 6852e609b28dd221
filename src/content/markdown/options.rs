//! How a text is read, and the few words that the HTML needs of its own.
//!
//! There are few switches on purpose: an extension that one site turns off makes an article mean something else there.
//! The words are here because a theme in another language has to say them.

use super::quotes::Quotes;
use std::borrow::Cow;

/// Settings of [`render`](super::render). The default is the format that the documentation describes, in English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: SmartPunctuation,
    /// What straight quotes become.
    pub quotes: Quotes,
    /// Words that readers see or hear.
    pub labels: Labels,
}

/// Typographic quotes, dashes and ellipses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmartPunctuation {
    /// `"so"` becomes `“so”`.
    #[default]
    On,
    /// The text stays as it was typed.
    Off,
}

/// Words in the HTML that are not the writer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Accessible name of the mark beside a heading; the heading's text follows after a colon.
    pub section_link: Cow<'static, str>,
    /// Accessible name of a table's scrollable frame.
    pub table: Cow<'static, str>,
    /// Accessible name of the section of notes.
    pub footnotes: Cow<'static, str>,
    /// Accessible name of the link from a note back to the text; the number of the note follows.
    pub back_to_reference: Cow<'static, str>,
    /// Accessible name of a ticked box.
    pub task_done: Cow<'static, str>,
    /// Accessible name of an empty box.
    pub task_open: Cow<'static, str>,
    /// Titles of alerts.
    pub alerts: AlertTitles,
}

/// What stands above an alert of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertTitles {
    /// `> [!NOTE]`
    pub note: Cow<'static, str>,
    /// `> [!TIP]`
    pub tip: Cow<'static, str>,
    /// `> [!IMPORTANT]`
    pub important: Cow<'static, str>,
    /// `> [!WARNING]`
    pub warning: Cow<'static, str>,
    /// `> [!CAUTION]`
    pub caution: Cow<'static, str>,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            section_link: "Link to this section".into(),
            table: "Table".into(),
            footnotes: "Footnotes".into(),
            back_to_reference: "Back to reference".into(),
            task_done: "Completed task".into(),
            task_open: "Open task".into(),
            alerts: AlertTitles::default(),
        }
    }
}

impl Default for AlertTitles {
    fn default() -> Self {
        Self {
            note: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            caution: "Caution".into(),
        }
    }
}

impl Options {
    /// The parser's switches.
    pub(super) fn extensions(&self) -> pulldown_cmark::Options {
        use pulldown_cmark::Options as Switch;
        let mut switches = Switch::ENABLE_TABLES
            | Switch::ENABLE_FOOTNOTES
            | Switch::ENABLE_STRIKETHROUGH
            | Switch::ENABLE_TASKLISTS
            | Switch::ENABLE_HEADING_ATTRIBUTES
            | Switch::ENABLE_GFM
            | Switch::ENABLE_DEFINITION_LIST;
        if self.smart_punctuation == SmartPunctuation::On {
            switches |= Switch::ENABLE_SMART_PUNCTUATION;
        }
        switches
    }
}
