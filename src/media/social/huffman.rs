//! Prefix codes as DEFLATE has them (RFC 1951, 3.2.2): the shortest for given counts, and canonical.

/// The lengths of an optimal code for symbols that occur so often, none longer than `limit` bits.
///
/// Of symbols that occur equally often, the earlier counts as the rarer one, so the result is the same everywhere.
pub(super) fn lengths(counts: &[u32], limit: u8) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let lengths = unlimited(&counts);
        if lengths.iter().all(|length| *length <= limit) {
            return lengths;
        }
        // Flatter counts make a flatter tree. It's not the very best one, and a card never needs it.
        counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
    }
}

/// Huffman's algorithm with two queues: leaves by count, and nodes in the order in which they come to be.
fn unlimited(counts: &[u32]) -> Vec<u8> {
    let mut leaves: Vec<(u32, usize)> =
        counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(symbol, count)| (*count, symbol)).collect();
    leaves.sort_unstable();
    let mut lengths = vec![0_u8; counts.len()];
    if leaves.len() < 2 {
        for (_, symbol) in leaves {
            lengths[symbol] = 1;
        }
        return lengths;
    }
    let total = 2 * leaves.len() - 1;
    let mut weights: Vec<u64> = leaves.iter().map(|(count, _)| u64::from(*count)).collect();
    let mut parents = vec![0_usize; total];
    let (mut leaf, mut node) = (0, leaves.len());
    while weights.len() < total {
        let mut weight = 0;
        for _ in 0..2 {
            let taken = if leaf < leaves.len() && (node >= weights.len() || weights[leaf] <= weights[node]) {
                &mut leaf
            } else {
                &mut node
            };
            weight += weights[*taken];
            parents[*taken] = weights.len();
            *taken += 1;
        }
        weights.push(weight);
    }
    let mut depths = vec![0_u8; total];
    for at in (0..total - 1).rev() {
        depths[at] = depths[parents[at]].saturating_add(1);
    }
    for ((_, symbol), depth) in leaves.iter().zip(&depths) {
        lengths[*symbol] = *depth;
    }
    lengths
}

/// A canonical code.
pub(super) struct Code {
    lengths: Vec<u8>,
    /// The bits of each symbol, the first in the lowest place.
    bits: Vec<u16>,
}

impl Code {
    /// The code whose symbols have these lengths (at most 15; 0 for those that don't occur).
    pub(super) fn new(lengths: &[u8]) -> Self {
        let mut next = [0_u32; 17];
        for length in lengths.iter().filter(|length| **length > 0) {
            next[usize::from(*length) + 1] += 1;
        }
        for length in 1..17 {
            next[length] = (next[length] + next[length - 1]) << 1;
        }
        let bits = lengths.iter().map(|length| {
            if *length == 0 {
                return 0;
            }
            let code = next[usize::from(*length)];
            next[usize::from(*length)] += 1;
            (code as u16).reverse_bits() >> (16 - u16::from(*length))
        });
        Self { bits: bits.collect(), lengths: lengths.to_vec() }
    }

    /// The bits of a symbol, and their number.
    pub(super) fn of(&self, symbol: usize) -> (u64, u32) {
        (u64::from(self.bits[symbol]), u32::from(self.lengths[symbol]))
    }

    /// The lengths of all symbols.
    pub(super) fn lengths(&self) -> &[u8] {
        &self.lengths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_specification() {
        // The example of RFC 1951, 3.2.2.
        let code = Code::new(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let text = |symbol| {
            let (bits, count) = code.of(symbol);
            (0..count).map(|at| if bits >> at & 1 == 1 { '1' } else { '0' }).collect::<String>()
        };
        let codes: Vec<String> = (0..8).map(text).collect();
        assert_eq!(codes, ["010", "011", "100", "101", "110", "00", "1110", "1111"]);
    }

    #[test]
    fn frequent_symbols_are_short_and_none_is_too_long() {
        assert_eq!(lengths(&[1, 0, 100, 3, 2], 15), [3, 0, 1, 2, 3]);
        assert_eq!(lengths(&[0, 5], 15), [0, 1]);
        let mut steep = [0_u32; 30];
        let (mut one, mut two) = (1, 1);
        for count in &mut steep {
            *count = one;
            (one, two) = (two, one + two);
        }
        let limited = lengths(&steep, 15);
        assert!(limited.iter().all(|length| (1..=15).contains(length)), "{limited:?}");
        // Kraft: the code is complete.
        assert_eq!(limited.iter().map(|length| 1_u32 << (15 - length)).sum::<u32>(), 1 << 15);
    }
}
