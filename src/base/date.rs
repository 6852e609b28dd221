//! Dates: instants to the second, read and written in a publication's own time zone.
//!
//! A value without an offset is local to the site's zone; a date alone is the start of that day there. That is what
//! keeps today's article from vanishing because a build machine counts in UTC. In the hour that a clock change
//! repeats, the first of the two instants is meant; a time that a clock change skips moves forward by the gap
//! (the "compatible" rule of RFC 5545).

use jiff::{Timestamp, civil, tz};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in time: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// A time zone of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(tz::TimeZone);

/// An instant as a calendar and a clock on the wall show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateParts {
    /// Gregorian year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59.
    pub second: i8,
    /// Seconds east of UTC.
    pub offset: i32,
}

impl DateParts {
    /// The day of the week; 0 is Monday.
    pub fn weekday(&self) -> usize {
        civil::date(self.year, self.month, self.day).weekday().to_monday_zero_offset() as usize
    }
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text has another shape than the accepted ones.
    #[error("`{0}` is not a date")]
    Shape(String),
    /// The shape is right, but there is no such day or time.
    #[error("`{0}` does not exist in the calendar")]
    Range(String),
}

/// The shapes that [`Zone::parse`] reads, for hints.
pub const DATE_SHAPES: &str = "write `2026-11-18`, `2026-11-18T09:30` or `2026-11-18T09:30:00+01:00`";

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self(tz::TimeZone::UTC)
    }

    /// The zone of an IANA name such as `Europe/Dublin`; `None` when the database has no such name.
    pub fn named(name: &str) -> Option<Self> {
        tz::TimeZone::get(name).ok().map(Self)
    }

    /// Reads a date or datetime: `2026-11-18`, `2026-11-18T09:30`, seconds, fractions, a space for the `T`, and an
    /// offset (`Z`, `+01:00`, `+0100`) are all accepted. Without an offset the value is local to this zone.
    pub fn parse(&self, text: &str) -> Result<Instant, DateError> {
        let text = text.trim();
        let shape = || DateError::Shape(text.to_owned());
        let range = || DateError::Range(text.to_owned());
        let (date, rest) = text.split_at_checked(10).ok_or_else(shape)?;
        let (year, month, day) = digits_date(date).ok_or_else(shape)?;
        let date = civil::Date::new(year, month, day).map_err(|_| range())?;
        if rest.is_empty() {
            return self.instant(date.to_datetime(civil::Time::midnight())).ok_or_else(range);
        }
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or_else(shape)?;
        let zone_at = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
        let (clock, offset) = rest.split_at(zone_at);
        let (hour, minute, second) = digits_clock(clock).ok_or_else(shape)?;
        let time = civil::Time::new(hour, minute, second, 0).map_err(|_| range())?;
        let datetime = date.to_datetime(time);
        match offset.trim() {
            "" => self.instant(datetime).ok_or_else(range),
            "Z" | "z" => Self::utc().instant(datetime).ok_or_else(range),
            offset => {
                let seconds = digits_offset(offset).ok_or_else(shape)?;
                let utc = Self::utc().instant(datetime).ok_or_else(range)?;
                Ok(Instant(utc.0 - i64::from(seconds)))
            }
        }
    }

    /// The date that a slip of the finger meant: `2024-12-5` or `2024-12-05-`, as `2024-12-05`; `None` when that is not
    /// plain.
    pub fn mend(text: &str) -> Option<String> {
        let text = text.trim().trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let mut parts = text.split(['-', '/', '.']);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let sizes = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        let digits = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        (sizes && digits && parts.next().is_none()).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
    }

    /// What calendar and clock of this zone show at an instant.
    pub fn parts(&self, at: Instant) -> DateParts {
        let timestamp = at.timestamp();
        let offset = self.0.to_offset(timestamp);
        let local = offset.to_datetime(timestamp);
        DateParts {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
            offset: offset.seconds(),
        }
    }

    /// The same day and time of this zone so many years later; 1 March where there is no 29 February.
    pub fn years_after(&self, at: Instant, years: i16) -> Instant {
        let zoned = at.timestamp().to_zoned(self.0.clone());
        let year = zoned.year().saturating_add(years);
        let date = civil::Date::new(year, zoned.month(), zoned.day()).or_else(|_| civil::Date::new(year, 3, 1));
        let local = date.ok().map(|date| date.to_datetime(zoned.time()));
        local.and_then(|local| self.instant(local)).unwrap_or(Instant(i64::MAX))
    }

    /// How many whole years there are between two instants; 0 if the second is not after the first.
    pub fn years_between(&self, from: Instant, to: Instant) -> i16 {
        let years = self.parts(to).year.saturating_sub(self.parts(from).year);
        let whole = if self.years_after(from, years) > to { years - 1 } else { years };
        whole.max(0)
    }

    /// RFC 3339 with this zone's offset: `2026-11-18T09:30:00+01:00`.
    pub fn rfc3339(&self, at: Instant) -> String {
        let p = self.parts(at);
        let mut out = String::with_capacity(25);
        push_year(&mut out, p.year);
        push_two(&mut out, "-", p.month);
        push_two(&mut out, "-", p.day);
        push_clock(&mut out, "T", &p);
        push_offset(&mut out, p.offset, ":");
        out
    }

    /// RFC 2822, for RSS: `Wed, 18 Nov 2026 09:30:00 +0100`.
    pub fn rfc2822(&self, at: Instant) -> String {
        const DAYS: [&str; 7] = ["Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "];
        const MONTHS: [&str; 12] = [
            " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
        ];
        let p = self.parts(at);
        let mut out = String::with_capacity(31);
        push_two(&mut out, DAYS[p.weekday()], p.day);
        out.push_str(MONTHS[p.month as usize - 1]);
        push_year(&mut out, p.year);
        push_clock(&mut out, " ", &p);
        out.push(' ');
        push_offset(&mut out, p.offset, "");
        out
    }

    /// Formats with the directives of `strftime` (`%Y %m %d %e %B %b %A %H %M …`); the error says what is wrong with
    /// the format.
    pub fn format(&self, at: Instant, format: &str) -> Result<String, String> {
        let zoned = at.timestamp().to_zoned(self.0.clone());
        jiff::fmt::strtime::format(format, &zoned).map_err(|error| error.to_string())
    }

    fn instant(&self, local: civil::DateTime) -> Option<Instant> {
        let timestamp = self.0.to_timestamp(local).ok()?;
        Some(Instant(timestamp.as_second()))
    }
}

