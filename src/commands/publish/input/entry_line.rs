//! Reads a line of `astra tail -o json`: the stream and the fields of an entry, which is published
//! again unchanged.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem::Finder;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Finds the key that an entry has and an envelope does not have; searched for in every line.
static FIELDS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"fields\""));

/// The entry of a line, borrowed from the line except for escaped text.
#[derive(Debug, Deserialize)]
pub(crate) struct EntryLine<'a> {
    #[serde(borrow)]
    stream: Bytes<'a>,
    #[serde(borrow)]
    fields: Fields<'a>,
}

impl<'a> EntryLine<'a> {
    /// Reads a line. Keys other than `stream` and `fields` are ignored.
    pub(crate) fn parse(line: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    /// Whether a line looks like an entry, and not like an envelope.
    pub(crate) fn looks_like(line: &str) -> bool {
        FIELDS.find(line.as_bytes()).is_some()
            && serde_json::from_str::<Keys<'_>>(line).is_ok_and(|keys| {
                !keys.is_envelope() && keys.fields.is_some_and(is_object_or_array)
            })
    }

    pub(crate) fn stream(&self) -> &[u8] {
        &self.stream.0
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.0.iter().map(|(name, value)| (&*name.0, &*value.0))
    }
}

#[derive(Deserialize)]
struct Keys<'a> {
    #[serde(borrow)]
    stream: Option<&'a serde_json::value::RawValue>,
    #[serde(borrow)]
    fields: Option<&'a serde_json::value::RawValue>,
    #[serde(borrow)]
    event_type: Option<&'a serde_json::value::RawValue>,
}

impl Keys<'_> {
    fn is_envelope(&self) -> bool {
        self.stream.is_none() && self.event_type.is_some()
    }
}

fn is_object_or_array(value: &serde_json::value::RawValue) -> bool {
    value.get().starts_with(['{', '['])
}

/// Bytes: a string, or `{"base64":"…"}`.
#[derive(Debug)]
struct Bytes<'a>(Cow<'a, [u8]>);

/// Fields in order: an object, or an array of pairs.
#[derive(Debug)]
struct Fields<'a>(Vec<(Bytes<'a>, Bytes<'a>)>);

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or {\"base64\":\"…\"}")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Bytes(Cow::Borrowed(text.as_bytes())))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Bytes(Cow::Owned(text.as_bytes().to_vec())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let entry = map.next_entry::<Cow<'de, str>, Cow<'de, str>>()?;
        let Some((key, text)) = entry.filter(|(key, _)| key == "base64") else {
            return Err(A::Error::custom("expected {\"base64\":\"…\"}"));
        };
        if let Some(key) = map.next_key::<Cow<'de, str>>()? {
            return Err(A::Error::custom(format_args!("unexpected `{key}` next to `base64`")));
        }
        let decoded = STANDARD.decode(text.as_bytes());
        let wrong = |error| A::Error::custom(format_args!("invalid `{key}`: {error}"));
        Ok(Bytes(Cow::Owned(decoded.map_err(wrong)?)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BytesVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields, or an array of [name, value] pairs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(10);
        while let Some(pair) = map.next_entry()? {
            fields.push(pair);
        }
        Ok(Fields(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(10);
        while let Some(pair) = pairs.next_element()? {
            fields.push(pair);
        }
        Ok(Fields(fields))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

    fn read(line: &str) -> Result<(Vec<u8>, Pairs), String> {
        let entry = EntryLine::parse(line).map_err(|error| error.to_string())?;
        let fields = entry.fields().map(|(name, value)| (name.to_vec(), value.to_vec()));
        Ok((entry.stream().to_vec(), fields.collect()))
    }

    #[test]
    fn keeps_stream_order_repeated_names_and_hostile_bytes() {
        let line = r#"{"stream":"a.b","id":"1-0","time":null,"fields":{"z":"1","a":"\u0000\n","z":{"base64":"/wA="}},"data":{"fields":1}}"#;
        let fields = [(&b"z"[..], &b"1"[..]), (b"a", b"\0\n"), (b"z", b"\xff\0")];
        let fields = fields.map(|(name, value)| (name.to_vec(), value.to_vec()));
        assert_eq!(read(line), Ok((b"a.b".to_vec(), fields.to_vec())));
    }

    #[test]
    fn reports_what_is_wrong_with_a_line() {
        for (line, reason) in [
            (r#"{"stream":"s","fields":{"a":1}}"#, "invalid type: integer `1`"),
            (r#"{"stream":"s","fields":[["a"]]}"#, "invalid length 1"),
            (r#"{"stream":"s","fields":{"a":{"base64":"?"}}}"#, "invalid `base64`"),
            (r#"{"stream":"s","fields":{"a":{"hex":"00"}}}"#, "expected {\"base64\""),
            (
                r#"{"stream":"s","fields":{"a":{"base64":"","b":""}}}"#,
                "unexpected `b` next to `base64`",
            ),
            (r#"{"fields":{}}"#, "missing field `stream`"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(reason), "{line}: {error}");
        }
    }

    #[test]
    fn an_envelope_is_not_taken_for_an_entry() {
        assert!(EntryLine::looks_like(r#"{"stream":"s","fields":[]}"#));
        assert!(!EntryLine::looks_like(
            r#"{"event_type":"A.B","data":{"stream":"s","fields":{}}}"#
        ));
        assert!(!EntryLine::looks_like(r#"{"stream":"s","fields":"text"}"#));
        assert!(!EntryLine::looks_like(r#"{"event_type":"A.B","fields":{}}"#));
        assert!(EntryLine::looks_like(r#"{"fields":{"a":"1"}}"#), "only its stream is missing");
    }

    fn shown(bytes: &[u8]) -> Value {
        match str::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => json!({"base64": STANDARD.encode(bytes)}),
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(fields in proptest::collection::vec((any::<Vec<u8>>(), any::<Vec<u8>>()), 0..6)) {
            let pairs: Vec<_> = fields.iter().map(|(n, v)| json!([shown(n), shown(v)])).collect();
            let line = json!({"id": "1-0", "fields": pairs, "stream": "s"}).to_string();
            prop_assert!(EntryLine::looks_like(&line));
            prop_assert_eq!(read(&line), Ok((b"s".to_vec(), fields)));
        }
    }
}
