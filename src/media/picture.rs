//! The door between what renders pages and what knows files.

use super::facts::{Facts, Problem};
use super::format::Format;
use super::metadata::Rights;
use super::plan::{Frame, Rendition};
use std::sync::Arc;

/// Where pictures come from: the shell reads files, and remembers what was asked for to publish what outputs name of it.
pub trait Pictures: Send + Sync {
    /// What is known of a file below the site's root. Asking does not publish it.
    ///
    /// # Errors
    /// Why it can't be published.
    fn facts(&self, file: &str) -> Result<Arc<Facts>, Problem>;

    /// The files of a picture in a frame; `None` when it can't be published. Asking for variants gives them names, and
    /// each is made if some output names it. A file that is published as it is needs no more than asking.
    fn rendition(&self, file: &Arc<str>, frame: Frame, rights: &Arc<Rights>) -> Option<Arc<Rendition>>;

    /// Whether the files of a format are not there in this build, because the time for making them was over.
    fn is_left_out(&self, rendition: &Rendition, format: Format) -> bool;

    /// Publishes a file as it is, under its own path.
    fn publish(&self, file: &str);

    /// The path of the drawn picture for a page that has none, which is drawn if some output names it; `None` when that
    /// is switched off.
    fn social_card(&self, card: SocialPicture) -> Option<String>;
}

/// What a drawn picture for sharing shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SocialPicture {
    /// The headline.
    pub title: String,
    /// The category or type.
    pub kicker: String,
    /// The publication's name.
    pub publication: String,
    /// The colour of the category, sRGB.
    pub colour: [u8; 3],
    /// Whether the language runs from right to left.
    pub right_to_left: bool,
}

/// The path (without the base path) under which a file below the site's root is published as it is.
pub fn picture_path(file: &str) -> String {
    if let Some(path) = file.strip_prefix("static/") {
        return format!("/{path}");
    }
    format!("/media/{}", file.strip_prefix("content/").unwrap_or(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_stable_paths() {
        assert_eq!(picture_path("content/phones/a.jpg"), "/media/phones/a.jpg");
        assert_eq!(picture_path("static/images/a.jpg"), "/images/a.jpg");
    }
}
