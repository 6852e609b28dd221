//! Whole graphs, read back.

use super::*;

#[test]
fn nothing_to_say_is_no_graph() {
    assert_eq!(json_ld(&[]), "");
    let breadcrumbs = Breadcrumbs { url: "https://example.org/", crumbs: vec![] };
    assert_eq!(json_ld(&[Node::Breadcrumbs(&breadcrumbs)]), "");
}
