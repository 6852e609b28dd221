//! What a file is, by its name, as hosts decide it.

use super::mime_of;

/// Types by extension, in lower case.
pub const MEDIA_TYPES: [(&str, &str); 63] = [
    ("html", "text/html; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("text", "text/plain; charset=utf-8"),
    ("log", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("markdown", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("srt", "application/x-subrip; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("xsl", "application/xml; charset=utf-8"),
    ("xslt", "application/xml; charset=utf-8"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("xhtml", "application/xhtml+xml; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("geojson", "application/geo+json"),
    ("jsonld", "application/ld+json"),
    ("webmanifest", "application/manifest+json"),
    ("wasm", "application/wasm"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("tgz", "application/gzip"),
    ("ico", "image/vnd.microsoft.icon"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("jxl", "image/jxl"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
    ("ogv", "video/ogg"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("heic", "image/heic"),
];

/// The type of a file for `Content-Type`; `application/octet-stream` for what is not known.
///
/// Feeds are `application/xml` here and on hosts, because their names say no more; browsers then show them.
pub fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = match name.rsplit_once('.') {
        Some((_, extension)) => extension.to_ascii_lowercase(),
        None if path.ends_with('/') => "html".to_owned(),
        None => String::new(),
    };
    // Netlify and Cloudflare read these two, and show them as texts to whoever asks.
    if matches!(name, "_headers" | "_redirects") {
        return "text/plain; charset=utf-8";
    }
    MEDIA_TYPES.iter().find(|(known, _)| *known == extension).map_or_else(|| mime_of(name), |(_, mime)| mime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        for (path, mime) in [
            ("/", "text/html; charset=utf-8"),
            ("/phones/hinge/", "text/html; charset=utf-8"),
            ("/404.html", "text/html; charset=utf-8"),
            ("/feed.xml", "application/xml; charset=utf-8"),
            ("/feed.json", "application/json"),
            ("/assets/site.0a1b.css", "text/css; charset=utf-8"),
            ("/media/photo.AVIF", "image/avif"),
            ("/media/photo.jpeg", "image/jpeg"),
            ("/media/logo.svg", "image/svg+xml; charset=utf-8"),
            ("/site.webmanifest", "application/manifest+json"),
            ("/talk.mp4", "video/mp4"),
            ("/_redirects", "text/plain; charset=utf-8"),
            ("/v1.2/LICENSE", "application/octet-stream"),
            ("/a.unknown", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), mime, "{path}");
        }
    }
}
