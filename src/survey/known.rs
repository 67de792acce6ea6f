//! A value that may be unknown, with the reason.

use serde::Serialize;
use serde::ser::SerializeMap;

/// A value, or the reason why it is unknown.
///
/// A document has the value under one key, `null` if it is unknown, and then the reason under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known<T> {
    Value(T),
    Unknown(&'static str),
}

impl<T> Known<T> {
    /// Takes a value, with the reason to report if there is none.
    pub(crate) fn new(value: Option<T>, reason: &'static str) -> Self {
        value.map_or(Self::Unknown(reason), Self::Value)
    }

    pub(crate) fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Value(_) => None,
            Self::Unknown(reason) => Some(reason),
        }
    }
}

impl<T: Copy> Known<T> {
    pub(crate) fn value(&self) -> Option<T> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: Copy + Serialize> Known<T> {
    /// Writes the value, then the reason if it is unknown.
    pub(super) fn serialize<M: SerializeMap>(
        &self,
        map: &mut M,
        key: &'static str,
        reason_key: &'static str,
    ) -> Result<(), M::Error> {
        map.serialize_entry(key, &self.value())?;
        self.serialize_reason(map, reason_key)
    }

    /// Writes the reason if the value is unknown.
    pub(super) fn serialize_reason<M: SerializeMap>(
        &self,
        map: &mut M,
        key: &'static str,
    ) -> Result<(), M::Error> {
        self.reason().map_or(Ok(()), |reason| map.serialize_entry(key, reason))
    }
}
