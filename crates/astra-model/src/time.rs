//! Parses and formats the durations and times that users type and read.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// The units of durations in nanoseconds, largest first.
const UNITS: [(&str, u128); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The longest accepted duration in days, about 20,000 years: the limit of [`jiff::Span`].
const LONGEST_DAYS: u64 = 7_304_484;

const LONGEST: Duration = Duration::from_secs(LONGEST_DAYS * 86_400);

/// A text that is not a duration or not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not a duration.
    #[error("`{0}` is not a duration")]
    NotADuration(String),
    /// The text is a number without a unit.
    #[error("`{0}` has no unit")]
    NoUnit(String),
    /// The duration is below zero.
    #[error("`{0}` is a negative duration")]
    Negative(String),
    /// The duration is longer than the longest that astra can represent.
    #[error("`{0}` is too long")]
    TooLong(String),
    /// The text is neither a time nor a duration.
    #[error("`{0}` is not a time")]
    NotATime(String),
    /// The text is a date and time without a UTC offset.
    #[error("`{0}` has no time zone")]
    NoZone(String),
}

impl TimeError {
    /// Returns the next step for the user.
    pub fn hint(&self) -> String {
        match self {
            Self::NoUnit(number) => {
                format!("add a unit, as in {number}s, {number}m or {number}h")
            }
            Self::TooLong(_) => format!("the longest duration is {LONGEST_DAYS}d"),
            Self::NotATime(_) => {
                "a time looks like 2026-11-22T10:00:00Z, 2026-11-22, or 15m for that long ago"
                    .to_owned()
            }
            Self::NoZone(text) => {
                format!("add Z for UTC, as in {text}Z, or an offset like +01:00")
            }
            _ => "a duration looks like 500ms, 30s, 5m, 1h30m or 7d".to_owned(),
        }
    }
}

/// Parses `500ms`, `30s`, `1h30m` or `7d`; a day is 24 hours.
pub fn parse_duration(text: &str) -> Result<Duration, TimeError> {
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok() {
        return Err(TimeError::NoUnit(text.to_owned()));
    }
    // jiff would parse `10:30:00` as a duration, but the user probably means a time of day.
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

/// Reports whether the text parses as a duration once each number is cut to one digit.
///
/// jiff returns the same error for a number that is too large and for a text that is not a duration.
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

/// Formats a duration exactly, so that [`parse_duration`] returns the same value.
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

/// Formats a duration for tables, short and rounded down: `420ms`, `1.5s`, `2m 3s`, `12d 4h`.
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

/// A time as a user types it: absolute, or a duration that counts back from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This moment.
    At(Timestamp),
    /// This long before the `now` of [`When::resolve`].
    Ago(Duration),
}

impl When {
    /// Returns the absolute time, or [`Timestamp::MIN`] if it is too long ago to represent.
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

    /// Parses an RFC 3339 time, a date as its midnight in UTC, or a duration with an optional ` ago`.
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
