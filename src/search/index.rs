//! The index of one segment.
//!
//! What a word says about an article is one number, worked out here: how often the article has it, more for a title than
//! for the text, less the longer the article is ([BM25](https://doi.org/10.1561/1500000019), without the part that depends
//! on how common a word is in the whole archive, which the script adds).

use super::facts::{Facts, Named};
use super::plan::Segment;
use super::words::{fold, is_dense, runs, terms};
use crate::content::markdown::{Plain, plain};
use crate::model::{Article, Site};
use pagefind_stem::{Algorithm, Stemmer};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// What a word counts for, by the place where it stands. A title counts apart: however often a text says a word, one that
/// has it in its title is nearer to what is asked for.
const TITLE: u32 = 1 << 16;
const TAG: u32 = 4;
const NAME: u32 = 4;
const HEADING: u32 = 3;
const DESCRIPTION: u32 = 2;
const TEXT: u32 = 1;

/// BM25's saturation and normalisation by length.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.5;
/// What a word in the title adds; no text alone comes to more than 2.2.
const TITLE_IMPACT: f64 = 1.0;
/// Impacts are whole numbers: a fortieth of BM25's is one.
const SCALE: f64 = 40.0;

/// Of a word that more than half of the articles have, once there are so many, only those are listed for which it says more
/// than a few mentions.
const COMMON_FROM: usize = 40;
const MENTIONS: u32 = 9;

/// Bytes of a file of terms, roughly.
const CHUNK: usize = 64 * 1024;
/// Articles in a file of results.
const BLOCK: usize = 100;

/// A file of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexFile {
    /// Its name in the segment's folder.
    pub name: String,
    /// JSON.
    pub bytes: Vec<u8>,
}

/// Makes the index of a segment. `text` gives the Markdown of an article; one without counts by its title and names alone.
pub fn index(
    site: &Site,
    kinds: &[&str],
    segment: &Segment,
    text: impl Fn(&Article) -> Option<std::sync::Arc<str>> + Sync,
) -> Vec<IndexFile> {
    let facts: Vec<Facts> = segment.articles.par_iter().map(|id| Facts::of(site, kinds, site.article(*id))).collect();
    let counted: Vec<FxHashMap<Box<str>, u32>> = segment
        .articles
        .par_iter()
        .zip(&facts)
        .map(|(id, facts)| {
            let article = site.article(*id);
            let said = text(article).and_then(|text| Some(plain(text.get(article.body.clone())?))).unwrap_or_default();
            count(facts, &said)
        })
        .collect();
    let mut dictionary = Dictionary::new(&site.config().language);
    let lengths: Vec<f64> =
        counted.iter().map(|words| f64::from(words.values().map(|worth| worth % TITLE).sum::<u32>())).collect();
    for (document, words) in counted.into_iter().enumerate() {
        dictionary.add(document as u32, words);
    }
    let chunks = dictionary.chunks(&lengths);
    let mut files = vec![file("head", &head(&facts, &chunks))];
    for (at, chunk) in chunks.iter().enumerate() {
        files.push(IndexFile { name: format!("t{at}.json"), bytes: chunk.json() });
    }
    for (at, block) in facts.chunks(BLOCK).enumerate() {
        files.push(file(&format!("d{at}"), &block.iter().map(result).collect::<Vec<_>>()));
    }
    files
}

fn file(name: &str, value: &impl Serialize) -> IndexFile {
    let bytes = serde_json::to_vec(value).expect("text and numbers always serialise into memory");
    IndexFile { name: format!("{name}.json"), bytes }
}

/// The runs of an article, each with what it counts for.
fn count(facts: &Facts, said: &Plain) -> FxHashMap<Box<str>, u32> {
    let mut counts: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut add = |text: &str, worth: u32| {
        runs(text, |run| match counts.get_mut(run) {
            Some(count) => *count += worth,
            None => {
                counts.insert(run.into(), worth);
            }
        });
    };
    add(&facts.title, TITLE);
    add(&facts.description, DESCRIPTION);
    facts.tags.iter().for_each(|tag| add(tag, TAG));
    add(&facts.year.to_string(), NAME);
    for Named(_, name) in facts.categories.iter().chain(&facts.authors).chain([&facts.kind]) {
        add(name, NAME);
    }
    add(&said.headings, HEADING);
    add(&said.prose, TEXT);
    counts
}

