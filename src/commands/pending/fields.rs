//! The fields of a pending entry, for programs and for people.

use std::fmt;

use astra_bus::Fields;
use astra_model::Name;
use astra_model::json::FieldsJson;
use serde::{Serialize, Serializer};

/// The stored fields: serialized as [`FieldsJson`], displayed as `name=value` with other bytes than
/// printable text escaped.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredFields<'a>(pub(super) &'a Fields);

impl Serialize for StoredFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        FieldsJson(pairs).serialize(serializer)
    }
}

impl fmt::Display for StoredFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let (name, value) = (Name::from(name.clone()), Name::from(value.clone()));
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{name}={value}")?;
        }
        Ok(())
    }
}
