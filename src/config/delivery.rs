//! `latest.delivery`: how boxes get into pages.

use super::lower::fail;
use crate::diag::did_you_mean;
use crate::yaml::{Reader, Spanned};

/// How a box gets into the pages that show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Delivery {
    /// It is written into each.
    #[default]
    Inline,
    /// An article's page has the box as of its own publication; a script brings that up to date.
    Client,
    /// By server-side includes of the web server.
    Ssi,
    /// By Edge Side Includes of a cache.
    Esi,
}

const NAMES: [(&str, Delivery); 4] =
    [("inline", Delivery::Inline), ("client", Delivery::Client), ("ssi", Delivery::Ssi), ("esi", Delivery::Esi)];

/// Reads the word for one; the default for a wrong one, which is reported.
pub(super) fn lower_delivery(word: &Spanned<String>, reader: &mut Reader) -> Delivery {
    if let Some((_, delivery)) = NAMES.iter().find(|(name, _)| *name == word.value) {
        return *delivery;
    }
    let hint = did_you_mean(word, NAMES.map(|(name, _)| name));
    let hint = hint.unwrap_or_else(|| "write `inline`, `client`, `ssi` or `esi`".into());
    fail(reader, word, "bad-delivery", format!("there is no delivery `{}`", **word), hint);
    Delivery::Inline
}
