//! Parsers of argument values. An error may end with a line `hint: …`, which the edge prints as a hint.

use std::fmt::Display;
use std::time::Duration;

use astra_model::time::{TimeError, When, humanize, parse_duration};
use astra_model::{EntryId, EntryIdError};

/// Shortest interval between two refreshes, so that a watch does not load the server.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// Parses a duration, for example `30s`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text).map_err(|error| with_hint(&error, &error.hint()))
}

/// Parses the time limit of `--timeout`, which must be longer than zero.
pub(crate) fn limit(text: &str) -> Result<Duration, String> {
    some_time(text, duration(text)?, "5s is the default")
}

/// Rejects a time limit of zero.
pub(crate) fn some_time(text: &str, limit: Duration, hint: &str) -> Result<Duration, String> {
    if limit.is_zero() {
        return Err(with_hint(&format!("`{text}` leaves no time"), hint));
    }
    Ok(limit)
}

/// Parses the interval of a watch.
pub(crate) fn interval(text: &str) -> Result<Duration, String> {
    let interval = duration(text)?;
    if interval < SHORTEST_INTERVAL {
        return Err(format!("an interval is at least {}", humanize(SHORTEST_INTERVAL)));
    }
    Ok(interval)
}

/// Parses a point in time, for example `15m` for 15 minutes ago.
pub(crate) fn when(text: &str) -> Result<When, String> {
    text.parse().map_err(|error: TimeError| with_hint(&error, &error.hint()))
}

/// Parses an entry ID as Redis writes it.
pub(crate) fn entry_id(text: &str) -> Result<EntryId, String> {
    text.parse().map_err(|error: EntryIdError| with_hint(&error, error.hint()))
}

fn with_hint(error: &impl Display, hint: &str) -> String {
    format!("{error}\nhint: {hint}")
}
