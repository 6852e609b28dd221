//! The pictures of a site during one build: what is known of them, what pages asked for, and what outputs name.

use super::picture_memory::{Known, PictureMemory, Stamp};
use super::{FsError, reason};
use crate::base::{Fingerprint, FingerprintBuilder, escape_html};
use crate::config::ImageSettings;
use crate::media::codec::Limits;
use crate::media::metadata::{Rights, read as read_rights};
use crate::media::social::DRAWING_VERSION;
use crate::media::{
    Facts, Format, Frame, Making, Pictures, Problem, Rendition, SocialPicture, Variant, examine, picture_path, plan,
    probe,
};
use crate::model::percent_encode;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hash::{BuildHasher, Hash};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

/// Where variants and drawn cards are published.
const MEDIA: &[u8] = b"/media/";
/// Bytes that may be part of an address, or end it.
const ENDS: &[u8] = b"!$&'()*+,;=:@#";
/// Bytes that are read of a picture that is published as it is.
const HEAD: u64 = 256 * 1024;
/// Files above this size are looked at one at a time: decoded, each may take hundreds of megabytes.
const LARGE: u64 = 8_000_000;

type Answer = Result<Arc<Facts>, Problem>;
type Slot = Arc<OnceLock<(Answer, Stamp)>>;

/// Looks at files once, and remembers what was asked for and what of it is named.
pub struct PictureStore {
    root: PathBuf,
    folder: PathBuf,
    settings: ImageSettings,
    started: u128,
    memory: PictureMemory,
    seen: RwLock<FxHashMap<Arc<str>, Slot>>,
    renditions: Vec<Mutex<FxHashMap<Asked, Arc<Rendition>>>>,
    /// Paths below `/media/` that some output names.
    named: Vec<Mutex<FxHashSet<Box<str>>>>,
    published: Mutex<BTreeSet<Arc<str>>>,
    cards: Mutex<BTreeMap<String, SocialPicture>>,
    left_out: OnceLock<FxHashSet<String>>,
    large: Mutex<()>,
    /// Rights that nobody has claimed.
    nobody: Arc<Rights>,
}

/// A rendition by what was asked.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    file: Arc<str>,
    ratio: Option<(u32, u32)>,
    /// Tenths of a percent.
    focal: Option<(u32, u32)>,
    widths: (u32, u32),
    files: crate::media::Files,
    rights: Arc<Rights>,
}

impl PictureStore {
    /// A store that remembers what earlier builds learned; `pressroom` is the `.pressroom` folder.
    /// `started` is when the build began, in nanoseconds since 1970.
    pub fn new(root: &Path, pressroom: &Path, settings: &ImageSettings, started: u128) -> Self {
        let folder = pressroom.join("pictures");
        Self {
            root: root.to_owned(),
            memory: PictureMemory::read(&folder),
            folder,
            settings: settings.clone(),
            started,
            seen: RwLock::default(),
            renditions: (0..16).map(|_| Mutex::default()).collect(),
            named: (0..16).map(|_| Mutex::default()).collect(),
            published: Mutex::default(),
            cards: Mutex::default(),
            left_out: OnceLock::new(),
            large: Mutex::default(),
            nobody: Arc::default(),
        }
    }

    /// A store of no site.
    pub fn none() -> Self {
        Self::new(Path::new(""), Path::new(""), &ImageSettings::default(), 0)
    }

    /// Every rendition that was asked for, by file and frame.
    pub fn renditions(&self) -> Vec<Arc<Rendition>> {
        let mut all: Vec<Arc<Rendition>> = Vec::new();
        for shard in &self.renditions {
            let shard = lock(shard);
            #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
            for rendition in shard.values() {
                all.push(rendition.clone());
            }
        }
        all.sort_by(|a, b| (&a.file, &a.fallback.path).cmp(&(&b.file, &b.fallback.path)));
        all
    }

    /// Forgets what is known of a file, because it has changed.
    pub fn forget(&self, file: &str) {
        self.seen.write().unwrap_or_else(PoisonError::into_inner).remove(file);
        for shard in &self.renditions {
            lock(shard).retain(|asked, _| *asked.file != *file);
        }
    }

