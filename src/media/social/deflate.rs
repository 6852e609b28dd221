//! DEFLATE (RFC 1951) for flat drawings: the one block that a drawing needs, and no search.
//!
//! A drawing of a few flat areas repeats itself in two places only: in the byte to the left and in the row above. Looking
//! there and nowhere else costs a tenth of what a general compressor costs and makes smaller files than its fast levels.
//! It also keeps the bytes of a drawing ours: they don't change with the version of a library.

use super::huffman::{Code, lengths};

/// The longest match of the format.
const LONGEST: usize = 258;
/// The shortest match of the format.
const SHORTEST: usize = 3;
/// A repetition of the byte to the left is a token of this and its length. Smaller tokens are literal bytes.
const LEFT: u16 = 256;
/// A repetition of the row above is a token of this and its length.
const ABOVE: u16 = 768;
/// Tokens, with those that don't occur.
const TOKENS: usize = 1280;
/// The symbol that ends a block.
const END: usize = 256;

/// Bits of a code or of several, the first in the lowest place, and their number.
type Bits = (u64, u32);

/// One after the other.
fn joined((first, count): Bits, (second, more): Bits) -> Bits {
    (first | second << count, count + more)
}

/// Writes bits from the lowest to the highest, as the format has them.
struct Writer {
    /// Longer than what is written.
    out: Vec<u8>,
    at: usize,
    held: u64,
    count: u32,
}

impl Writer {
    fn new(capacity: usize) -> Self {
        Self { out: vec![0; capacity + 8], at: 0, held: 0, count: 0 }
    }

    /// Writes at most 56 bits. Eight bytes are stored every time and some of them again the next time, since asking
    /// whether it is worth it costs more.
    fn put(&mut self, (bits, count): Bits) {
        self.held |= bits << self.count;
        self.count += count;
        self.out[self.at..self.at + 8].copy_from_slice(&self.held.to_le_bytes());
        self.at += self.count as usize / 8;
        self.held >>= self.count & !7;
        self.count %= 8;
    }

    fn finish(mut self) -> Vec<u8> {
        self.out.truncate(self.at + usize::from(self.count > 0));
        self.out
    }
}

/// The symbol of a match's length, with the number of its extra bits and their value (RFC 1951, 3.2.5).
fn length_symbol(length: usize) -> (usize, u32, u32) {
    let over = length - SHORTEST;
    match over {
        0..8 => (257 + over, 0, 0),
        255 => (285, 0, 0),
        _ => {
            let extra = over.ilog2() - 2;
            (257 + 4 * extra as usize + (over >> extra), extra, over as u32 & ((1 << extra) - 1))
        }
    }
}

/// The symbol of a distance, with the number of its extra bits and their value (RFC 1951, 3.2.5).
fn distance_symbol(distance: usize) -> (usize, u32, u32) {
    let over = distance - 1;
    if over < 4 {
        return (over, 0, 0);
    }
    let extra = over.ilog2() - 1;
    (2 * extra as usize + (over >> extra), extra, over as u32 & ((1 << extra) - 1))
}

/// How many bytes two slices have in common at their beginnings.
fn common(a: &[u8], b: &[u8]) -> usize {
    // Most have little in common: the first eight bytes settle it.
    if let (Some(a), Some(b)) = (a.first_chunk(), b.first_chunk())
        && let Some(at) = differs(*a, *b)
    {
        return at;
    }
    let mut at = 0;
    for (a, b) in a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0) {
        if a != b {
            break;
        }
        at += 32;
    }
    for (a, b) in a[at..].as_chunks().0.iter().zip(b[at..].as_chunks().0) {
        if let Some(differing) = differs(*a, *b) {
            return at + differing;
        }
        at += 8;
    }
    at + a[at..].iter().zip(&b[at..]).take_while(|(a, b)| a == b).count()
}

/// The first byte in which two words differ.
fn differs(a: [u8; 8], b: [u8; 8]) -> Option<usize> {
    let differing = u64::from_le_bytes(a) ^ u64::from_le_bytes(b);
    (differing != 0).then(|| differing.trailing_zeros() as usize / 8)
}

/// Literals and matches for rows of `stride` bytes.
fn tokens(rows: &[u8], stride: usize) -> Vec<u16> {
    let mut tokens = Vec::with_capacity(rows.len() / 16);
    let mut at = 0;
    while at < rows.len() {
        let rest = &rows[at..];
        let repeated = |distance: usize| match at.checked_sub(distance) {
            Some(from) if rows[from] == rest[0] => common(rest, &rows[from..]),
            _ => 0,
        };
        let left = repeated(1);
        // A run is cheaper to write than a repetition of the row above, so only a much longer repetition wins.
        let above = if left < LONGEST { repeated(stride) } else { 0 };
        let (length, kind) = if above > left + 3 { (above, ABOVE) } else { (left, LEFT) };
        if length < SHORTEST {
            tokens.push(u16::from(rest[0]));
            at += 1;
            continue;
        }
        let mut open = length;
        while open >= SHORTEST {
            let step = open.min(LONGEST);
            tokens.push(kind + step as u16);
            open -= step;
        }
        at += length - open;
    }
    tokens
}

