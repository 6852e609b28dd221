//! Names and kinds of pictures.

use crate::model::PictureSize;

/// Where pictures' sizes come from: the shell reads files, and remembers both the answer and that it was asked.
pub trait Pictures: Send + Sync {
    /// The size of a file below the site's root; `None` when it can't be read as a picture.
    fn size(&self, file: &str) -> Option<PictureSize>;
}

/// The path (without the base path) under which a file below the site's root is published.
pub fn picture_path(file: &str) -> String {
    if let Some(path) = file.strip_prefix("static/") {
        return format!("/{path}");
    }
    format!("/media/{}", file.strip_prefix("content/").unwrap_or(file))
}

/// The media type of a file name; `application/octet-stream` for what is no picture.
pub fn mime_of(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_stable_paths() {
        assert_eq!(picture_path("content/phones/a.jpg"), "/media/phones/a.jpg");
        assert_eq!(picture_path("static/images/a.jpg"), "/images/a.jpg");
        assert_eq!(mime_of("A.JPG"), "image/jpeg");
    }
}
