//! The site's Content-Security-Policy, so that it holds in the preview as it will when it is published.
//!
//! Three things of it can't hold here. There is no TLS, so requests must not be upgraded to it. Reports must not reach
//! whoever collects them for the published site. And the desk's script, which is not part of the site, must run: its
//! address, and no other, is added to what the policy allows. Where that is not enough (`'strict-dynamic'`, `sandbox`)
//! the desk stays silent and the page is as it should be.

/// Directives that mean the published site.
const PUBLISHED: [&str; 4] = ["upgrade-insecure-requests", "block-all-mixed-content", "report-uri", "report-to"];

/// What the desk needs, and the directives that decide about it: the first that is there does
/// ([CSP 3, 6.8](https://www.w3.org/TR/CSP3/#directive-fallback-list)).
const NEEDED: [&[&str]; 3] = [
    &["script-src-elem", "script-src", "default-src"],
    &["style-src-elem", "style-src", "default-src"],
    &["connect-src", "default-src"],
];

/// A header's value, which may be several policies, with `desk` allowed: a source as CSP writes it.
pub(super) fn with_desk(header: &str, desk: &str) -> String {
    let policies: Vec<String> = header.split(',').map(|policy| one(policy, desk)).collect();
    policies.into_iter().filter(|policy| !policy.is_empty()).collect::<Vec<_>>().join(", ")
}

fn one(policy: &str, desk: &str) -> String {
    let mut directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|directive| directive.split_ascii_whitespace().collect::<Vec<_>>())
        .filter(|words| words.first().is_some_and(|name| !is_any(name, &PUBLISHED)))
        .collect();
    for names in NEEDED {
        // A name that comes twice counts once, the first time.
        let place = |name: &&str| directives.iter().position(|words| words[0].eq_ignore_ascii_case(name));
        let Some(deciding) = names.iter().find_map(place) else { continue };
        let words = &mut directives[deciding];
        if !words.contains(&desk) {
            words.retain(|word| !word.eq_ignore_ascii_case("'none'"));
            words.push(desk);
        }
    }
    directives.into_iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("; ")
}

fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapted(policy: &str) -> String {
        with_desk(policy, "desk/")
    }

    #[test]
    fn the_desk_is_allowed_where_the_policy_decides() {
        assert_eq!(adapted("default-src 'none'"), "default-src desk/");
        assert_eq!(
            adapted("default-src 'self'; script-src 'none'; img-src *"),
            "default-src 'self' desk/; script-src desk/; img-src *"
        );
        assert_eq!(
            adapted("Script-Src 'self' a.example; connect-src 'NONE'; style-src-elem x"),
            "Script-Src 'self' a.example desk/; connect-src desk/; style-src-elem x desk/"
        );
    }

    #[test]
    fn what_allows_everything_stays_as_it_is() {
        assert_eq!(adapted("img-src 'self';frame-ancestors 'none'"), "img-src 'self'; frame-ancestors 'none'");
        assert_eq!(adapted(" ; "), "");
    }

    #[test]
    fn nothing_is_upgraded_and_nothing_reported() {
        let policy = "upgrade-insecure-requests; img-src 'self'; report-uri https://r.example/; Report-To main";
        assert_eq!(adapted(policy), "img-src 'self'");
    }

    #[test]
    fn several_policies_are_all_adapted() {
        assert_eq!(adapted("default-src 'self', script-src 'none'"), "default-src 'self' desk/, script-src desk/");
    }
}
