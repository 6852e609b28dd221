//! Articles in several languages: which one an article is in, and whether its versions know of each other.

use super::ids::{ArticleId, Page};
use super::links::LinkOutcome;
use super::site::Site;
use crate::base::language::same_tag;
use crate::diag::{Diagnostic, Span};
use crate::yaml::Spanned;

impl Site {
    /// The language that an article is written in.
    pub fn language(&self, id: ArticleId) -> &str {
        self.card(id).language.as_deref().unwrap_or(&self.config().language)
    }

    /// What an article says of its versions in other languages: language and where it is, as it was written.
    pub fn translations(&self, id: ArticleId) -> &[(String, Spanned<String>)] {
        self.article(id).rare.as_ref().map_or(&[], |rare| &rare.translations)
    }

    /// Translations that do not fit together. Links that lead nowhere are found with all other links.
    pub(super) fn check_translations(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for id in (0..self.articles().len() as u32).map(ArticleId) {
            for (language, target) in self.translations(id) {
                let Some(other) = self.article_at(id, target).filter(|other| *other != id) else { continue };
                problems.extend(self.check_pair(id, language, target, other));
            }
        }
        problems
    }

    fn check_pair(
        &self,
        id: ArticleId,
        language: &str,
        target: &Spanned<String>,
        other: ArticleId,
    ) -> Option<Diagnostic> {
        let source = &self.article(other).source;
        let at = Span::new(self.article(id).source.clone(), target.range.clone());
        if !same_tag(self.language(other), language) {
            let message = format!("`{source}` is in `{}`, not in `{language}`", self.language(other));
            return Some(
                Diagnostic::warning("translation-language", message)
                    .at(at)
                    .hint(format!("give it `language: {language}`, or correct this entry")),
            );
        }
        let mut back = self.translations(other).iter();
        if back.any(|(_, target)| self.article_at(other, target) == Some(id)) {
            return None;
        }
        let own = self.article(id).source.strip_prefix("content").unwrap_or_default();
        Some(
            Diagnostic::warning(
                "one-way-translation",
                format!("`{source}` does not name this article as its translation"),
            )
            .at(at)
            .hint(format!("add `translations: {{{}: {own}}}` to it", self.language(id))),
        )
    }

    /// The article that a destination leads to.
    fn article_at(&self, id: ArticleId, target: &Spanned<String>) -> Option<ArticleId> {
        match self.resolve_link(&self.article(id).source, &self.card(id).path, target) {
            LinkOutcome::Page { path, .. } => match self.routes().find(&path)? {
                Page::Article(found) => Some(found),
                _ => None,
            },
            _ => None,
        }
    }
}
