//! Boxes: fragments whose articles are chosen by where a list stands, and how they get into pages.
//!
//! | delivery | in the page | in a file that pages share |
//! |---|---|---|
//! | `inline` | the box | |
//! | `client` | the box as of the article's own publication, which never changes, and what a script must know to bring it up to date | the newest articles of the list |
//! | `ssi`, `esi` | an include | the box |
//!
//! The names of shared files are made of what a box asks for and of nothing that a new article changes. With includes,
//! pages that stand in their own list have a file of their own: what a page shows itself is not in its boxes. A script
//! leaves such articles out by itself.

use super::env::Env;
use super::fragment::FragmentCall;
use super::print::scalar;
use crate::base::{Fingerprint, FingerprintBuilder};
use crate::config::Delivery;
use crate::model::{Already, ArticleId, Newest, Page, Query, Repeat};
use std::fmt::Write as _;
use std::sync::Arc;
use tera::Value;

/// The folder of shared files, below the root of the site.
pub const BOXES_FOLDER: &str = "/boxes/";
/// The fewest articles in a file for a script.
const POOL: usize = 16;

/// What a template asks for.
#[derive(Clone, Debug)]
pub struct BoxAsk {
    /// The component.
    pub component: Arc<str>,
    /// Its arguments but for `refs`.
    pub arguments: Arc<[(String, Value)]>,
    /// The articles.
    pub query: Query,
    /// Names the component, its arguments and the list.
    print: Fingerprint,
}

/// A box of a page.
#[derive(Clone, Debug)]
pub struct BoxCall {
    /// Its place among the calls of the page.
    pub place: usize,
    /// What was asked for.
    pub ask: BoxAsk,
    /// What the page had shown by then beside its boxes.
    pub own: Arc<[ArticleId]>,
    /// What stands in the page.
    pub text: BoxText,
}

/// What stands in a page for a box.
#[derive(Clone, Debug)]
pub struct BoxText {
    /// The component of the box.
    pub component: Arc<str>,
    /// The fragment in the page itself, if any.
    pub call: FragmentCall,
    /// What the page has beside that.
    pub shell: Shell,
    /// The file that pages share, if there is one.
    pub shared: Option<SharedBox>,
    /// What was chosen.
    pub newest: Newest,
}

/// What stands in a page for a box, before its fragment has been named.
#[derive(Debug)]
pub struct Chosen {
    ask: BoxAsk,
    /// Whether the articles are in the page itself.
    pub in_page: bool,
    /// What the page has beside a fragment.
    pub shell: Shell,
    /// The file that pages share, if there is one.
    pub shared: Option<SharedBox>,
    /// What was chosen.
    pub newest: Newest,
}

impl Chosen {
    /// What stands in the page.
    ///
    /// # Errors
    /// The name of an argument that can't be one.
    pub fn text(self, env: &Env) -> Result<BoxText, String> {
        let Self { ask, in_page, shell, shared, newest } = self;
        let call = ask.call(env, &newest.ids)?;
        let call = if in_page { call } else { FragmentCall::nothing() };
        Ok(BoxText { component: ask.component, call, shell, shared, newest })
    }

    /// The articles in the page itself.
    pub fn ids(&self) -> &[ArticleId] {
        if self.in_page { &self.newest.ids } else { &[] }
    }
}

/// What a page has for a box beside a fragment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shell {
    /// Nothing.
    Nothing,
    /// Attributes of the fragment's element.
    Attributes(Box<str>),
    /// This text, and no fragment.
    Include(Box<str>),
}

/// A file that pages share.
#[derive(Clone, Debug)]
pub struct SharedBox {
    /// The path of its URL, without the base path.
    pub path: Box<str>,
    /// What is in it.
    pub content: SharedContent,
}

/// What is in a file that pages share.
#[derive(Clone, Debug)]
pub enum SharedContent {
    /// A box with these articles.
    Chosen(BoxAsk, Box<[ArticleId]>),
    /// The newest articles of a list, of which a script chooses.
    Pool(BoxAsk),
}

impl BoxAsk {
    /// A component with arguments, and articles.
    pub fn new(env: &Env, component: Arc<str>, arguments: Arc<[(String, Value)]>, query: Query) -> Self {
        let mut print = FingerprintBuilder::new();
        print.part(&*component).part(env.site.list_path(query.list));
        for (name, value) in arguments.iter() {
            print.part(name);
            match value.as_array() {
                Some(items) => {
                    print.part(items.len().to_le_bytes());
                    for item in items {
                        scalar(item, &mut print);
                    }
                }
                None => {
                    scalar(value, &mut print);
                }
            }
        }
        let print = print.finish();
        Self { component, arguments, query, print }
    }