impl Instant {
    /// Reads RFC 3339 with an offset, as `--now` takes it.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|at| Self(at.as_second()))
    }

    /// RFC 3339 in UTC: `2026-11-18T09:30:00Z`.
    pub fn to_utc(self) -> String {
        self.timestamp().to_string()
    }

    fn timestamp(self) -> Timestamp {
        // Every `Instant` comes out of jiff or a clock; outside its range the nearest end is the honest answer.
        Timestamp::from_second(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc())
    }
}

fn digits_date(text: &str) -> Option<(i16, i8, i8)> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    Some((number(&b[0..4])?, number(&b[5..7])? as i8, number(&b[8..10])? as i8))
}

/// `H:MM`, `HH:MM`, `HH:MM:SS` and fractions of a second, which are dropped.
fn digits_clock(text: &str) -> Option<(i8, i8, i8)> {
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut parts = text.split(':');
    let hour = parts.next().filter(|h| (1..=2).contains(&h.len()))?;
    let minute = parts.next().filter(|m| m.len() == 2)?;
    let second = parts.next();
    if parts.next().is_some() || second.is_some_and(|s| s.len() != 2) {
        return None;
    }
    let second = second.map_or(Some(0), |s| number(s.as_bytes()))?;
    Some((number(hour.as_bytes())? as i8, number(minute.as_bytes())? as i8, second as i8))
}

/// `+01:00`, `+0100` or `+01`, in seconds.
fn digits_offset(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(digits.as_bytes())?, 0),
        4 => (number(&digits.as_bytes()[..2])?, number(&digits.as_bytes()[2..])?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
}

// Feeds, sitemaps and structured data hold a few dates for each article of each list. The formatting machinery of the
// standard library takes five times as long as finding the offset does, so the digits are pushed by hand.

/// Four digits, with a sign before a year that precedes the first.
fn push_year(out: &mut String, year: i16) {
    let digits = year.unsigned_abs();
    push_two(out, if year < 0 { "-" } else { "" }, (digits / 100) as i8);
    push_two(out, "", (digits % 100) as i8);
}

