//! Owns the names of streams, groups and consumers, which may be any bytes in Redis.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::json::BytesJson;

/// The name of a stream, group or consumer: any bytes, usually text.
///
/// `Display` writes control characters and invalid UTF-8 as escapes (`\x0a`, `\u{9b}`), a
/// backslash as `\\` and the empty name as `""`, so that two names never look alike. `Serialize` writes
/// the unescaped text, which a program can send back to the server, or `{"base64":"…"}` if the
/// name is not UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Vec<u8>);

/// `Display` form of the empty name, which Redis allows.
const EMPTY: &str = "\"\"";

impl Name {
    /// Returns the name as stored on the server.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the name as text, or `None` if it is not UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<Vec<u8>> for Name {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0[..] {
            b"" => return f.write_str(EMPTY),
            bytes if bytes == EMPTY.as_bytes() => return f.write_str(r"\x22\x22"),
            _ => {}
        }
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                write_escaped(f, character)?;
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

fn write_escaped(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    use fmt::Write as _;
    match character {
        '\\' => f.write_str("\\\\"),
        c if c.is_ascii_control() => write!(f, "\\x{:02x}", c as u32),
        c if c.is_control() => write!(f, "{}", c.escape_unicode()),
        c => f.write_char(c),
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        BytesJson::from(self.as_bytes()).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serializes_the_exact_name_on_the_server() {
        let json = |bytes: &[u8]| serde_json::to_string(&Name::from(bytes.to_vec())).unwrap();
        assert_eq!(json(b"a\x1bq\\"), "\"a\\u001bq\\\\\"");
        assert_eq!(json(b"a\xff"), r#"{"base64":"Yf8="}"#);
    }

    #[test]
    fn displays_text_unchanged_and_escapes_other_bytes() {
        assert_eq!(Name::from("astra.überall.v1").to_string(), "astra.überall.v1");
        assert_eq!(Name::from(b"a\xff\x1b[31m\n\\".to_vec()).to_string(), r"a\xff\x1b[31m\x0a\\");
        assert_eq!(Name::from("\u{9b}").to_string(), "\\u{9b}");
        assert_eq!(
            ["", "\"\"", "\""].map(|name| Name::from(name).to_string()),
            ["\"\"", r"\x22\x22", "\""]
        );
    }
}