    /// The fragment that the box is with these articles; an empty one is the fragment of nothing.
    ///
    /// # Errors
    /// The name of an argument that can't be one.
    pub fn call(&self, env: &Env, ids: &[ArticleId]) -> Result<FragmentCall, String> {
        if ids.is_empty() {
            return Ok(FragmentCall::nothing());
        }
        let refs = Value::from(ids.iter().map(|id| env.reference(*id)).collect::<Vec<_>>());
        let arguments = self.arguments.iter().cloned().chain([("refs".to_owned(), refs)]);
        Ok(FragmentCall { of_box: true, ..FragmentCall::new(&self.component, arguments.collect())? })
    }

    /// Adds what is asked for to a name.
    fn add_to(&self, print: &mut FingerprintBuilder) {
        let Query { offset, limit, repeat, .. } = self.query;
        print.part(self.print.bytes()).part(offset.to_le_bytes()).part(limit.to_le_bytes());
        print.part([u8::from(repeat == Repeat::Allowed)]);
    }

    fn path(&self, print: Fingerprint) -> Box<str> {
        format!("{BOXES_FOLDER}{}-{}.html", self.component, print.short()).into()
    }
}

impl SharedBox {
    /// Its fragment, and the URLs of the articles in it if a script has to know them.
    ///
    /// # Errors
    /// The name of an argument that can't be one.
    pub fn call(&self, env: &Env) -> Result<(FragmentCall, Option<String>), String> {
        match &self.content {
            SharedContent::Chosen(ask, ids) => Ok((ask.call(env, ids)?, None)),
            SharedContent::Pool(ask) => {
                let newest = env.site.newest(&ask.query, None, &Already::default());
                Ok((ask.call(env, &newest.ids)?, Some(urls(env, &newest.ids))))
            }
        }
    }
}

/// Chooses what is in the boxes of one page, one after the other.
#[derive(Clone, Debug)]
pub struct Boxes {
    delivery: Delivery,
    /// Where lists end.
    until: Option<ArticleId>,
    /// What the boxes show so far.
    boxed: Vec<ArticleId>,
    /// How many they may show in all.
    most: usize,
    /// How much of what the page shows itself a script has been told.
    told: usize,
    /// Names what was asked for so far.
    asked: Fingerprint,
    /// What of the page's own was passed over so far.
    passed: Vec<ArticleId>,
}

impl Boxes {
    /// None yet, in a page.
    pub fn of(env: &Env, page: Page) -> Self {
        let (delivery, until) = match (env.delivery, page) {
            (Delivery::Client, Page::Article(id)) => (Delivery::Client, Some(id)),
            // Other pages are rendered whenever something is published.
            (Delivery::Client, _) => (Delivery::Inline, None),
            (delivery, _) => (delivery, None),
        };
        let asked = Fingerprint::of(b"");
        Self { delivery, until, boxed: Vec::new(), most: 0, told: 0, asked, passed: Vec::new() }
    }

    /// Whether what is in the boxes is known when the page is made.
    pub fn are_inline(&self) -> bool {
        self.delivery == Delivery::Inline
    }

    /// Chooses what is in the next box of the page, which has shown its `own` articles by then.
    pub fn choose(&mut self, env: &Env, ask: &BoxAsk, own: &[ArticleId]) -> Chosen {
        let newest = env.site.newest(&ask.query, self.until, &Already { own, boxed: &self.boxed });
        let (shell, shared) = match self.delivery {
            Delivery::Inline => (Shell::Nothing, None),
            Delivery::Client => {
                let (shell, shared) = self.pool(env, ask, own);
                (shell, Some(shared))
            }
            Delivery::Ssi | Delivery::Esi => {
                let (shell, shared) = self.include(env, ask, &newest);
                (shell, Some(shared))
            }
        };
        if ask.query.repeat == Repeat::Never {
            self.boxed.extend_from_slice(&newest.ids);
            self.most += ask.query.limit;
        }
        let in_page = matches!(self.delivery, Delivery::Inline | Delivery::Client);
        Chosen { ask: ask.clone(), in_page, shell, shared, newest }
    }

    fn pool(&mut self, env: &Env, ask: &BoxAsk, own: &[ArticleId]) -> (Shell, SharedBox) {
        let Query { offset, limit, repeat, .. } = ask.query;
        let most = match repeat {
            Repeat::Never => offset + limit + own.len() + self.most,
            Repeat::Allowed => offset + limit,
        };
        let limit_of_all = most.next_power_of_two().max(POOL);
        let query = Query { offset: 0, limit: limit_of_all, repeat: Repeat::Allowed, ..ask.query };
        let pool = BoxAsk { query, ..ask.clone() };
        let mut print = FingerprintBuilder::new();
        pool.add_to(&mut print);
        let path = ask.path(print.finish());
        let mut attributes = format!(" data-box=\"{}\" data-limit=\"{limit}\"", env.href(&path));
        // Writing to a String cannot fail.
        if offset > 0 {
            let _ = write!(attributes, " data-offset=\"{offset}\"");
        }
        if repeat == Repeat::Allowed {
            attributes.push_str(" data-repeat");
        }
        let news = &own[self.told.min(own.len())..];
        if !news.is_empty() {
            let _ = write!(attributes, " data-shown=\"{}\"", urls(env, news));
        }
        self.told = own.len();
        (Shell::Attributes(attributes.into()), SharedBox { path, content: SharedContent::Pool(pool) })
    }

