//! The dev server: a site as its writers see it while they write.

#[allow(dead_code, unused_imports, reason = "what the rest of the server sends and serves")]
pub(crate) mod desk;
