//! What an entry holds, as JSON that loses nothing.

use std::collections::HashSet;
use std::fmt::Write as _;

use astra_bus::Fields;
use astra_model::Name;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

/// The fields in stored order: an object, or pairs where a name repeats or is not UTF-8.
#[derive(Debug)]
pub(super) struct FieldsJson<'a>(pub(super) &'a Fields);

/// A text, or `{"base64":"…"}` where it is not UTF-8.
struct Text<'a>(&'a [u8]);

impl Serialize for FieldsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(fields) = self;
        let mut seen = HashSet::new();
        let is_object =
            fields.iter().all(|(name, _)| std::str::from_utf8(name).is_ok() && seen.insert(name));
        if is_object {
            let mut map = serializer.serialize_map(Some(fields.len()))?;
            for (name, value) in *fields {
                map.serialize_entry(&String::from_utf8_lossy(name), &Text(value))?;
            }
            return map.end();
        }
        let mut pairs = serializer.serialize_seq(Some(fields.len()))?;
        for (name, value) in *fields {
            pairs.serialize_element(&(Text(name), Text(value)))?;
        }
        pairs.end()
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(text) = std::str::from_utf8(self.0) {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("base64", &STANDARD.encode(self.0))?;
        map.end()
    }
}

/// The fields for people: `name=value`, other bytes made visible.
pub(super) fn readable(fields: &Fields) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        let (name, value) = (Name::from(name.clone()), Name::from(value.clone()));
        let gap = if text.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _written = write!(text, "{gap}{name}={value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(fields: &[(&[u8], &[u8])]) -> String {
        let fields = fields.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
        serde_json::to_string(&FieldsJson(&fields)).unwrap()
    }

    #[test]
    fn keeps_order_bytes_and_repeated_names() {
        assert_eq!(json(&[(b"z", b"1"), (b"a", b"\xff")]), r#"{"z":"1","a":{"base64":"/w=="}}"#);
        assert_eq!(json(&[(b"a", b"1"), (b"a", b"2")]), r#"[["a","1"],["a","2"]]"#);
        assert_eq!(json(&[(b"\xff", b"1")]), r#"[[{"base64":"/w=="},"1"]]"#);
        assert_eq!(json(&[]), "{}");
    }
}