/// What a result shows.
fn result(facts: &Facts) -> Value {
    let category = facts.categories.first().map(|Named(_, title)| title);
    let authors: Vec<&String> = facts.authors.iter().map(|Named(_, name)| name).collect();
    json!([
        facts.path,
        facts.title,
        facts.description,
        facts.day,
        category,
        facts.kind.1,
        authors,
        u8::from(facts.sponsored)
    ])
}

/// The first word of each chunk, and what each article can be filtered by.
fn head(facts: &[Facts], chunks: &[Chunk]) -> Value {
    let mut kinds = Table::default();
    let mut categories = Table::default();
    let mut authors = Table::default();
    let kind: Vec<usize> = facts.iter().map(|facts| kinds.place(&facts.kind)).collect();
    let places = |table: &mut Table, of: fn(&Facts) -> &Vec<Named>| -> Vec<Vec<usize>> {
        facts.iter().map(|facts| of(facts).iter().map(|named| table.place(named)).collect()).collect()
    };
    let category = places(&mut categories, |facts| &facts.categories);
    let author = places(&mut authors, |facts| &facts.authors);
    let year: Vec<i16> = facts.iter().map(|facts| facts.year).collect();
    json!({
        "n": facts.len(),
        "block": BLOCK,
        "from": chunks.iter().map(Chunk::from).collect::<Vec<_>>(),
        "types": kinds.names,
        "categories": categories.names,
        "authors": authors.names,
        "type": kind,
        "category": category,
        "author": author,
        "year": year,
    })
}

/// Names in the order in which they first appear.
#[derive(Default)]
struct Table {
    names: Vec<Named>,
    places: FxHashMap<String, usize>,
}

impl Table {
    fn place(&mut self, named: &Named) -> usize {
        *self.places.entry(named.0.clone()).or_insert_with(|| {
            self.names.push(named.clone());
            self.names.len() - 1
        })
    }
}

/// Terms in order.
#[derive(Default, Debug)]
struct Chunk {
    /// The terms, with spaces between them.
    terms: String,
    /// For each of them the place of its stem in `has`, as a list in JSON.
    stems: String,
    /// For each stem the articles: how many after the one before, and the impact, in turn. Of a common one
    /// `{"n": all of them, "in": those it matters for}`. A list in JSON.
    has: String,
}

impl Chunk {
    fn from(&self) -> &str {
        self.terms.split(' ').next().unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.terms.len() + self.stems.len() + self.has.len()
    }

    /// Terms are letters, digits, `+` and `#`: nothing that JSON would escape.
    fn json(&self) -> Vec<u8> {
        let Self { terms, stems, has } = self;
        format!("{{\"terms\":\"{terms}\",\"stem\":[{stems}],\"has\":[{has}]}}").into_bytes()
    }
}

/// Adds an element to a list in JSON.
fn push(list: &mut String, element: impl std::fmt::Display) {
    let comma = if list.is_empty() { "" } else { "," };
    // Writing to a String cannot fail.
    let _ = write!(list, "{comma}{element}");
}

/// Terms, their stems, and the articles that have those.
struct Dictionary {
    stemmer: Option<Stemmer>,
    /// The terms of each run that was seen.
    runs: FxHashMap<Box<str>, Box<[u32]>>,
    /// Each term's number.
    terms: FxHashMap<Box<str>, u32>,
    /// The stem of each term.
    stem_of: Vec<u32>,
    stems: FxHashMap<Box<str>, u32>,
    /// The articles of each stem with what it counts for there.
    has: Vec<Vec<(u32, u32)>>,
}

impl Dictionary {
    fn new(language: &str) -> Self {
        Self {
            stemmer: algorithm(language).map(Stemmer::create),
            runs: FxHashMap::default(),
            terms: FxHashMap::default(),
            stem_of: Vec::new(),
            stems: FxHashMap::default(),
            has: Vec::new(),
        }
    }

