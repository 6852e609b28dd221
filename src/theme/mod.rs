//! Templates: the Tera environment, and everything a template can call.
//!
//! A theme is loaded once; rendering happens inside a [`Scope`], which is how the functions of the environment (they are
//! `'static`) reach the [`View`](crate::model::View) of the page that is being rendered. A scope is never entered inside
//! another, and nothing in a render may run on the thread pool, or a stolen job would run under the wrong view.
//!
//! The whole site is never put into a template's context: templates ask functions, functions ask the view, the view
//! writes down the question. `docs/themes.md` is the contract; the tests check that it lists what is registered here.

mod boxes;
mod card;
mod closure;
mod dates;
mod env;
mod errors;
mod filters;
mod fragment;
mod functions;
mod load;
mod options;
mod pictures;
mod print;
mod query;
mod scope;
mod values;
mod words;

pub use boxes::{BOXES_FOLDER, BoxAsk, BoxCall, BoxText, Boxes, Chosen, SharedBox, SharedContent, Shell};
pub use env::{Env, Links};
pub use errors::{diagnose, lower_first};
pub(crate) use fragment::split as split_marks;
pub use fragment::{Argument, FragmentCall, FragmentKey};
pub use load::{CONTRACT, TemplateFile, Theme, ThemeFiles};
pub use pictures::{Attribution, Located, SHARED, focal_text};
pub use print::print_value;
pub use scope::{Scope, enter};
pub use values::{MapBuilder, Values, free_value, number, score_map};
pub use words::Words;
