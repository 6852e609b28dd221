//! What the binary brings along: the default theme, and the starter publication of `init`.

use include_dir::{Dir, include_dir};

static THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/broadsheet");
static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// The files of `themes/broadsheet`.
pub fn default_theme() -> &'static Dir<'static> {
    &THEME
}

/// The files of a new publication.
pub fn starter() -> &'static Dir<'static> {
    &STARTER
}
