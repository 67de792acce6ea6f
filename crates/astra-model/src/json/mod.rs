//! The JSON of an entry's fields and of names, whatever bytes they are.
//!
//! Bytes are a string if they are UTF-8, otherwise `{"base64":"…"}`. Fields are an object in stored
//! order, or an array of `[name, value]` pairs if a name repeats or is not UTF-8. `astra tail` and
//! `astra pending` write this format, and `astra publish` reads it back without a loss.

mod bytes;
mod fields;

pub use bytes::BytesJson;
pub use fields::{FieldsJson, ParsedFields};
