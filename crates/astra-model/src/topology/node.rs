//! Parses YAML into a tree whose nodes carry their positions, so that faults can point at them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{Location, Spanned};

/// The position of a node in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Line number, from 1.
    pub(crate) line: u64,
    /// Column in characters, from 1.
    pub(crate) column: u64,
    /// Length of the node in characters.
    pub(crate) length: u64,
}

impl Position {
    /// Returns the text at the position, up to the end of its first line.
    pub(crate) fn text(self, source: &str) -> String {
        let index = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let line = lines(source).nth(index(self.line)).unwrap_or_default();
        let length = usize::try_from(self.length).unwrap_or(usize::MAX);
        line.chars().skip(index(self.column)).take(length).collect()
    }
}

impl From<Location> for Position {
    fn from(location: Location) -> Self {
        Self { line: location.line(), column: location.column(), length: location.span().len() }
    }
}

/// Splits a text into lines as YAML does; a lone carriage return also ends a line.
pub(super) fn lines(source: &str) -> impl Iterator<Item = &str> {
    source.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// A value of the file and its position.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(crate) at: Position,
    pub(crate) value: Value,
}

impl Node {
    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

/// The content of a YAML node, with the types that a topology distinguishes.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Number(u64),
    Text(String),
    /// Another scalar: a negative or huge number, a fraction, true or false.
    Other,
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// A syntax error in the YAML and its position.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(crate) at: Position,
    pub(crate) message: String,
}

impl From<serde_yaml::Error> for SyntaxError {
    fn from(error: serde_yaml::Error) -> Self {
        let at = error.location().unwrap_or(Location::UNKNOWN);
        let text = error.to_string();
        let suffix = format!(" at line {}, column {}", at.line(), at.column());
        Self {
            at: at.into(),
            message: match error {
                serde_yaml::Error::MultipleDocuments { .. } => {
                    "a second YAML document begins here".to_owned()
                }
                _ => text.trim_end_matches(&suffix).to_owned(),
            },
        }
    }
}

/// Parses one document. Repeated keys stay in the tree, so that the reader can report them.
pub(super) fn parse(source: &str) -> Result<Node, SyntaxError> {
    let options = serde_yaml::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    Ok(serde_yaml::from_str_with_options(source, options)?)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { at: spanned.defined.into(), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}
