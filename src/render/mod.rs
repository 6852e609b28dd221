//! Render: plain values in, bytes out.
//!
//! Everything below is pure. The writers know nothing of the model: each takes borrowed structs that hold exactly
//! what its format can say, and the layer above maps articles onto them. The same values give the same bytes.
//!
//! Contract for every URL that comes in here: absolute and percent-encoded, unless a field says otherwise. The
//! writers escape for their own format (XML, JSON, HTML), but they don't mend URLs.

pub mod feed;
mod json;
pub mod redirect;
pub mod robots;
pub mod sitemap;
pub mod structured;
mod xml;
