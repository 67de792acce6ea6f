//! Owns the syntax of envelope values: versions, segments, producers and times.

use std::borrow::Cow;

use jiff::Timestamp;

/// Parses a version: a positive integer without a sign or leading zero.
pub(super) fn version(text: &str) -> Option<u32> {
    let is_plain = text.starts_with(|c: char| matches!(c, '1'..='9'));
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Reports whether the text can be a part of an event type or stream name: ASCII letters, digits, `_` and `-`.
pub(super) fn is_segment(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    !text.is_empty() && text.bytes().all(is_plain)
}

/// Reports whether the text is `name@version`.
pub(super) fn is_producer(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())
}

/// Returns an RFC 3339 time in UTC, borrowed if it already is, or `None` if the text is not such a time.
pub(super) fn to_utc(text: &str) -> Option<Cow<'_, str>> {
    let time: Timestamp = text.parse().ok().filter(|_| has_rfc3339_shape(text.as_bytes()))?;
    Some(if is_utc(text) { Cow::Borrowed(text) } else { Cow::Owned(time.to_string()) })
}

/// Reports whether the offset of a time is UTC.
pub(super) fn is_utc(text: &str) -> bool {
    text.ends_with(['Z', 'z']) || text.ends_with("+00:00")
}

/// Checks the shape of RFC 3339, because jiff also parses other forms of ISO 8601.
fn has_rfc3339_shape(text: &[u8]) -> bool {
    let is_at = |at: usize, any: &[u8]| text.get(at).is_some_and(|b| any.contains(b));
    let has_offset = text.last().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'Z' | b'z'));
    is_at(4, b"-")
        && is_at(7, b"-")
        && is_at(10, b"Tt ")
        && is_at(13, b":")
        && is_at(16, b":")
        && has_offset
}