    /// The variant at a path below `/media/` that somebody was told of.
    pub fn find(&self, path: &str) -> Option<(Arc<Rendition>, Variant)> {
        self.renditions.iter().find_map(|shard| {
            #[expect(clippy::iter_over_hash_type, reason = "what is named the same is the same")]
            for rendition in lock(shard).values() {
                if let Some(variant) = rendition.variants().find(|variant| variant.path == path) {
                    return Some((rendition.clone(), variant.clone()));
                }
            }
            None
        })
    }

    /// The drawn picture at a path that somebody was told of.
    pub fn card(&self, path: &str) -> Option<SocialPicture> {
        lock(&self.cards).get(path).cloned()
    }

    /// Whether a file is published under its own path.
    pub fn is_published(&self, file: &str) -> bool {
        lock(&self.published).contains(file)
    }

    /// Looks for the pictures and files that an output names: only those are made and published.
    ///
    /// What a template was handed is not what it printed; a page is asked what it shows by reading it.
    pub fn see(&self, output: &[u8]) {
        media_names(output, |path| self.name(path));
    }

    /// Notes down that some output names a path, as it stands in URLs.
    pub fn name(&self, path: &str) {
        let mut shard = lock(shard_of(&self.named, path));
        if !shard.contains(path) {
            shard.insert(path.into());
        }
    }

    /// Whether some output names a path.
    pub fn is_named(&self, path: &str) -> bool {
        let encoded = percent_encode(path);
        let named = |path: &str| lock(shard_of(&self.named, path)).contains(path);
        named(&encoded) || (encoded.contains(['&', '\'']) && named(&escape_html(&encoded)))
    }

    /// Files that are published under their own paths, sorted.
    pub fn published(&self) -> Vec<Arc<str>> {
        lock(&self.published).iter().filter(|file| self.is_named(&picture_path(file))).cloned().collect()
    }

    /// Drawn pictures that some output names, by path.
    pub fn cards(&self) -> Vec<(String, SocialPicture)> {
        let cards = lock(&self.cards);
        let named = cards.iter().filter(|(path, _)| self.is_named(path));
        named.map(|(path, card)| (path.clone(), card.clone())).collect()
    }

    /// Says which files will not be there in this build; once, before pages are rendered for good. What they named when
    /// they were rendered to see what they want is forgotten.
    pub fn leave_out(&self, paths: FxHashSet<String>) {
        let _ = self.left_out.set(paths);
        for shard in &self.named {
            lock(shard).clear();
        }
    }

    /// Remembers what was learned for the next build.
    ///
    /// # Errors
    /// It can't be written.
    pub fn save(&self) -> Result<(), FsError> {
        let mut known = BTreeMap::new();
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        #[expect(clippy::iter_over_hash_type, reason = "put in order by the map")]
        for (file, slot) in seen.iter() {
            if let Some((Ok(facts), stamp)) = slot.get()
                && file.starts_with("content/")
            {
                known.insert(file.clone(), Known { stamp: *stamp, facts: facts.clone() });
            }
        }
        self.memory.replace(&self.folder, &known)
    }

    fn slot(&self, file: &str) -> Slot {
        if let Some(slot) = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(file) {
            return slot.clone();
        }
        self.seen.write().unwrap_or_else(PoisonError::into_inner).entry(file.into()).or_default().clone()
    }

    fn look(&self, file: &str) -> (Answer, Stamp) {
        let none = Stamp { bytes: 0, modified: 0 };
        let path = self.root.join(file);
        let meta = match path.metadata() {
            Ok(meta) => meta,
            Err(error) => return (Err(Problem::Unreadable(reason(&error))), none),
        };
        let stamp = Stamp::of(&meta, self.started);
        if file.starts_with("static/") || !self.settings.variants {
            return (glance(&path, meta.len()), stamp);
        }
        if meta.len() > self.settings.max_bytes {
            return (Err(Problem::TooManyBytes { bytes: meta.len(), limit: self.settings.max_bytes }), stamp);
        }
        // The limit may have been higher when the file was looked at.
        let limits = Limits { pixels: self.settings.max_pixels };
        let remembered = |known: &Known| (known.facts.within(limits).map(|()| known.facts.clone()), stamp);
        if let Some(known) = self.memory.find(file, stamp) {
            return remembered(known);
        }
        let _one_at_a_time = (meta.len() > LARGE).then(|| lock(&self.large));
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => return (Err(Problem::Unreadable(reason(&error))), stamp),
        };
        if let Some(known) = self.memory.find_same(file, Fingerprint::of(&bytes)) {
            return remembered(known);
        }
        (examine(&bytes, limits).map(Arc::new), stamp)
    }
}

