//! Render: a view in, bytes out. Pure.
//!
//! [`Renderer`] renders any page of a site. Pages for readers (`page`) are a context, a template of the theme, and
//! holes filled with fragments. Pages for machines (`machine`) go through plain writers ([`feed`], [`sitemap`],
//! [`robots`], [`redirect`], [`structured`]) that know nothing of the model: each takes borrowed structs that hold
//! exactly what its format can say. The same values give the same bytes.
//!
//! Contract for every URL that reaches a writer: absolute and percent-encoded, unless a field says otherwise. The
//! writers escape for their own format (XML, JSON, HTML), but they don't mend URLs.
//!
//! **Incremental:** a page is rendered again when one of the keys it read has changed; nothing else can matter.

mod boxes;
mod content;
pub mod feed;
mod fragments;
pub mod host;
mod json;
mod machine;
mod page;
pub mod redirect;
pub mod relative;
mod renderer;
pub mod robots;
pub mod sitemap;
pub mod structured;
mod trace;
mod updates;
mod xml;

pub use boxes::{BoxFile, box_script};
pub use content::Body;
pub use fragments::{Fragment, Watch};
pub use machine::host_site;
pub use renderer::{Output, PlacedBox, Renderer, Texts};
pub use trace::{ArticlePrints, Dependency, ListName, Subject, Trace, dependency, find_list, list_name};
pub use updates::Update;
