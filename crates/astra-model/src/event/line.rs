//! Reads drafts from lines of JSON, borrowing from the line every value without escapes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::draft::{Draft, DraftError};
use crate::event::field::Field;
use crate::event::payload;

/// Why a line of JSON cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("not a JSON object")]
    NotAnObject,
    #[error("not JSON: {reason} at column {column}")]
    NotJson { reason: String, column: usize },
    #[error("`{}` is given twice", .0.escape_debug())]
    Twice(String),
    #[error("`{}` must be a string", .0.escape_debug())]
    NotAString(String),
    // There is no default, because a misspelled key among many lines would go unnoticed.
    #[error("`data` is missing; null means no payload")]
    NoData,
    #[error(transparent)]
    Draft(#[from] DraftError),
}

impl From<serde_json::Error> for LineError {
    fn from(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let reason = text.rfind(" at line ").map_or(&*text, |at| &text[..at]);
        Self::NotJson { reason: reason.to_owned(), column: error.column() }
    }
}

impl<'a> Draft<'a> {
    /// Reads an envelope from a JSON object on one line; `event_type`, `entity_id` and `data` are required.
    ///
    /// `data` is a JSON object, whose text stays unchanged, or `null` or `""` for no payload. Unknown
    /// keys with a string become extra fields. Returns the first fault as an error.
    pub fn from_line(line: &'a str) -> Result<Self, LineError> {
        if !line.trim_start().starts_with('{') {
            return Err(LineError::NotAnObject);
        }
        let Parsed(draft) = serde_json::from_str(line)?;
        let draft = draft?;
        for field in [Field::EventType, Field::EntityId] {
            if draft.given(field).is_none() {
                return Err(DraftError::Missing(field).into());
            }
        }
        if draft.given(Field::Data).is_none() { Err(LineError::NoData) } else { Ok(draft) }
    }

    fn set_from_json(&mut self, key: Cow<'a, str>, json: &'a str) -> Result<(), LineError> {
        let Some(field) = Field::named(key.as_bytes()) else {
            return match string(json)? {
                Some(text) => self.add_new_extra(key, text),
                None => Err(LineError::NotAString(key.into_owned())),
            };
        };
        if self.given(field).is_some() {
            return Err(LineError::Twice(key.into_owned()));
        }
        if let Some(value) = value(field, json)? {
            self.set(field, value);
        }
        Ok(())
    }

    fn add_new_extra(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) -> Result<(), LineError> {
        if self.has_extra(&name) {
            return Err(LineError::Twice(name.into_owned()));
        }
        self.add_extra(name, value);
        Ok(())
    }
}

/// Reads the value of a field. `null` means the empty payload for `data`, and `None` for other fields.
fn value(field: Field, json: &str) -> Result<Option<Cow<'_, str>>, LineError> {
    match (field, json.as_bytes().first()) {
        (Field::Data, Some(b'{')) => Ok(Some(payload::on_one_line(json))),
        (Field::Data, _) if matches!(json, "null" | "\"\"") => Ok(Some("".into())),
        (Field::Data, _) => Err(DraftError::NotAnObject.into()),
        (_, Some(b'n')) => Ok(None),
        (Field::EventVersion, Some(b'0'..=b'9' | b'-')) => Ok(Some(json.into())),
        _ => match string(json)? {
            None => Err(LineError::NotAString(field.name().to_owned())),
            text => Ok(text),
        },
    }
}

/// Returns the text of a JSON string, borrowed if it has no escapes, or `None` for any other JSON value.
fn string(json: &str) -> Result<Option<Cow<'_, str>>, serde_json::Error> {
    let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    match inner {
        None => Ok(None),
        Some(text) if memchr::memchr(b'\\', text.as_bytes()).is_none() => Ok(Some(text.into())),
        Some(_) => serde_json::from_str(json).map(|text: String| Some(text.into())),
    }
}

/// The draft of a whole line, or the first fault of a value in it.
///
/// A fault does not stop the parser, so that a later syntax error takes precedence.
struct Parsed<'a>(Result<Draft<'a>, LineError>);

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Parsed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Parsed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut draft = Draft::default();
        let mut fault = None;
        while let Some((Key(key), json)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
            if fault.is_none() {
                fault = draft.set_from_json(key, json.get()).err();
            }
        }
        Ok(Parsed(fault.map_or(Ok(draft), Err)))
    }
}
