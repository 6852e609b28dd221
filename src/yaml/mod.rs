//! Spanned YAML: every key and value knows where it stands.
