//! The words for durations and times that users type and read.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// Units of a written duration, largest first, in nanoseconds.
const UNITS: [(&str, u128); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The longest duration, which can be written in days and read back: twenty thousand years.
const LONGEST: Duration = Duration::from_secs(7_304_484 * 86_400);

/// A text that was to be a duration or a time and is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// No duration at all.
    #[error("`{0}` is not a duration")]
    NotADuration(String),
    /// A number whose unit is left to guess.
    #[error("`{0}` has no unit")]
    NoUnit(String),
    /// A duration that runs backwards.
    #[error("`{0}` is a negative duration")]
    Negative(String),
    /// More than can be counted with.
    #[error("`{0}` is too long a duration")]
    TooLong(String),
    /// Neither a time nor a duration.
    #[error("`{0}` is not a time")]
    NotATime(String),
    /// A date and a clock time that could be anywhere on Earth.
    #[error("`{0}` names no time zone")]
    NoZone(String),
}

impl TimeError {
    /// Says what would have been right.
    pub fn hint(&self) -> String {
        match self {
            Self::NoUnit(number) => {
                format!("write a unit, as in {number}s, {number}m or {number}h")
            }
            Self::NotATime(_) => {
                "a time looks like 2026-11-22T10:00:00Z, 2026-11-22, or 15m for that long ago"
                    .to_owned()
            }
            Self::NoZone(text) => {
                format!("end it with Z for UTC, as in {text}Z, or with an offset like +01:00")
            }
            _ => "a duration looks like 500ms, 30s, 5m, 1h30m or 7d".to_owned(),
        }
    }
}

/// Reads `500ms`, `30s`, `1h30m` or `7d`; a day is 24 hours.
pub fn parse_duration(text: &str) -> Result<Duration, TimeError> {
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok() {
        return Err(TimeError::NoUnit(text.to_owned()));
    }
    // `10:30:00` would be read as a duration, and is more likely meant as a time of day.
    if text.contains(':') {
        return Err(TimeError::NotADuration(text.to_owned()));
    }
    let signed = match text.parse::<Span>() {
        Ok(span) => span
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(|_| TimeError::NotADuration(text.to_owned()))?,
        Err(_) if is_too_long(text) => return Err(TimeError::TooLong(text.to_owned())),
        Err(_) => return Err(TimeError::NotADuration(text.to_owned())),
    };
    match Duration::try_from(signed) {
        Err(_) => Err(TimeError::Negative(text.to_owned())),
        Ok(duration) if duration > LONGEST => Err(TimeError::TooLong(text.to_owned())),
        Ok(duration) => Ok(duration),
    }
}

/// Tells a duration beyond what is countable from no duration: it reads well once its digits are few.
fn is_too_long(text: &str) -> bool {
    let mut digits = 0;
    let short: String = text
        .chars()
        .filter(|c| {
            digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
            digits <= 1
        })
        .collect();
    short != text && short.parse::<Span>().is_ok()
}

/// Writes a duration as [`parse_duration`] reads it, exactly.
pub fn format_duration(duration: Duration) -> String {
    let mut rest = duration.as_nanos();
    let mut text = String::new();
    for (unit, size) in UNITS {
        if rest >= size {
            text.push_str(&(rest / size).to_string());
            text.push_str(unit);
            rest %= size;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Writes a duration short, for tables, rounded down: `420ms`, `1.5s`, `2m 3s`, `12d 4h`.
pub fn humanize(duration: Duration) -> String {
    let (ms, s) = (duration.as_millis(), duration.as_secs());
    match s {
        0 if duration.is_zero() => "0s".to_owned(),
        0 if ms == 0 => "<1ms".to_owned(),
        0 => format!("{ms}ms"),
        1..60 => seconds(s, ms / 100 % 10),
        60..3_600 => pair(s / 60, "m", s % 60, "s"),
        3_600..86_400 => pair(s / 3_600, "h", s / 60 % 60, "m"),
        _ => pair(s / 86_400, "d", s / 3_600 % 24, "h"),
    }
}

fn seconds(whole: u64, tenths: u128) -> String {
    match tenths {
        0 => format!("{whole}s"),
        _ => format!("{whole}.{tenths}s"),
    }
}

fn pair(large: u64, unit: &str, small: u64, small_unit: &str) -> String {
    match small {
        0 => format!("{large}{unit}"),
        _ => format!("{large}{unit} {small}{small_unit}"),
    }
}

/// A time as a user gives it: itself, or a duration meaning that long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This very moment.
    At(Timestamp),
    /// So long before the moment of asking.
    Ago(Duration),
}

impl When {
    /// Returns the moment meant, seen from `now`.
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(duration) => SignedDuration::try_from(duration)
                .ok()
                .and_then(|duration| now.checked_sub(duration).ok())
                .unwrap_or(Timestamp::MIN),
        }
    }
}

impl FromStr for When {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(time) = text.parse() {
            return Ok(Self::At(time));
        }
        let looks_dated = text.get(..10).and_then(|day| day.parse::<Date>().ok());
        match (looks_dated, text.len()) {
            (Some(day), 10) => midnight(day).map(Self::At),
            (Some(_), _) if text.parse::<jiff::civil::DateTime>().is_ok() => None,
            _ => parse_ago(text).map(Self::Ago).map(Some)?,
        }
        .ok_or_else(|| TimeError::NoZone(text.to_owned()))
    }
}

fn midnight(day: Date) -> Option<Timestamp> {
    let midnight = day.to_zoned(TimeZone::UTC).ok()?;
    Some(midnight.timestamp())
}

fn parse_ago(text: &str) -> Result<Duration, TimeError> {
    parse_duration(text.strip_suffix(" ago").unwrap_or(text)).map_err(|error| match error {
        TimeError::NotADuration(_) => TimeError::NotATime(text.to_owned()),
        error => error,
    })
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => time.fmt(f),
            Self::Ago(duration) => f.write_str(&format_duration(*duration)),
        }
    }
}

#[cfg(test)]
mod tests;
