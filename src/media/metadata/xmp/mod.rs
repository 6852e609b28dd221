//! XMP (ISO 16684-1): RDF in XML. One reader for what all programs write, one writer for the few fields that pressroom
//! publishes.

mod names;
mod read;
mod write;

pub(super) use read::read;
pub use write::packet;
