//! The fields of an entry as JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::json::bytes::BytesJson;

/// The most fields whose names are compared pairwise; with more, sorting finds a repeated name
/// sooner.
const FEW: usize = 24;

/// Fields to write as JSON: an iterator over names and values in stored order.
#[derive(Clone, Debug)]
pub struct FieldsJson<I>(pub I);

impl<'a, I: Iterator<Item = (&'a [u8], &'a [u8])> + Clone> FieldsJson<I> {
    /// Whether each name can be the key of an object: it is UTF-8 and occurs once.
    fn is_object(&self) -> bool {
        let names = || self.0.clone().map(|(name, _)| name);
        if !names().all(|name| BytesJson::from(name).is_string()) {
            return false;
        }
        if names().nth(FEW).is_none() {
            let is_new = |(index, name)| !names().take(index).any(|other| other == name);
            return names().enumerate().all(is_new);
        }
        let mut sorted: Vec<&[u8]> = names().collect();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Appends the JSON to `out`, faster than through `serde_json`; see [`BytesJson::write_to`].
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let is_object = self.is_object();
        let [open, close] = if is_object { *b"{}" } else { *b"[]" };
        out.push(open);
        for (index, (name, value)) in self.0.clone().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            if !is_object {
                out.push(b'[');
            }
            BytesJson::from(name).write_to(out);
            out.push(if is_object { b':' } else { b',' });
            BytesJson::from(value).write_to(out);
            if !is_object {
                out.push(b']');
            }
        }
        out.push(close);
    }
}

impl<'a, I: Iterator<Item = (&'a [u8], &'a [u8])> + Clone> Serialize for FieldsJson<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = self.0.clone().count();
        if self.is_object() {
            let mut map = serializer.serialize_map(Some(count))?;
            for (name, value) in self.0.clone() {
                map.serialize_entry(&BytesJson::from(name), &BytesJson::from(value))?;
            }
            return map.end();
        }
        let mut pairs = serializer.serialize_seq(Some(count))?;
        for (name, value) in self.0.clone() {
            pairs.serialize_element(&(BytesJson::from(name), BytesJson::from(value)))?;
        }
        pairs.end()
    }
}

/// Fields that were read from JSON, in the order in which they were written. Names may repeat, in
/// an object as well.
#[derive(Debug)]
pub struct ParsedFields<'a>(Vec<(BytesJson<'a>, BytesJson<'a>)>);

impl ParsedFields<'_> {
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> + Clone {
        self.0.iter().map(|(name, value)| (&*name.0, &*value.0))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ParsedFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = ParsedFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields, or an array of [name, value] pairs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(10);
        while let Some(pair) = map.next_entry()? {
            fields.push(pair);
        }
        Ok(ParsedFields(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(10);
        while let Some(pair) = pairs.next_element()? {
            fields.push(pair);
        }
        Ok(ParsedFields(fields))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

    fn json_of(fields: &Pairs) -> String {
        let pairs = fields.iter().map(|(name, value)| (&name[..], &value[..]));
        let serialized = serde_json::to_string(&FieldsJson(pairs.clone())).unwrap();
        let mut written = Vec::new();
        FieldsJson(pairs).write_to(&mut written);
        assert_eq!(String::from_utf8(written).unwrap(), serialized);
        serialized
    }

    fn json(fields: &[(&[u8], &[u8])]) -> String {
        json_of(&fields.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect())
    }

    #[test]
    fn keeps_order_bytes_and_repeated_names() {
        assert_eq!(json(&[(b"z", b"1"), (b"a", b"\xff")]), r#"{"z":"1","a":{"base64":"/w=="}}"#);
        assert_eq!(json(&[(b"a", b"1"), (b"a", b"2")]), r#"[["a","1"],["a","2"]]"#);
        assert_eq!(json(&[(b"\xff", b"1")]), r#"[[{"base64":"/w=="},"1"]]"#);
        assert_eq!(json(&[]), "{}");
    }

    #[test]
    fn finds_a_repeated_name_among_many() {
        let mut fields: Pairs = (0..100).map(|n| (format!("f{n}").into(), b"1".to_vec())).collect();
        assert!(json_of(&fields).starts_with('{'));
        fields.push((b"f7".to_vec(), b"2".to_vec()));
        assert!(json_of(&fields).starts_with('['));
    }

    proptest! {
        #[test]
        fn any_fields_are_read_back(
            fields in proptest::collection::vec((any::<Vec<u8>>(), any::<Vec<u8>>()), 0..30),
            texts in proptest::collection::vec(("(\\PC|[\\x00-\\x7f])*", "[a-z\"]*"), 0..6),
        ) {
            let texts = texts.into_iter().map(|(name, value)| (name.into(), value.into()));
            let fields: Pairs = fields.into_iter().chain(texts).collect();
            let json = json_of(&fields);
            let parsed: ParsedFields<'_> = serde_json::from_str(&json).unwrap();
            let back = parsed.iter().map(|(name, value)| (name.to_vec(), value.to_vec()));
            prop_assert_eq!(back.collect::<Pairs>(), fields);
        }
    }
}
