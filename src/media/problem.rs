//! What is wrong with a picture, in words for the newsroom.

use super::facts::Problem;
use crate::diag::Diagnostic;

/// The error for a picture that can't be published; the caller says where it is named.
pub fn problem_of(file: &str, problem: &Problem) -> Diagnostic {
    let error = |message: String| Diagnostic::error("bad-picture", message);
    match problem {
        Problem::Unreadable(reason) => error(format!("the picture `{file}` can't be read: {reason}")),
        Problem::Empty => error(format!("the picture `{file}` is empty: 0 bytes"))
            .hint("save or upload it again; an interrupted upload leaves such files"),
        Problem::NoPicture => error(format!("`{file}` is no picture"))
            .hint("JPEG, PNG, WebP, AVIF, GIF and SVG are; a saved web page or a placeholder of a sync service is not"),
        Problem::Unsupported(what) => error(format!("the picture `{file}` can't be used: {what} is not read"))
            .hint("save it as JPEG, PNG or WebP"),
        Problem::Truncated => error(format!("the picture `{file}` ends too early"))
            .note("readers would see the lower part of it in grey")
            .hint("save or upload it again"),
        Problem::Corrupt(what) => {
            error(format!("the picture `{file}` is damaged: {what}")).hint("open it and save it again")
        }
        Problem::TooManyPixels { width, height, limit } => {
            let millions = |pixels: u64| format!("{}.{}", pixels / 1_000_000, pixels / 100_000 % 10);
            let pixels = u64::from(*width) * u64::from(*height);
            Diagnostic::error(
                "picture-too-large",
                format!("the picture `{file}` has {} million pixels ({width} × {height})", millions(pixels)),
            )
            .note(format!("the limit is {} million", limit / 1_000_000))
            .hint("make it smaller: 3,000 pixels are enough for any screen; or raise `images.max_megapixels`")
        }
        Problem::TooManyBytes { bytes, limit } => Diagnostic::error(
            "picture-too-large",
            format!("the file of the picture `{file}` has {} MB", bytes / 1_000_000),
        )
        .note(format!("the limit is {} MB", limit / 1_000_000))
        .hint("save it as JPEG of a size fit for the web, or raise `images.max_megabytes`"),
        Problem::Unsafe { what, line } => {
            Diagnostic::error("unsafe-drawing", format!("the drawing `{file}` contains {what} in line {line}"))
                .note("whoever opens the file would run it in the name of your site")
                .hint("export it without scripts and links to other hosts, for instance with an SVG optimiser")
        }
    }
}
