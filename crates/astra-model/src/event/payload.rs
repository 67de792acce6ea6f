//! What the `data` field holds.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// The content of `data`, as far as it can be told from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// No payload.
    Empty,
    /// A JSON object.
    Object(&'a str),
    /// JSON, but no object.
    OtherJson(&'a str),
    /// What Python's `repr` makes of a dict (the fleet's legacy fault).
    PythonRepr(&'a str),
    /// Neither.
    NotJson(&'a str),
}

impl<'a> Payload<'a> {
    /// Looks at the text of `data`.
    pub fn of(text: &'a str) -> Self {
        match serde_json::from_str::<&RawValue>(text) {
            _ if text.is_empty() => Self::Empty,
            Ok(json) if json.get().starts_with('{') => Self::Object(json.get()),
            Ok(json) => Self::OtherJson(json.get()),
            Err(_) if looks_like_python(text) => Self::PythonRepr(text),
            Err(_) => Self::NotJson(text),
        }
    }

    /// Returns the payload's JSON, where it is JSON.
    pub fn json(self) -> Option<&'a str> {
        match self {
            Self::Object(json) | Self::OtherJson(json) => Some(json),
            Self::Empty | Self::PythonRepr(_) | Self::NotJson(_) => None,
        }
    }
}

/// Levels of arrays and objects in a payload that is repeated as JSON at most. Parsers stop at a depth of
/// their own (measured: `serde_json` reads 127 levels, jq 1.6 255, Python some 1,000); the line is one more.
const DEEPEST: usize = 100;

/// Why JSON is not to be repeated as such: common parsers read nothing of a text that holds it.
pub fn unreadable(json: &str) -> Option<&'static str> {
    if is_too_deep(json.as_bytes()) {
        return Some("it is nested deeper than 100 levels");
    }
    has_half_a_pair(json.as_bytes())
        .then_some("it holds half of a surrogate pair, which is no text")
}

fn is_too_deep(json: &[u8]) -> bool {
    // Most have fewer brackets at all.
    if memchr::memchr2_iter(b'[', b'{', json).nth(DEEPEST).is_none() {
        return false;
    }
    let (mut depth, mut is_text) = (0_usize, false);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_text = !is_text,
            b'\\' => drop(bytes.next()),
            b'[' | b'{' if !is_text => depth += 1,
            b']' | b'}' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Whether an escape in valid JSON names one half of a surrogate pair without the other.
fn has_half_a_pair(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        rest = &rest[at..];
        let is_pair = match escaped(rest) {
            Some(0xdc00..=0xdfff) => return true,
            Some(0xd800..=0xdbff) => true,
            Some(_) | None => false,
        };
        if is_pair && !matches!(rest.get(6..).and_then(escaped), Some(0xdc00..=0xdfff)) {
            return true;
        }
        rest = rest.get(if is_pair { 12 } else { 2 }..).unwrap_or_default();
    }
    false
}

/// The code unit of an escape `\uXXXX` that a text begins with.
fn escaped(text: &[u8]) -> Option<u16> {
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

/// Puts JSON on one line: a line break in valid JSON can only stand between tokens.
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
    fn half_of_a_surrogate_pair_is_found_wherever_it_stands() {
        for half in
            [r"\ud800", r"\uDFFF", r"\ud83d\u0041", r"\ud83dx", r"\ude00\ud83d", r"\\\ud800"]
        {
            assert!(unreadable(&format!(r#"{{"a":"x{half}"}}"#)).is_some(), "{half}");
        }
        for whole in [r"\ud83d\ude00", r"\\ud800", r"\u0041\n\\", r"\ud7ff\ue000", "\u{1f600}"] {
            assert_eq!(unreadable(&format!(r#"{{"a":"x{whole}"}}"#)), None, "{whole}");
        }
    }

    #[test]
    fn what_is_nested_deeper_than_parsers_go_is_not_repeated() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(unreadable(&nested(DEEPEST)), None);
        assert!(unreadable(&nested(DEEPEST + 1)).unwrap().contains(&DEEPEST.to_string()));
        let beside = format!("[{}]", vec!["[{}]"; 2 * DEEPEST].join(","));
        assert_eq!(unreadable(&beside), None);
        assert_eq!(unreadable(&format!("\"\\\"{}\"", "[".repeat(2 * DEEPEST))), None);
        let line = format!("{{\"data\":{}}}", nested(DEEPEST));
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }
}