    /// Adds an article; they come in the order of their numbers.
    fn add(&mut self, document: u32, words: FxHashMap<Box<str>, u32>) {
        // Two spellings of one term may stem differently, and the first decides: so their order must not be the map's.
        let mut words: Vec<(Box<str>, u32)> = words.into_iter().collect();
        words.sort_unstable();
        for (run, worth) in words {
            let terms = match self.runs.get(&run) {
                Some(terms) => terms.clone(),
                None => self.learn(run),
            };
            for term in terms {
                let has = &mut self.has[self.stem_of[term as usize] as usize];
                match has.last_mut() {
                    Some((last, sum)) if *last == document => *sum += worth,
                    _ => has.push((document, worth)),
                }
            }
        }
    }

    fn learn(&mut self, run: Box<str>) -> Box<[u32]> {
        let folded = fold(&run);
        let stem = self.stemmer.as_ref().map(|stemmer| stemmer.stem(&run));
        let mut found = Vec::new();
        terms(&folded, |term| {
            let number = *self.terms.entry(term.into()).or_insert_with(|| {
                // A part of the run, such as a pair of characters, is its own stem.
                let stem = stem.as_deref().filter(|_| term == folded && !term.contains(is_dense)).map(fold);
                let stem = stem.filter(|stem| !stem.is_empty()).unwrap_or(term.into());
                let next = self.stems.len() as u32;
                let stem = *self.stems.entry(stem.into()).or_insert(next);
                if stem == next {
                    self.has.push(Vec::new());
                }
                self.stem_of.push(stem);
                self.stem_of.len() as u32 - 1
            });
            found.push(number);
        });
        self.runs.entry(run).or_insert(found.into()).clone()
    }

    fn chunks(self, lengths: &[f64]) -> Vec<Chunk> {
        let average = lengths.iter().sum::<f64>() / (lengths.len().max(1) as f64);
        let has: Vec<String> = self.has.into_par_iter().map(|has| postings(&has, lengths, average)).collect();
        let mut terms: Vec<(Box<str>, u32)> = self.terms.into_iter().collect();
        terms.par_sort_unstable_by(|a, b| in_script_order(&a.0, &b.0));
        let mut chunks = Vec::new();
        let mut open = Chunk::default();
        let mut places: FxHashMap<u32, usize> = FxHashMap::default();
        for (term, number) in terms {
            if open.len() > CHUNK {
                chunks.push(std::mem::take(&mut open));
                places.clear();
            }
            let stem = self.stem_of[number as usize];
            let next = places.len();
            let place = *places.entry(stem).or_insert_with(|| {
                push(&mut open.has, &has[stem as usize]);
                next
            });
            if !open.terms.is_empty() {
                open.terms.push(' ');
            }
            open.terms.push_str(&term);
            push(&mut open.stems, place);
        }
        if !open.terms.is_empty() {
            chunks.push(open);
        }
        chunks
    }
}

/// The articles of a stem, in JSON.
fn postings(has: &[(u32, u32)], lengths: &[f64], average: f64) -> String {
    let common = lengths.len() >= COMMON_FROM && has.len() * 2 > lengths.len();
    let mut numbers = String::with_capacity(if common { 0 } else { has.len() * 6 + 2 });
    let mut before = 0;
    for &(document, worth) in has.iter().filter(|(_, worth)| !common || *worth >= MENTIONS) {
        let title = if worth >= TITLE { TITLE_IMPACT } else { 0.0 };
        let worth = f64::from(worth % TITLE);
        let length = 1.0 - LENGTH + LENGTH * lengths[document as usize] / average;
        let impact = title + worth * (SATURATION + 1.0) / (worth + SATURATION * length);
        push(&mut numbers, document - before);
        push(&mut numbers, ((impact * SCALE).round() as u32).max(1));
        before = document;
    }
    if common { format!("{{\"n\":{},\"in\":[{numbers}]}}", has.len()) } else { format!("[{numbers}]") }
}

/// The order in which JavaScript compares texts: by units of UTF-16.
fn in_script_order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// The stemmer of a language; of one without, words are found as they stand.
fn algorithm(language: &str) -> Option<Algorithm> {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match &*primary {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