    fn include(&mut self, env: &Env, ask: &BoxAsk, newest: &Newest) -> (Shell, SharedBox) {
        let mut asked = FingerprintBuilder::new();
        asked.part(self.asked.bytes());
        ask.add_to(&mut asked);
        self.asked = asked.finish();
        self.passed.extend_from_slice(&newest.passed);
        self.passed.sort_unstable();
        self.passed.dedup();
        // Two pages of which the same was passed over have the same boxes: whatever else they show is not in the lists, as
        // far as those were looked at.
        let mut print = FingerprintBuilder::new();
        print.part(self.asked.bytes());
        for id in &self.passed {
            print.part(&*env.site.card(*id).path);
        }
        let path = ask.path(print.finish());
        let url = env.href(&path);
        let include = match self.delivery {
            Delivery::Esi => format!("<!--esi <esi:include src=\"{url}\"/> -->"),
            _ => format!("<!--#include virtual=\"{url}\" -->"),
        };
        let content = SharedContent::Chosen(ask.clone(), newest.ids.as_slice().into());
        (Shell::Include(include.into()), SharedBox { path, content })
    }
}

/// URLs of articles, as pages link to them.
fn urls(env: &Env, ids: &[ArticleId]) -> String {
    ids.iter().map(|id| env.href(&env.site.card(*id).path)).collect::<Vec<_>>().join(" ")
}

impl Shell {
    /// Whether it is the same one as that of which this is the name; see [`print`](Self::print).
    pub fn print(&self) -> u64 {
        let text = match self {
            Self::Nothing => return 0,
            Self::Attributes(text) | Self::Include(text) => text,
        };
        u64::from_le_bytes(Fingerprint::of(text.as_bytes()).bytes()[..8].try_into().unwrap_or_default())
    }

    /// Whether a fragment can be the box of which this is the shell.
    pub fn fits(&self, fragment: &[u8]) -> bool {
        !matches!(self, Self::Attributes(_)) || fragment.trim_ascii().is_empty() || after_name(fragment).is_some()
    }

    /// Writes a box of which this is the shell; `false` when its fragment is not one element, which it has to be.
    pub fn put(&self, fragment: &[u8], out: &mut Vec<u8>) -> bool {
        match self {
            Self::Nothing => out.extend_from_slice(fragment),
            Self::Include(text) => out.extend_from_slice(text.as_bytes()),
            Self::Attributes(attributes) => {
                if fragment.trim_ascii().is_empty() {
                    out.extend_from_slice(format!("<div{attributes} hidden></div>").as_bytes());
                    return true;
                }
                let Some(at) = after_name(fragment) else {
                    out.extend_from_slice(fragment);
                    return false;
                };
                out.extend_from_slice(&fragment[..at]);
                out.extend_from_slice(attributes.as_bytes());
                out.extend_from_slice(&fragment[at..]);
            }
        }
        true
    }
}

/// Where the attributes of an element begin with which the text begins.
fn after_name(html: &[u8]) -> Option<usize> {
    let open = html.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let name = html[open..].strip_prefix(b"<")?;
    let len = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')?;
    name[..len].first().is_some_and(u8::is_ascii_alphabetic).then_some(open + 1 + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_go_into_the_first_element() {
        let put = |fragment: &str| {
            let mut out = Vec::new();
            let done = Shell::Attributes(" data-box=\"/b.html\"".into()).put(fragment.as_bytes(), &mut out);
            (done, String::from_utf8(out).expect("UTF-8"))
        };
        assert_eq!(
            put("\n<section class=\"x\">a</section>"),
            (true, "\n<section data-box=\"/b.html\" class=\"x\">a</section>".into())
        );
        assert_eq!(put("<my-box>"), (true, "<my-box data-box=\"/b.html\">".into()));
        assert_eq!(put(" \n"), (true, "<div data-box=\"/b.html\" hidden></div>".into()));
        assert_eq!(put("Latest: <ul></ul>"), (false, "Latest: <ul></ul>".into()));
        assert!(!put("<!-- x --><ul></ul>").0);
    }
}
