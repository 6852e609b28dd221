//! Parts of a file: [RFC 9110, 14](https://www.rfc-editor.org/rfc/rfc9110#section-14). Browsers ask for them when they
//! play audio and video, and some will not play what comes whole.
//!
//! The header is read by `http-range-header`. What it makes of a length is stricter than the RFC (a suffix longer than
//! the file is an error to it), so that step is taken here.

use axum::http::HeaderMap;
use axum::http::header::RANGE;
use http_range_header::{EndPosition, RangeUnsatisfiableError, StartPosition, parse_range_header};
use std::ops::RangeInclusive;

/// What a request wants of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it; also several parts at once, units that are not bytes, and what can't be read.
    Whole,
    /// These bytes.
    Of(RangeInclusive<u64>),
    /// What it has not.
    Beyond,
}

/// What a request wants of `len` bytes.
pub(super) fn part(headers: &HeaderMap, len: u64) -> Part {
    let mut values = headers.get_all(RANGE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Part::Whole };
    let ranges = match value.to_str().map(parse_range_header) {
        Ok(Ok(parsed)) => parsed.ranges,
        Ok(Err(RangeUnsatisfiableError::ZeroSuffix)) => return Part::Beyond,
        _ => return Part::Whole,
    };
    let [range] = ranges.as_slice() else { return Part::Whole };
    let start = match range.start {
        StartPosition::Index(start) => start,
        StartPosition::FromLast(count) => len.saturating_sub(count),
    };
    match range.end {
        EndPosition::Index(end) if end < start => Part::Whole,
        _ if start >= len => Part::Beyond,
        EndPosition::Index(end) => Part::Of(start..=end.min(len - 1)),
        EndPosition::LastByte => Part::Of(start..=len - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_range_is_cut_to_the_file() {
        for (value, wanted) in [
            ("bytes=0-3", Part::Of(0..=3)),
            ("bytes=4-", Part::Of(4..=9)),
            ("bytes=9-", Part::Of(9..=9)),
            ("bytes=-3", Part::Of(7..=9)),
            ("bytes=-99", Part::Of(0..=9)),
            ("bytes=5-99", Part::Of(5..=9)),
            ("bytes=0-18446744073709551615", Part::Of(0..=9)),
            ("bytes=10-", Part::Beyond),
            ("bytes=10-20", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=5-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=", Part::Whole),
            ("lines=0-3", Part::Whole),
            ("bytes=0-99999999999999999999999", Part::Whole),
        ] {
            let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_static(value))]);
            assert_eq!(part(&headers, 10), wanted, "{value}");
        }
    }

    #[test]
    fn an_empty_file_has_no_parts() {
        let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_static("bytes=0-"))]);
        assert_eq!(part(&headers, 0), Part::Beyond);
        assert_eq!(part(&HeaderMap::new(), 0), Part::Whole);
    }
}
