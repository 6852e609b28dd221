//! Texts into the words that they are found by. The script of the search page does the same to a query: a change here is
//! a change there (`themes/broadsheet/assets/js/search.js`), and `tests/checks/search.mjs` compares the two.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfkd_quick};

/// Characters of a word that are kept.
const LONGEST: usize = 32;

/// Calls `each` with every run of letters and digits in a text, in lower case; `C++` and `C#` are kept whole. Of two runs
/// that a hyphen joins (`wi-fi`), the two in one are another.
pub(super) fn runs(text: &str, mut each: impl FnMut(&str)) {
    let lower: Cow<'_, str> =
        if text.is_ascii() { text.to_ascii_lowercase().into() } else { text.to_lowercase().into() };
    let bytes = lower.as_bytes();
    let mut joined = String::new();
    // Where the runs of a chain of hyphens stand; most are chains of one.
    let mut chain: Vec<(usize, usize)> = Vec::new();
    let mut finish = |chain: &mut Vec<(usize, usize)>| {
        for &(start, end) in chain.iter() {
            each(&lower[start..end]);
        }
        if let [(a, b), (c, d)] = chain[..] {
            joined.clear();
            joined.push_str(&lower[a..b]);
            joined.push_str(&lower[c..d]);
            each(&joined);
        }
        chain.clear();
    };
    let mut at = 0;
    while let Some(start) = lower[at..].find(is_word).map(|found| at + found) {
        let length = lower[start..].find(|c| !is_word(c)).unwrap_or(lower.len() - start);
        let mut end = start + length;
        if bytes[end..].starts_with(b"++") {
            end += 2;
        } else if bytes.get(end) == Some(&b'#') {
            end += 1;
        }
        let hyphen = chain.last().is_some_and(|&(_, last)| start == last + 1 && bytes[last] == b'-');
        if !hyphen {
            finish(&mut chain);
        }
        chain.push((start, end));
        at = end;
    }
    finish(&mut chain);
}

fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// What a run is looked up as: without accents, and without letters that few can type.
pub(super) fn fold(run: &str) -> Cow<'_, str> {
    if run.is_ascii() {
        return Cow::Borrowed(run);
    }
    let bare: String = run.nfkd().filter(|c| !is_accent(*c)).collect();
    let composed: String = if is_nfkd_quick(bare.chars()) == unicode_normalization::IsNormalized::Yes && bare.is_ascii()
    {
        bare
    } else {
        bare.nfc().collect()
    };
    let mut folded = String::with_capacity(composed.len());
    for c in composed.chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c if is_word(c) => folded.push(c),
            _ => {}
        }
    }
    Cow::Owned(folded)
}

/// Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and the stretching of Arabic.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Calls `each` with the terms of a folded run: the run itself, and of scripts that put no space between words every two
/// characters that follow each other. A single Latin letter is no term.
pub(super) fn terms(folded: &str, mut each: impl FnMut(&str)) {
    if folded.is_ascii() {
        return whole(folded, &mut each);
    }
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let dense = is_dense(first);
        let length = rest.find(|c| is_dense(c) != dense).unwrap_or(rest.len());
        let (part, after) = rest.split_at(length);
        if dense {
            pairs(part, &mut each);
        } else {
            whole(part, &mut each);
        }
        rest = after;
    }
}

fn whole(part: &str, each: &mut impl FnMut(&str)) {
    if part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic() {
        return;
    }
    let end = part.char_indices().nth(LONGEST).map_or(part.len(), |(at, _)| at);
    each(&part[..end]);
}

/// The last character stands alone as well: it begins no pair.
fn pairs(part: &str, each: &mut impl FnMut(&str)) {
    let mut starts: Vec<usize> = part.char_indices().map(|(at, _)| at).collect();
    starts.push(part.len());
    for pair in starts.windows(3) {
        each(&part[pair[0]..pair[2]]);
    }
    if let [.., last, end] = starts[..] {
        each(&part[last..end]);
    }
}

/// Whether a character belongs to a script that puts no space between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        runs(text, |run| terms(&fold(run), |term| all.push(term.to_owned())));
        all
    }

    /// The same texts that the script is tested with; what only the index has stands under `joined`.
    #[test]
    fn texts_have_the_terms_that_the_script_looks_for() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/checks/words.json")).expect("JSON");
        for case in cases.as_array().expect("a list") {
            let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
            let mut expected: Vec<String> = ["terms", "joined"]
                .into_iter()
                .flat_map(list)
                .filter_map(|term| Some(term.as_str()?.to_owned()))
                .collect();
            let text = case["text"].as_str().expect("a text");
            let mut terms = found(text);
            expected.sort();
            terms.sort();
            assert_eq!(terms, expected, "{text}");
        }
    }

    #[test]
    fn two_words_with_a_hyphen_are_also_one() {
        assert_eq!(found("Wi-Fi e-paper"), ["wi", "fi", "wifi", "paper", "epaper"]);
    }
}
