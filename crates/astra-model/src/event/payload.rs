//! Classifies the content of the `data` field, and finds JSON that common parsers reject.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// The content of `data`, classified by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// No payload.
    Empty,
    /// A JSON object.
    Object(&'a str),
    /// JSON, but not an object.
    OtherJson(&'a str),
    /// Python's `repr` of a dict, which older services of the fleet write by mistake.
    PythonRepr(&'a str),
    /// Any other text.
    NotJson(&'a str),
}

impl<'a> Payload<'a> {
    /// Classifies the text of `data`.
    pub fn of(text: &'a str) -> Self {
        match serde_json::from_str::<&RawValue>(text) {
            _ if text.is_empty() => Self::Empty,
            Ok(json) if json.get().starts_with('{') => Self::Object(json.get()),
            Ok(json) => Self::OtherJson(json.get()),
            Err(_) if looks_like_python(text) => Self::PythonRepr(text),
            Err(_) => Self::NotJson(text),
        }
    }

    /// Returns the payload's text without surrounding blanks, or `None` if it is not JSON.
    pub fn json(self) -> Option<&'a str> {
        match self {
            Self::Object(json) | Self::OtherJson(json) => Some(json),
            Self::Empty | Self::PythonRepr(_) | Self::NotJson(_) => None,
        }
    }
}

/// The most levels of arrays and objects in a payload that astra embeds in its own JSON.
///
/// Parsers limit the depth (measured: `serde_json` 127 levels, jq 1.6 255, Python about 1,000), and
/// the surrounding line adds a level.
const MAX_DEPTH: usize = 100;

/// Returns why common parsers would reject a line that contains this JSON, or `None` if they accept it.
pub fn rejection_reason(json: &str) -> Option<&'static str> {
    if is_too_deep(json.as_bytes()) {
        return Some("it is nested deeper than 100 levels");
    }
    has_unpaired_surrogate(json.as_bytes())
        .then_some("it contains half of a surrogate pair, which is not valid text")
}

fn is_too_deep(json: &[u8]) -> bool {
    // Few payloads have this many brackets, and counting them is faster than tracking the depth.
    if memchr::memchr2_iter(b'[', b'{', json).nth(MAX_DEPTH).is_none() {
        return false;
    }
    let (mut depth, mut is_in_string) = (0_usize, false);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' => drop(bytes.next()),
            b'[' | b'{' if !is_in_string => depth += 1,
            b']' | b'}' if !is_in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Reports whether valid JSON escapes one half of a surrogate pair without the other.
fn has_unpaired_surrogate(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        rest = &rest[at..];
        let is_pair = match escaped_unit(rest) {
            Some(0xdc00..=0xdfff) => return true,
            Some(0xd800..=0xdbff) => true,
            Some(_) | None => false,
        };
        if is_pair && !matches!(rest.get(6..).and_then(escaped_unit), Some(0xdc00..=0xdfff)) {
            return true;
        }
        rest = rest.get(if is_pair { 12 } else { 2 }..).unwrap_or_default();
    }
    false
}

/// Returns the UTF-16 code unit of the escape `\uXXXX` at the start of a text.
fn escaped_unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn looks_like_python(text: &str) -> bool {
    let inner = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| {
        inner.trim_start().starts_with('\'')
            || [": None", ": True", ": False", ": '"].iter().any(|sign| inner.contains(sign))
    })
}

/// Removes the line breaks of valid JSON, which can only be between tokens.
pub(super) fn on_one_line(json: &str) -> Cow<'_, str> {
    match memchr::memchr2(b'\n', b'\r', json.as_bytes()) {
        Some(_) => Cow::Owned(json.replace(['\n', '\r'], "")),
        None => Cow::Borrowed(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unpaired_surrogate_is_found_anywhere() {
        for half in
            [r"\ud800", r"\uDFFF", r"\ud83d\u0041", r"\ud83dx", r"\ude00\ud83d", r"\\\ud800"]
        {
            assert!(rejection_reason(&format!(r#"{{"a":"x{half}"}}"#)).is_some(), "{half}");
        }
        for whole in [r"\ud83d\ude00", r"\\ud800", r"\u0041\n\\", r"\ud7ff\ue000", "\u{1f600}"] {
            assert_eq!(rejection_reason(&format!(r#"{{"a":"x{whole}"}}"#)), None, "{whole}");
        }
    }

    #[test]
    fn json_nested_deeper_than_parsers_accept_is_rejected() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(rejection_reason(&nested(MAX_DEPTH)), None);
        assert!(rejection_reason(&nested(MAX_DEPTH + 1)).unwrap().contains(&MAX_DEPTH.to_string()));
        let side_by_side = format!("[{}]", vec!["[{}]"; 2 * MAX_DEPTH].join(","));
        assert_eq!(rejection_reason(&side_by_side), None);
        assert_eq!(rejection_reason(&format!("\"\\\"{}\"", "[".repeat(2 * MAX_DEPTH))), None);
        let line = format!("{{\"data\":{}}}", nested(MAX_DEPTH));
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }
}
