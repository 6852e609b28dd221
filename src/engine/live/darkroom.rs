//! Pictures, made when they are asked for.
//!
//! What an earlier build or request encoded is taken from the cache. Of anything else a picture of the same size is made
//! at once; where the asked-for format takes long (AVIF), that is a quick WebP, and the real one is encoded in the
//! background for the next request. Browsers show a picture by its bytes and media type, whatever its address says.

use super::Edition;
use crate::base::Fingerprint;
use crate::fs::{FsError, PictureCache, PictureStore};
use crate::media::codec::{Limits, Pixels, decode};
use crate::media::social::{Artist, SocialCard};
use crate::media::{Format, Recipe, Rendition, Source, Variant, make, mark, picture_path, publishable};
use crate::model::PictureRef;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The quality of what is shown until the real file is there.
const QUICK: Recipe = Recipe::WebP(70);

/// A picture to answer with.
#[derive(Clone, Debug)]
pub struct Print {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their media type.
    pub mime: &'static str,
    /// Whether it is the file that a build would publish.
    pub is_final: bool,
}

/// Makes pictures.
pub struct Darkroom {
    root: PathBuf,
    cache: PictureCache,
    queue: Mutex<Queue>,
    changed: Condvar,
    /// The picture that was decoded last: its other sizes are asked for next.
    last: Mutex<Option<(Fingerprint, Arc<Decoded>)>>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(Arc<Rendition>, Variant, Limits)>,
    ended: bool,
}

struct Decoded {
    bytes: Vec<u8>,
    pixels: Pixels,
}

impl Darkroom {
    /// A darkroom of a site; `pressroom` is the `.pressroom` folder.
    pub fn new(root: &Path, pressroom: &Path) -> Self {
        Self {
            root: root.to_owned(),
            cache: PictureCache::new(pressroom),
            queue: Mutex::default(),
            changed: Condvar::new(),
            last: Mutex::default(),
        }
    }

    /// What is at a path below `/media/`; `None` when nothing that was shown names it.
    ///
    /// # Errors
    /// A file can't be read, or the cache can't be written.
    pub fn print(&self, edition: &Edition, path: &str) -> Result<Option<Print>, FsError> {
        let store: &PictureStore = edition.pictures();
        if let Some((rendition, variant)) = store.find(path) {
            let limits = Limits { pixels: edition.env().map_or(0, |env| env.site.config().images.max_pixels) };
            return self.variant(&rendition, &variant, limits).map(Some);
        }
        if let Some(card) = store.card(path) {
            let bytes = Artist::new().draw(&SocialCard {
                title: &card.title,
                kicker: &card.kicker,
                publication: &card.publication,
                colour: card.colour,
                right_to_left: card.right_to_left,
            });
            return Ok(Some(Print { bytes, mime: Format::Png.mime(), is_final: true }));
        }
        self.whole(edition, path)
    }

    /// A file of `content/` under its own path, as a build would publish it.
    fn whole(&self, edition: &Edition, path: &str) -> Result<Option<Print>, FsError> {
        let (Some(env), Some(below)) = (edition.env(), path.strip_prefix("/media/")) else { return Ok(None) };
        let file: Arc<str> = format!("content/{below}").into();
        debug_assert_eq!(picture_path(&file), path);
        if !edition.pictures().is_published(&file) || !env.site.files().contains(&file) {
            return Ok(None);
        }
        let mut bytes = self.read(&file)?;
        if Format::sniff(&bytes).is_some_and(|format| format != Format::Svg) {
            let picture = PictureRef::File(file.clone());
            let record = env.site.picture_record(&picture).map(|record| record.credit.clone()).unwrap_or_default();
            let credit = env.attribution(&picture, &record);
            let limits = Limits { pixels: env.site.config().images.max_pixels };
            // One that can't be published as it is, is a problem of the build's.
            let Ok(published) = publishable(bytes, &credit.rights, limits) else { return Ok(None) };
            bytes = published;
        }
        Ok(Some(Print { bytes, mime: crate::media::mime_of(&file), is_final: true }))
    }

    fn variant(&self, rendition: &Arc<Rendition>, variant: &Variant, limits: Limits) -> Result<Print, FsError> {
        let whole = |bytes: Vec<u8>| Print {
            bytes: mark(bytes, &rendition.rights),
            mime: variant.format.mime(),
            is_final: true,
        };
        match variant.recipe {
            Recipe::Verbatim => {
                return Ok(Print { bytes: self.read(&rendition.file)?, mime: variant.format.mime(), is_final: true });
            }
            Recipe::Rewritten => return self.read(&rendition.file).map(whole),
            _ => {}
        }
        if let Some(bytes) = self.cache.get(variant.key) {
            return Ok(whole(bytes));
        }
        if !matches!(variant.recipe, Recipe::Avif(_)) {
            return self.encode(rendition, variant, limits).map(whole);
        }
        let quick = Variant { recipe: QUICK, format: Format::WebP, ..variant.clone() };
        let source = self.decoded(rendition, variant, limits)?;
        let bytes = make(&Source { bytes: &source.bytes, pixels: &source.pixels }, rendition.crop, &quick);
        let mut queue = lock(&self.queue);
        if !queue.waiting.iter().any(|(_, waiting, _)| waiting.key == variant.key) {
            // What was asked for last is what somebody looks at.
            queue.waiting.push_front((rendition.clone(), variant.clone(), limits));
        }
        drop(queue);
        self.changed.notify_one();
        Ok(Print { bytes, mime: Format::WebP.mime(), is_final: false })
    }

    fn encode(&self, rendition: &Rendition, variant: &Variant, limits: Limits) -> Result<Vec<u8>, FsError> {
        let source = self.decoded(rendition, variant, limits)?;
        let bytes = make(&Source { bytes: &source.bytes, pixels: &source.pixels }, rendition.crop, variant);
        self.cache.put(variant.key, &bytes)?;
        Ok(bytes)
    }

    fn decoded(&self, rendition: &Rendition, variant: &Variant, limits: Limits) -> Result<Arc<Decoded>, FsError> {
        let bytes = self.read(&rendition.file)?;
        let print = Fingerprint::of(&bytes);
        if let Some((_, last)) = lock(&self.last).as_ref().filter(|(last, _)| *last == print) {
            return Ok(last.clone());
        }
        let pixels = decode(&bytes, limits).map_err(|problem| {
            let path = self.root.join(&*rendition.file);
            FsError::new("can't decode", &path, std::io::Error::other(format!("{problem:?} ({})", variant.path)))
        })?;
        let decoded = Arc::new(Decoded { bytes, pixels });
        *lock(&self.last) = Some((print, decoded.clone()));
        Ok(decoded)
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, FsError> {
        let path = self.root.join(file);
        std::fs::read(&path).map_err(|error| FsError::new("can't read", &path, error))
    }

    /// Encodes what was asked for until [`end`](Self::end) is called; on a thread of its own.
    pub fn work(&self) {
        loop {
            let mut queue = lock(&self.queue);
            let task = loop {
                if queue.ended {
                    return;
                }
                if let Some(task) = queue.waiting.pop_front() {
                    break task;
                }
                queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            };
            drop(queue);
            let (rendition, variant, limits) = task;
            if !self.cache.has(variant.key) {
                // A file that vanished meanwhile is asked for again, and then reported.
                let _ = self.encode(&rendition, &variant, limits);
            }
        }
    }

    /// How many pictures wait to be encoded.
    pub fn waiting(&self) -> usize {
        lock(&self.queue).waiting.len()
    }

    /// Lets [`work`](Self::work) return.
    pub fn end(&self) {
        lock(&self.queue).ended = true;
        self.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