fn push_clock(out: &mut String, before: &str, parts: &DateParts) {
    push_two(out, before, parts.hour);
    push_two(out, ":", parts.minute);
    push_two(out, ":", parts.second);
}

fn push_offset(out: &mut String, seconds: i32, colon: &str) {
    let minutes = seconds.abs() / 60;
    push_two(out, if seconds < 0 { "-" } else { "+" }, (minutes / 60) as i8);
    push_two(out, colon, (minutes % 60) as i8);
}

/// Two digits of a number from 0 to 99.
fn push_two(out: &mut String, before: &str, number: i8) {
    out.push_str(before);
    out.push(char::from(b'0' + number as u8 / 10));
    out.push(char::from(b'0' + number as u8 % 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> Zone {
        Zone::named("America/New_York").expect("the zone database is bundled")
    }

    #[test]
    fn a_date_alone_is_the_local_start_of_the_day() {
        let at = new_york().parse("2026-11-18").expect("a date");
        assert_eq!(at.to_utc(), "2026-11-18T05:00:00Z");
        assert_eq!(new_york().rfc3339(at), "2026-11-18T00:00:00-05:00");
    }

    #[test]
    fn all_shapes_are_read() {
        let zone = new_york();
        for text in [
            "2026-11-18T09:30:00-05:00",
            "2026-11-18T09:30",
            "2026-11-18 09:30",
            "2026-11-18 9:30:00",
            "2026-11-18T14:30:00Z",
            "2026-11-18T14:30:00.25Z",
            "2026-11-18 15:30:00 +0100",
        ] {
            assert_eq!(zone.parse(text).map(Instant::to_utc).as_deref(), Ok("2026-11-18T14:30:00Z"), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_told_apart_from_what_does_not_exist() {
        let zone = Zone::utc();
        for text in ["18.11.2026", "tomorrow", "2026-1-8", "2026-11-18T", "2026-11-18X", "2026-11-18T9", "é026-11-18é"]
        {
            assert!(matches!(zone.parse(text), Err(DateError::Shape(_))), "{text}");
        }
        for text in ["2026-02-30", "2026-13-01", "2026-11-18T25:00"] {
            assert!(matches!(zone.parse(text), Err(DateError::Range(_))), "{text}");
        }
    }

    #[test]
    fn slips_are_mended_and_riddles_are_not() {
        assert_eq!(Zone::mend("2024-12-5-").as_deref(), Some("2024-12-05"));
        assert_eq!(Zone::mend("2024/1/8").as_deref(), Some("2024-01-08"));
        assert_eq!(Zone::mend("5.12.2024"), None);
        assert_eq!(Zone::mend("2024-12-5T10"), None);
    }

    #[test]
    fn clock_changes_follow_the_compatible_rule() {
        let zone = new_york();
        assert_eq!(
            zone.parse("2026-03-08T02:30").map(|at| zone.rfc3339(at)).as_deref(),
            Ok("2026-03-08T03:30:00-04:00")
        );
        assert_eq!(
            zone.parse("2026-11-01T01:30").map(|at| zone.rfc3339(at)).as_deref(),
            Ok("2026-11-01T01:30:00-04:00")
        );
    }

    #[test]
    fn feeds_get_rfc_2822() {
        let zone = new_york();
        let at = zone.parse("2026-11-18T09:05").expect("a date");
        assert_eq!(zone.rfc2822(at), "Wed, 18 Nov 2026 09:05:00 -0500");
    }

    #[test]
    fn offsets_and_years_of_all_sizes_are_written() {
        let kolkata = Zone::named("Asia/Kolkata").expect("the zone database is bundled");
        assert_eq!(kolkata.rfc3339(Instant(0)), "1970-01-01T05:30:00+05:30");
        assert_eq!(kolkata.rfc2822(Instant(0)), "Thu, 01 Jan 1970 05:30:00 +0530");
        assert_eq!(Zone::utc().rfc3339(Instant(-62_167_219_200)), "0000-01-01T00:00:00+00:00");
        assert_eq!(Zone::utc().rfc3339(Instant(-62_167_219_201)), "-0001-12-31T23:59:59+00:00");
    }
}
