//! What the values of the envelope must look like.

use std::borrow::Cow;

use jiff::Timestamp;

/// Reads a version: a positive integer without sign or leading zero.
pub(super) fn version(text: &str) -> Option<u32> {
    let is_plain = text.starts_with(|c: char| matches!(c, '1'..='9'));
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Says whether the text is one part of an event type or stream name: ASCII letters, digits, `_` and `-`.
pub(super) fn is_segment(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    !text.is_empty() && text.bytes().all(is_plain)
}

/// Says whether the text is `name@version`.
pub(super) fn is_producer(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())
}

/// Returns the RFC 3339 time in UTC: as it stands where it is, converted from another offset, `None` where it is no time.
pub(super) fn utc(text: &str) -> Option<Cow<'_, str>> {
    let time: Timestamp = text.parse().ok().filter(|_| has_rfc3339_shape(text.as_bytes()))?;
    Some(if is_utc(text) { Cow::Borrowed(text) } else { Cow::Owned(time.to_string()) })
}

/// Says whether a time is given in UTC by its offset.
pub(super) fn is_utc(text: &str) -> bool {
    text.ends_with(['Z', 'z']) || text.ends_with("+00:00")
}

/// The time parser reads every form of ISO 8601 and more; the wire knows one.
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
