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
/// A match is a token with this bit; its length is in the low nine bits.
const MATCH: u16 = 1 << 15;
/// The match repeats the row above, not the byte to the left.
const ABOVE: u16 = 1 << 14;
/// The symbol that ends a block.
const END: usize = 256;

/// Writes bits from the lowest to the highest, as the format has them.
#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    fn put(&mut self, bits: u32, count: u32) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.out.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    fn symbol(&mut self, code: &Code, symbol: usize) {
        let (bits, count) = code.of(symbol);
        self.put(bits, count);
    }

    fn finish(mut self) -> Vec<u8> {
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.held.to_le_bytes()[..bytes]);
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
    let mut at = 0;
    for (a, b) in a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0) {
        if a != b {
            break;
        }
        at += 32;
    }
    for (a, b) in a[at..].as_chunks::<8>().0.iter().zip(b[at..].as_chunks::<8>().0) {
        let differing = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differing != 0 {
            return at + differing.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + a[at..].iter().zip(&b[at..]).take_while(|(a, b)| a == b).count()
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
        let (length, kind) = if above > left + 3 { (above, MATCH | ABOVE) } else { (left, MATCH) };
        if length < SHORTEST {
            tokens.push(u16::from(rest[0]));
            at += 1;
            continue;
        }
        let mut open = length;
        while open >= SHORTEST {
            let step = open.min(LONGEST);
            tokens.push(kind | step as u16);
            open -= step;
        }
        at += length - open;
    }
    tokens
}

/// Compresses rows of `stride` bytes into one block with codes of its own.
pub(super) fn deflate(rows: &[u8], stride: usize) -> Vec<u8> {
    let tokens = tokens(rows, stride);
    let distances = [distance_symbol(1), distance_symbol(stride)];
    let mut literal_counts = [0_u32; 286];
    let mut distance_counts = [0_u32; 30];
    let mut match_counts = [0_u32; LONGEST + 1];
    literal_counts[END] = 1;
    for token in &tokens {
        if token & MATCH == 0 {
            literal_counts[usize::from(*token)] += 1;
        } else {
            match_counts[usize::from(token & 0x1FF)] += 1;
            distance_counts[distances[usize::from(token & ABOVE != 0)].0] += 1;
        }
    }
    for (length, count) in match_counts.iter().enumerate().skip(SHORTEST) {
        literal_counts[length_symbol(length).0] += count;
    }
    // A decoder may refuse a code for distances that has only one symbol.
    distance_counts[0] += 1;
    distance_counts[29] += 1;
    let literals = Code::new(&lengths(&literal_counts, 15));
    let distance = Code::new(&lengths(&distance_counts, 15));
    let with_extra = |code: &Code, (symbol, extra, value): (usize, u32, u32)| {
        let (bits, count) = code.of(symbol);
        (bits | value << count, count + extra)
    };
    let mut matches = [(0, 0); LONGEST + 1];
    for (length, bits) in matches.iter_mut().enumerate().skip(SHORTEST) {
        *bits = with_extra(&literals, length_symbol(length));
    }
    let distances = distances.map(|symbol| with_extra(&distance, symbol));

    let mut bits = Bits { out: Vec::with_capacity(tokens.len()), ..Bits::default() };
    bits.put(0b101, 3);
    codes(&mut bits, &literals, &distance);
    for token in &tokens {
        if token & MATCH == 0 {
            bits.symbol(&literals, usize::from(*token));
            continue;
        }
        let (length, count) = matches[usize::from(token & 0x1FF)];
        bits.put(length, count);
        let (distance, count) = distances[usize::from(token & ABOVE != 0)];
        bits.put(distance, count);
    }
    bits.symbol(&literals, END);
    bits.finish()
}

/// Writes the two codes as the lengths of their symbols (RFC 1951, 3.2.7).
fn codes(bits: &mut Bits, literals: &Code, distances: &Code) {
    /// The order in which the lengths of the code for lengths stand.
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let all: Vec<u8> = literals.lengths().iter().chain(distances.lengths()).copied().collect();
    // (symbol, extra bits, their value); of the repetitions, only those of zero are worth having here.
    let mut steps: Vec<(usize, u32, u32)> = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let zeros = all[at..].iter().take(138).take_while(|length| **length == 0).count();
        match zeros {
            0..3 => steps.push((usize::from(all[at]), 0, 0)),
            3..11 => steps.push((17, 3, zeros as u32 - 3)),
            _ => steps.push((18, 7, zeros as u32 - 11)),
        }
        at += if zeros < 3 { 1 } else { zeros };
    }
    let mut counts = [0_u32; 19];
    for (symbol, ..) in &steps {
        counts[*symbol] += 1;
    }
    let code = Code::new(&lengths(&counts, 7));
    bits.put(literals.lengths().len() as u32 - 257, 5);
    bits.put(distances.lengths().len() as u32 - 1, 5);
    bits.put(19 - 4, 4);
    for symbol in ORDER {
        bits.put(u32::from(code.lengths()[symbol]), 3);
    }
    for (symbol, extra, value) in steps {
        bits.symbol(&code, symbol);
        bits.put(value, extra);
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
