//! Words of the command line turned into typed values, with the hint of whoever cannot read them.

use std::time::Duration;

use astra_model::EntryId;
use astra_model::time::{When, humanize, parse_duration};

/// Reads a duration, e.g. `30s`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text).map_err(|error| hinted(&error, &error.hint()))
}

/// Reads a time limit, which leaves time for something.
pub(crate) fn limit(text: &str) -> Result<Duration, String> {
    some_time(text, duration(text)?, "5s is the default")
}

/// Refuses a time limit that leaves no time.
pub(crate) fn some_time(text: &str, limit: Duration, hint: &str) -> Result<Duration, String> {
    if limit.is_zero() {
        return Err(hinted(&format!("`{text}` leaves no time"), hint));
    }
    Ok(limit)
}

/// Shortest interval between two looks at a server.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// Reads the interval of a watch, which must leave the server time for its work.
pub(crate) fn interval(text: &str) -> Result<Duration, String> {
    let interval = duration(text)?;
    if interval < SHORTEST_INTERVAL {
        return Err(format!("an interval is at least {}", humanize(SHORTEST_INTERVAL)));
    }
    Ok(interval)
}

/// Reads a moment, e.g. `15m` for that long ago.
pub(crate) fn when(text: &str) -> Result<When, String> {
    text.parse().map_err(|error: astra_model::time::TimeError| hinted(&error, &error.hint()))
}

/// Reads an entry ID as Redis writes it.
pub(crate) fn entry_id(text: &str) -> Result<EntryId, String> {
    text.parse().map_err(|error: astra_model::EntryIdError| hinted(&error, error.hint()))
}

fn hinted(error: &impl std::fmt::Display, hint: &str) -> String {
    format!("{error}\nhint: {hint}")
}