impl Pictures for PictureStore {
    fn facts(&self, file: &str) -> Answer {
        self.slot(file).get_or_init(|| self.look(file)).0.clone()
    }

    fn rendition(&self, file: &Arc<str>, frame: Frame, rights: &Arc<Rights>) -> Option<Arc<Rendition>> {
        let tenths = |percent: f64| (percent * 10.0).round() as u32;
        // What is published as it is says nothing of its maker, so that is no reason to tell its uses apart.
        let rights = if file.starts_with("static/") { &self.nobody } else { rights };
        let asked = Asked {
            file: file.clone(),
            ratio: frame.ratio,
            focal: frame.focal.filter(|_| frame.ratio.is_some()).map(|(x, y)| (tenths(x), tenths(y))),
            widths: (frame.least, frame.most),
            files: frame.files,
            rights: rights.clone(),
        };
        let shard = shard_of(&self.renditions, &asked);
        if let Some(known) = lock(shard).get(&asked) {
            return Some(known.clone());
        }
        let facts = self.facts(file).ok()?;
        let rendition = Arc::new(plan(file, &facts, frame, rights, &self.settings));
        Some(lock(shard).entry(asked).or_insert(rendition).clone())
    }

    fn is_left_out(&self, rendition: &Rendition, format: Format) -> bool {
        let Some(left_out) = self.left_out.get().filter(|left_out| !left_out.is_empty()) else { return false };
        let set = rendition.sets.iter().find(|set| set.format == format);
        set.is_some_and(|set| set.variants.iter().any(|variant| left_out.contains(&variant.path)))
    }

    fn publish(&self, file: &str) {
        if file.starts_with("content/") {
            lock(&self.published).insert(file.into());
        }
    }

    fn social_card(&self, card: SocialPicture) -> Option<String> {
        if !self.settings.social_cards || !self.settings.variants {
            return None;
        }
        let mut name = FingerprintBuilder::new();
        name.part(DRAWING_VERSION.to_le_bytes()).part(&card.title).part(&card.kicker).part(&card.publication);
        name.part(card.colour).part([u8::from(card.right_to_left)]);
        let path = format!("/media/card.{}.png", &name.finish().to_string()[..12]);
        lock(&self.cards).insert(path.clone(), card);
        Some(path)
    }
}

/// Calls `found` for every address below `/media/` in an output, without the base path and as it is written there. Where
/// an address may end earlier than it seems to (a comma, a bracket), it is called for the shorter one as well.
pub fn media_names(output: &[u8], mut found: impl FnMut(&str)) {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(byte);
    for at in memchr::memmem::find_iter(output, MEDIA) {
        let rest = &output[at..];
        let end = rest.iter().position(|byte| !plain(byte) && !ENDS.contains(byte)).unwrap_or(rest.len());
        // Nothing but ASCII is left.
        let Ok(path) = std::str::from_utf8(&rest[..end]) else { continue };
        for (stop, _) in path.bytes().enumerate().filter(|(_, byte)| !plain(byte)) {
            found(&path[..stop]);
        }
        found(path);
    }
}

/// What the beginning of a file tells: enough for a picture that is published as it is.
fn glance(path: &Path, bytes: u64) -> Answer {
    let mut head = Vec::with_capacity(bytes.min(HEAD) as usize);
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    if let Err(error) = read {
        return Err(Problem::Unreadable(reason(&error)));
    }
    let format = Format::sniff(&head).ok_or(if bytes == 0 { Problem::Empty } else { Problem::NoPicture })?;
    let size = probe(&head).ok_or_else(|| Problem::Corrupt("it does not say how large it is".into()))?;
    Ok(Arc::new(Facts {
        print: Fingerprint::of(&head),
        bytes,
        format,
        width: size.0,
        height: size.1,
        making: Making::AsIs,
        colour: None,
        rights: Arc::new(read_rights(&head)),
    }))
}

/// The shard that a key belongs to.
fn shard_of<'s, T>(shards: &'s [Mutex<T>], key: &(impl Hash + ?Sized)) -> &'s Mutex<T> {
    &shards[rustc_hash::FxBuildHasher.hash_one(key) as usize % shards.len()]
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
