//! The site's own `_headers` and `_redirects`, as static hosts read them.
//!
//! The formats are those of Netlify and Cloudflare Pages
//! ([headers](https://docs.netlify.com/routing/headers/), [redirects](https://docs.netlify.com/routing/redirects/)): a path
//! may end with `*`, which stands for anything, and have parts such as `:name`, which stand for one part of a path.
//! Conditions (languages, countries, query strings) are left to the host: a rule that has some does not apply here.

/// What both files say.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    headers: Vec<(String, Vec<(String, String)>)>,
    redirects: Vec<Redirect>,
}

#[derive(Clone, Debug)]
struct Redirect {
    from: String,
    to: String,
    status: u16,
}

impl Rules {
    /// Reads both files; lines that make no sense are skipped, as hosts do.
    pub(super) fn read(headers: &str, redirects: &str) -> Self {
        let mut rules = Self::default();
        for line in headers.lines() {
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if !line.starts_with(char::is_whitespace) {
                rules.headers.push((text.to_owned(), Vec::new()));
            } else if let (Some((name, value)), Some((_, all))) = (text.split_once(':'), rules.headers.last_mut()) {
                all.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        for line in redirects.lines() {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            let (Some(from), Some(to)) = (words.next(), words.next()) else { continue };
            let status = words.next().map_or(Some(301), |status| status.trim_end_matches('!').parse().ok());
            let Some(status) = status.filter(|status| (300..400).contains(status)) else { continue };
            if words.next().is_none() && from.starts_with('/') {
                rules.redirects.push(Redirect { from: from.to_owned(), to: to.to_owned(), status });
            }
        }
        rules
    }

    /// The headers of a path, in the order of the file.
    pub(super) fn headers(&self, path: &str) -> Vec<(String, String)> {
        let matching = self.headers.iter().filter(|(pattern, _)| fit(pattern, path).is_some());
        matching.flat_map(|(_, headers)| headers.iter().cloned()).collect()
    }

    /// Where a path leads, and with which status: the first rule counts.
    pub(super) fn redirect(&self, path: &str) -> Option<(String, u16)> {
        self.redirects.iter().find_map(|rule| {
            let parts = fit(&rule.from, path)?;
            let mut to = rule.to.clone();
            for (name, value) in parts {
                to = to.replace(&format!(":{name}"), value);
            }
            Some((to, rule.status))
        })
    }
}

/// Whether a path is one that a pattern means, and what its placeholders stand for.
fn fit<'a>(pattern: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = Vec::new();
    let (pattern, splat) = match pattern.strip_suffix('*') {
        Some(before) => (before, true),
        None => (pattern, false),
    };
    let mut rest = path;
    let mut wanted = pattern.split('/').peekable();
    while let Some(part) = wanted.next() {
        let last = wanted.peek().is_none();
        if last && splat {
            found.push(("splat", rest.strip_prefix(part)?));
            return Some(found);
        }
        let (own, tail) = rest.split_once('/').map_or((rest, None), |(own, tail)| (own, Some(tail)));
        match part.strip_prefix(':') {
            Some(name) if !name.is_empty() && !own.is_empty() => found.push((name, own)),
            _ if part == own => {}
            _ => return None,
        }
        match (last, tail) {
            (true, None | Some("")) => return Some(found),
            (false, Some(tail)) => rest = tail,
            // `/old` also means `/old/`, and the other way round.
            (false, None) if wanted.next() == Some("") && wanted.peek().is_none() => return Some(found),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_every_pattern_that_fits_are_sent() {
        let text = "# all\n/*\n  X-Frame-Options: DENY\n/media/*\n  Cache-Control: max-age=1\n  X-A: b: c\n/:section/x.html\n  X-P: 1\n";
        let rules = Rules::read(text, "");
        let names = |path| rules.headers(path).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("/"), ["X-Frame-Options"]);
        assert_eq!(names("/media/a/b.jpg"), ["X-Frame-Options", "Cache-Control", "X-A"]);
        assert_eq!(names("/a/x.html"), ["X-Frame-Options", "X-P"]);
        assert_eq!(rules.headers("/media/a")[2].1, "b: c");
    }

    #[test]
    fn redirects_fill_in_what_placeholders_stand_for() {
        let text = "/old /new/\n/blog/* /news/:splat 302\n/y/:year/:slug /:slug/ 301!\n/geo / 302 Country=de\n/app/* /index.html 200\nx /y\n";
        let rules = Rules::read("", text);
        let to = |path| rules.redirect(path);
        assert_eq!(to("/old"), Some(("/new/".into(), 301)));
        assert_eq!(to("/old/"), Some(("/new/".into(), 301)));
        assert_eq!(to("/blog/a/b/"), Some(("/news/a/b/".into(), 302)));
        assert_eq!(to("/y/2019/story/"), Some(("/story/".into(), 301)));
        assert_eq!((to("/geo"), to("/app/x"), to("/older"), to("/y/2019/")), (None, None, None, None));
    }
}
