//! Reads a line of `astra tail -o json`: the stream and the fields of an entry, which is published
//! again unchanged.

use std::sync::LazyLock;

use astra_model::json::{BytesJson, ParsedFields};
use memchr::memmem::Finder;
use serde::Deserialize;

/// Finds the key that an entry has and an envelope does not have; searched for in every line.
static FIELDS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"fields\""));

/// The entry of a line, borrowed from the line except for escaped text.
#[derive(Debug, Deserialize)]
pub(crate) struct EntryLine<'a> {
    #[serde(borrow)]
    stream: BytesJson<'a>,
    #[serde(borrow)]
    fields: ParsedFields<'a>,
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
        self.fields.iter()
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

#[cfg(test)]
mod tests {
    use astra_model::json::FieldsJson;
    use proptest::prelude::*;
    use serde_json::json;

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
            (r#"{"stream":"s","fields":{"a":{"base64":"?"}}}"#, "`base64` is invalid"),
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

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(fields in proptest::collection::vec((any::<Vec<u8>>(), any::<Vec<u8>>()), 0..6)) {
            let pairs = FieldsJson(fields.iter().map(|(n, v)| (&n[..], &v[..])));
            let line = json!({"id": "1-0", "fields": pairs, "stream": "s"}).to_string();
            prop_assert!(EntryLine::looks_like(&line));
            prop_assert_eq!(read(&line), Ok((b"s".to_vec(), fields)));
        }
    }
}
