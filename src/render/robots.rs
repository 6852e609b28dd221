//! `robots.txt` ([RFC 9309](https://www.rfc-editor.org/rfc/rfc9309)): who may crawl what, and where the sitemaps are.

/// What a robots.txt says.
#[derive(Clone, Debug, Default)]
pub struct Robots<'a> {
    /// Rules, in the order in which they are written; without any, everyone may crawl everything.
    pub groups: Vec<Group<'a>>,
    /// Absolute URLs of sitemaps.
    pub sitemaps: Vec<&'a str>,
}

/// Rules for some crawlers.
#[derive(Clone, Debug, Default)]
pub struct Group<'a> {
    /// Product names such as `Googlebot`, or `*`; none means `*`.
    pub agents: Vec<&'a str>,
    /// Paths that they may crawl even if a shorter rule forbids it.
    pub allow: Vec<&'a str>,
    /// Paths that they may not crawl; none means that they may crawl everything.
    pub disallow: Vec<&'a str>,
}

/// The text of robots.txt.
pub fn robots(robots: &Robots<'_>) -> String {
    let mut out = String::with_capacity(256);
    let everyone = [Group::default()];
    let groups = if robots.groups.is_empty() { &everyone[..] } else { &robots.groups };
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        lines(&mut out, "User-agent", if group.agents.is_empty() { &["*"] } else { &group.agents });
        lines(&mut out, "Allow", &group.allow);
        // A group needs a rule, or it would run into the next one.
        let nothing = group.disallow.is_empty() && group.allow.is_empty();
        lines(&mut out, "Disallow", if nothing { &[""] } else { &group.disallow });
    }
    if !robots.sitemaps.is_empty() {
        out.push('\n');
        lines(&mut out, "Sitemap", &robots.sitemaps);
    }
    out
}

/// One line for each value; nothing that a value contains may begin another line or a comment.
fn lines(out: &mut String, name: &str, values: &[&str]) {
    for value in values {
        out.push_str(name);
        out.push(':');
        let value = value.trim();
        if !value.is_empty() {
            out.push(' ');
        }
        for c in value.chars().filter(|c| !c.is_control()) {
            match c {
                '#' => out.push_str("%23"),
                c => out.push(c),
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_open_by_default() {
        let text = robots(&Robots { sitemaps: vec!["https://example.org/sitemap.xml"], ..Robots::default() });
        assert_eq!(text, "User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n");
    }

    #[test]
    fn groups_stand_apart_and_values_stay_on_their_line() {
        let text = robots(&Robots {
            groups: vec![
                Group { agents: vec!["*"], disallow: vec!["/search/", "/a\nAllow: /b #c"], ..Group::default() },
                Group { agents: vec!["ABot", "BBot"], allow: vec!["/about/"], disallow: vec!["/"] },
                Group { agents: vec!["CBot"], ..Group::default() },
            ],
            sitemaps: vec![],
        });
        assert_eq!(
            text,
            "User-agent: *\nDisallow: /search/\nDisallow: /aAllow: /b %23c\n\n\
             User-agent: ABot\nUser-agent: BBot\nAllow: /about/\nDisallow: /\n\n\
             User-agent: CBot\nDisallow:\n"
        );
    }
}
