//! Authors, categories, tags and standalone pages.

use super::check::{LONGEST_NAME, file_name};
use super::routes::AliasTarget;
use super::{Builder, SourceTarget};
use crate::base::{fold_spelling, slugify};
use crate::content::{AuthorMatter, CategoryMatter, PageMatter, TagMatter};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::model::entry::RecordEntry;
use crate::model::picture::PictureRole;
use crate::model::site::{Mode, Unpublished};
use crate::model::term::{Author, Category, SeriesTerm, StandalonePage, Tag};
use crate::yaml::{Free, Spanned};
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn records(
        &mut self,
        authors: Vec<RecordEntry<AuthorMatter>>,
        categories: Vec<RecordEntry<CategoryMatter>>,
        tags: Vec<RecordEntry<TagMatter>>,
        pages: Vec<RecordEntry<PageMatter>>,
    ) {
        for entry in authors {
            self.author(entry);
        }
        let parents: Vec<_> = categories.into_iter().filter_map(|entry| self.category(entry)).collect();
        self.link_categories(parents);
        for entry in tags {
            self.tag_record(entry);
        }
        for entry in pages {
            self.page(entry);
        }
        self.standalone.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
        for (at, page) in self.standalone.iter().enumerate() {
            self.by_source.insert(page.source.clone(), SourceTarget::Standalone(at as u32));
        }
    }

    fn author(&mut self, entry: RecordEntry<AuthorMatter>) {
        let Some(slug) = self.slug(&entry.source, None) else { return };
        let matter = entry.matter;
        let at = self.authors.len() as u32;
        let picture = matter.picture.as_ref().and_then(|picture| {
            // A portrait is credited by the person it shows; only a missing file or text is a problem.
            let mut picture = picture.clone();
            picture.value.alt = picture.value.alt.or_else(|| Some(matter.name.value.clone()));
            self.picture(&entry.source, &picture, PictureRole::Portrait, self.now)
        });
        self.aliases(&entry.source, &matter.aliases, &AliasTarget::Path(format!("/authors/{slug}/")));
        self.author_slugs.insert(slug.clone(), at);
        self.by_source.insert(entry.source.clone(), SourceTarget::Author(at));
        self.authors.push(Author {
            path: format!("/authors/{slug}/"),
            slug,
            name: matter.name.value,
            role: matter.role,
            bio: entry.text,
            source: entry.source,
            offset: entry.offset,
            picture,
            email: matter.email,
            url: matter.url,
            links: matter.links,
            articles: Vec::new(),
            extra: matter.extra,
        });
    }

    fn category(&mut self, entry: RecordEntry<CategoryMatter>) -> Option<(u32, Arc<str>, Spanned<String>)> {
        let slug = self.slug(&entry.source, None)?;
        let matter = entry.matter;
        let at = self.categories.len() as u32;
        let colour = matter.colour.as_ref().and_then(|colour| self.colour(&entry.source, colour));
        self.aliases(&entry.source, &matter.aliases, &AliasTarget::Path(format!("/{slug}/")));
        self.category_slugs.insert(slug.clone(), at);
        self.by_source.insert(entry.source.clone(), SourceTarget::Category(at));
        self.categories.push(Category {
            path: format!("/{slug}/"),
            slug,
            title: matter.title.value,
            description: matter.description,
            text: entry.text,
            source: Some(entry.source.clone()),
            offset: entry.offset,
            colour,
            order: matter.order.unwrap_or(i64::MAX),
            parent: None,
            children: Vec::new(),
            articles: Vec::new(),
            extra: matter.extra,
        });
        matter.parent.map(|parent| (at, entry.source, parent))
    }

    fn link_categories(&mut self, parents: Vec<(u32, Arc<str>, Spanned<String>)>) {
        for (at, source, parent) in parents {
            let span = Span::new(source, parent.range.clone());
            let Some(&above) = self.category_slugs.get(parent.value.as_str()) else {
                if !self.is_broken(&parent) {
                    let hint = did_you_mean(&parent, self.categories.iter().map(|c| c.slug.as_str()));
                    let message = format!("there is no category `{}`", parent.value);
                    self.push(Diagnostic::error("unknown-category", message).at(span).hint_opt(hint));
                }
                continue;
            };
            let mut up = Some(above);
            let mut circular = false;
            while let Some(category) = up {
                circular |= category == at;
                up = if circular { None } else { self.categories[category as usize].parent };
            }
            if circular {
                let message = format!("the category `{}` is above itself", self.categories[at as usize].slug);
                self.push(Diagnostic::error("category-cycle", message).at(span).hint("remove this `parent`"));
                continue;
            }
            self.categories[at as usize].parent = Some(above);
        }
        let mut order: Vec<u32> = (0..self.categories.len() as u32).collect();
        order.sort_by(|a, b| {
            let key = |at: u32| (self.categories[at as usize].order, &self.categories[at as usize].slug);
            key(*a).cmp(&key(*b))
        });
        for at in order {
            if let Some(parent) = self.categories[at as usize].parent {
                self.categories[parent as usize].children.push(at);
            }
        }
    }

    /// The category of a slug, made on the spot where the site keeps no records of them.
    pub(super) fn category_of(&mut self, slug: &str) -> Option<u32> {
        if let Some(&at) = self.category_slugs.get(slug) {
            return Some(at);
        }
        if self.has_categories {
            return None;
        }
        let clean = slugify(slug);
        if clean.is_empty() {
            return None;
        }
        if let Some(&at) = self.category_slugs.get(clean.as_str()) {
            self.category_slugs.insert(slug.to_owned(), at);
            return Some(at);
        }
        let at = self.categories.len() as u32;
        self.category_slugs.insert(slug.to_owned(), at);
        self.category_slugs.insert(clean.clone(), at);
        let mut title = slug.replace('-', " ");
        if let Some(first) = title.get(..1).map(str::to_uppercase) {
            title.replace_range(..1, &first);
        }
        self.categories.push(Category {
            path: format!("/{clean}/"),
            slug: clean,
            title,
            description: None,
            text: String::new(),
            source: None,
            offset: 0,
            colour: None,
            order: i64::MAX,
            parent: None,
            children: Vec::new(),
            articles: Vec::new(),
            extra: Free::Null,
        });
        Some(at)
    }

    fn tag_record(&mut self, entry: RecordEntry<TagMatter>) {
        let Some(slug) = self.slug(&entry.source, None) else { return };
        let matter = entry.matter;
        let at = self.tags.len() as u32;
        let mut spellings = vec![Spanned { value: slug.clone(), range: 0..0 }, matter.title.clone()];
        spellings.extend(matter.aliases.0);
        for spelling in spellings {
            let folded = fold_spelling(&spelling);
            match self.tag_slugs.get(&folded) {
                Some(&other) if other != at => {
                    let first = &self.tag_sources.iter().find(|(_, tag)| *tag == other);
                    let first = first.map(|(source, _)| Span::file(source.clone()));
                    let mut diagnostic =
                        Diagnostic::error("duplicate-tag", format!("two tags claim the spelling `{}`", spelling.value))
                            .at(Span::new(entry.source.clone(), spelling.range.clone()))
                            .hint("leave it to one of them");
                    if let Some(first) = first {
                        diagnostic = diagnostic.related(first, "the other one");
                    }
                    self.push(diagnostic);
                }
                _ => {
                    self.tag_slugs.insert(folded, at);
                }
            }
        }
        self.tag_sources.push((entry.source.clone(), at));
        self.by_source.insert(entry.source, SourceTarget::Tag(at));
        self.tags.push(Tag {
            path: format!("/tags/{slug}/"),
            slug,
            title: matter.title.value,
            description: matter.description,
            articles: Vec::new(),
            extra: matter.extra,
        });
    }

    /// The tag that a spelling means; `None` when it has no letter or digit.
    pub(super) fn tag_of(&mut self, spelling: &str) -> Option<u32> {
        if let Some(&at) = self.tag_spellings.get(spelling) {
            return Some(at);
        }
        let folded = fold_spelling(spelling);
        if !folded.contains(char::is_alphanumeric) {
            return None;
        }
        let next = self.tags.len() as u32;
        let at = *self.tag_slugs.entry(folded.clone()).or_insert(next);
        if at == next {
            self.tags.push(Tag {
                path: format!("/tags/{folded}/"),
                slug: folded,
                title: spelling.trim().to_owned(),
                description: None,
                articles: Vec::new(),
                extra: Free::Null,
            });
        }
        self.tag_spellings.insert(spelling.to_owned(), at);
        Some(at)
    }

    /// The series of a title.
    pub(super) fn series_of(&mut self, title: &str) -> Option<u32> {
        let slug = slugify(title);
        if slug.is_empty() || slug.len() > LONGEST_NAME {
            return None;
        }
        let next = self.series.len() as u32;
        let at = *self.series_slugs.entry(slug.clone()).or_insert(next);
        if at == next {
            self.series.push(SeriesTerm {
                path: format!("/series/{slug}/"),
                slug,
                title: title.to_owned(),
                articles: Vec::new(),
                parts: Vec::new(),
            });
        }
        Some(at)
    }

    fn page(&mut self, entry: RecordEntry<PageMatter>) {
        let matter = entry.matter;
        if matter.draft && self.mode == Mode::Published {
            self.unpublished.insert(entry.source, Unpublished::Draft);
            return;
        }
        let Some(slug) = self.slug(&entry.source, matter.slug.as_ref()) else { return };
        // `content/pages/legal/imprint.md` is `/legal/imprint/`.
        let folders = entry.source.strip_prefix("content/pages/").unwrap_or("");
        let below = folders.rsplit_once('/').map_or("", |(folders, _)| folders);
        let below =
            below.strip_suffix(file_name(&entry.source)).filter(|_| folders.ends_with("/index.md")).unwrap_or(below);
        let mut path = String::from("/");
        for folder in below.split('/').map(slugify).filter(|folder| !folder.is_empty()) {
            path.push_str(&folder);
            path.push('/');
        }
        path.push_str(&slug);
        path.push('/');
        self.aliases(&entry.source, &matter.aliases, &AliasTarget::Path(path.clone()));
        self.standalone.push(StandalonePage {
            slug,
            path,
            title: matter.title.value,
            description: matter.description,
            order: matter.order.unwrap_or(i64::MAX),
            source: entry.source,
            text: entry.text,
            offset: entry.offset,
            updated: matter.updated,
            noindex: matter.noindex,
            extra: matter.extra,
        });
    }
}
