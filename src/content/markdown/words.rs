//! Counting words, in step with the parser.
//!
//! The parser cuts a line wherever markup or a typographic quote stands (`don` `’` `t`), so a word may come in pieces:
//! the counter remembers whether the last piece ended in white space. The count is that of `wc -w`, a loop that
//! compilers turn into vector code; only texts with Chinese or Japanese characters take the slow way.

/// A running count.
#[derive(Debug)]
pub(super) struct Words {
    count: usize,
    /// Characters of scripts that do not separate words.
    ideographs: usize,
    gap: bool,
}

impl Default for Words {
    fn default() -> Self {
        Self { count: 0, ideographs: 0, gap: true }
    }
}

impl Words {
    /// A line or block ends: the next piece begins a word.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Counts a piece of prose.
    pub(super) fn feed(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return };
        // In UTF-8 everything from U+3000 on begins with such a byte. The maximum, unlike a search, is vector code.
        if bytes.iter().fold(0, |most: u8, byte| most.max(*byte)) >= 0xE3 {
            self.feed_slowly(text);
            return;
        }
        self.count += usize::from(self.gap && !is_space(*first));
        // Sums of one byte are vector code too; 64 pairs can't overflow one.
        for (before, after) in bytes.chunks(64).zip(bytes[1..].chunks(64)) {
            let starts = before.iter().zip(after).map(|(a, b)| u8::from(is_space(*a) & !is_space(*b)));
            self.count += usize::from(starts.sum::<u8>());
        }
        self.gap = is_space(*last);
    }

    fn feed_slowly(&mut self, text: &str) {
        for c in text.chars() {
            if is_ideograph(c) {
                self.ideographs += 1;
                self.gap = true;
            } else if c.is_whitespace() || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}') {
                self.gap = true;
            } else {
                self.count += usize::from(self.gap);
                self.gap = false;
            }
        }
    }

    /// The words so far; five ideographs are two words.
    pub(super) fn total(&self) -> usize {
        self.count + (self.ideographs * 2).div_ceil(5)
    }
}

/// Control characters count as white space: that makes it one comparison.
fn is_space(byte: u8) -> bool {
    byte <= b' '
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(pieces: &[&str]) -> usize {
        let mut words = Words::default();
        for piece in pieces {
            words.feed(piece);
        }
        words.total()
    }

    #[test]
    fn words_are_what_white_space_separates() {
        assert_eq!(count(&["One two,  three. "]), 3);
        assert_eq!(count(&["café crème 🎉"]), 3);
        assert_eq!(count(&[""]), 0);
    }

    #[test]
    fn a_word_in_pieces_is_one() {
        assert_eq!(count(&["I don", "’", "t ", "know"]), 3);
    }

    #[test]
    fn five_ideographs_are_two_words() {
        assert_eq!(count(&["日本語の本"]), 2);
        assert_eq!(count(&["日本語の本 in English"]), 4);
    }
}