/// Compresses rows of `stride` bytes into one block with codes of its own.
pub(super) fn deflate(rows: &[u8], stride: usize) -> Vec<u8> {
    let tokens = tokens(rows, stride);
    let mut counts = [0_u32; TOKENS];
    for token in &tokens {
        counts[usize::from(*token)] += 1;
    }
    let kinds = [(LEFT, distance_symbol(1)), (ABOVE, distance_symbol(stride))];
    let mut literal_counts = [0; 286];
    let mut distance_counts = [0; 30];
    literal_counts[..256].copy_from_slice(&counts[..256]);
    literal_counts[END] = 1;
    for (kind, (distance, ..)) in kinds {
        for length in SHORTEST..=LONGEST {
            let count = counts[usize::from(kind) + length];
            literal_counts[length_symbol(length).0] += count;
            distance_counts[distance] += count;
        }
    }
    // A decoder may refuse a code for distances that has only one symbol.
    distance_counts[0] += 1;
    distance_counts[29] += 1;
    let literals = Code::new(&lengths(&literal_counts, 15));
    let distances = Code::new(&lengths(&distance_counts, 15));

    // The bits of every token, so that writing one asks no question.
    let symbol =
        |code: &Code, (symbol, extra, value): (usize, u32, u32)| joined(code.of(symbol), (u64::from(value), extra));
    let mut table = vec![(0, 0); TOKENS];
    for (byte, bits) in table[..256].iter_mut().enumerate() {
        *bits = literals.of(byte);
    }
    for (kind, distance) in kinds {
        let distance = symbol(&distances, distance);
        for (length, bits) in table[usize::from(kind)..][..=LONGEST].iter_mut().enumerate().skip(SHORTEST) {
            *bits = joined(symbol(&literals, length_symbol(length)), distance);
        }
    }
    // No token has more than 44 bits; the two codes together have less than 600 bytes.
    let mut writer = Writer::new(tokens.len() * 6 + 1024);
    writer.put((0b101, 3));
    codes(&mut writer, &literals, &distances);
    for token in &tokens {
        writer.put(table[usize::from(*token)]);
    }
    writer.put(literals.of(END));
    writer.finish()
}

/// Writes the two codes as the lengths of their symbols (RFC 1951, 3.2.7).
fn codes(writer: &mut Writer, literals: &Code, distances: &Code) {
    /// The order in which the lengths of the code for lengths stand.
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let all: Vec<u8> = literals.lengths().iter().chain(distances.lengths()).copied().collect();
    // A symbol and its extra bits; of the repetitions, only those of zero are worth having here.
    let mut steps: Vec<(usize, Bits)> = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let zeros = all[at..].iter().take(138).take_while(|length| **length == 0).count();
        match zeros {
            0..3 => steps.push((usize::from(all[at]), (0, 0))),
            3..11 => steps.push((17, (zeros as u64 - 3, 3))),
            _ => steps.push((18, (zeros as u64 - 11, 7))),
        }
        at += if zeros < 3 { 1 } else { zeros };
    }
    let mut counts = [0; 19];
    for (symbol, _) in &steps {
        counts[*symbol] += 1;
    }
    let code = Code::new(&lengths(&counts, 7));
    writer.put((literals.lengths().len() as u64 - 257, 5));
    writer.put((distances.lengths().len() as u64 - 1, 5));
    writer.put((19 - 4, 4));
    for symbol in ORDER {
        writer.put((u64::from(code.lengths()[symbol]), 3));
    }
    for (symbol, extra) in steps {
        writer.put(joined(code.of(symbol), extra));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_distances_have_the_symbols_of_the_specification() {
        assert_eq!(length_symbol(3), (257, 0, 0));
        assert_eq!(length_symbol(10), (264, 0, 0));
        assert_eq!(length_symbol(11), (265, 1, 0));
        assert_eq!(length_symbol(18), (268, 1, 1));
        assert_eq!(length_symbol(114), (279, 4, 15));
        assert_eq!(length_symbol(257), (284, 5, 30));
        assert_eq!(length_symbol(258), (285, 0, 0));
        assert_eq!(distance_symbol(1), (0, 0, 0));
        assert_eq!(distance_symbol(5), (4, 1, 0));
        assert_eq!(distance_symbol(1201), (20, 9, 176));
    }

    #[test]
    fn slices_are_compared_to_their_ends() {
        assert_eq!(common(b"abcdefghij", b"abcdefghix"), 9);
        assert_eq!(common(b"abcdefghij", b"abcdefg"), 7);
        assert_eq!(common(b"", b"a"), 0);
    }
}
