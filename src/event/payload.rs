//! What the `data` field holds.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// The content of `data`, as far as it can be told from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload<'a> {
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
    pub(crate) fn of(text: &'a str) -> Self {
        match serde_json::from_str::<&RawValue>(text) {
            _ if text.is_empty() => Self::Empty,
            Ok(json) if json.get().starts_with('{') => Self::Object(json.get()),
            Ok(json) => Self::OtherJson(json.get()),
            Err(_) if looks_like_python(text) => Self::PythonRepr(text),
            Err(_) => Self::NotJson(text),
        }
    }

    /// Returns the payload's JSON, where it is JSON.
    pub(crate) fn json(self) -> Option<&'a str> {
        match self {
            Self::Object(json) | Self::OtherJson(json) => Some(json),
            Self::Empty | Self::PythonRepr(_) | Self::NotJson(_) => None,
        }
    }
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
