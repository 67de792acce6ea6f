//! Writes quantities and untrusted text for people.

use std::borrow::Cow;
use std::fmt;

/// A count with its noun: `1 stream`, `2 streams`.
pub(crate) struct Counted<'a>(pub(crate) u64, pub(crate) &'a str);

impl fmt::Display for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, noun) = self;
        match (count, noun.strip_suffix('y')) {
            (1, _) => write!(f, "1 {noun}"),
            (_, Some(stem)) => write!(f, "{} {stem}ies", Grouped(*count)),
            (_, None) => write!(f, "{} {noun}s", Grouped(*count)),
        }
    }
}

/// A number with thousands separators: `1,234,567`.
pub(crate) struct Grouped(pub(crate) u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Escapes control characters, invisible characters and marks that change the writing direction, so that
/// untrusted text cannot forge what a terminal shows.
pub(crate) fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            c if c.is_ascii_control() => clean.push_str(&hex_escape(c)),
            c if needs_escape(c) => clean.extend(c.escape_unicode()),
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

fn hex_escape(character: char) -> String {
    format!("\\x{:02x}", character as u32)
}

fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(Counted(1, "stream").to_string(), "1 stream");
        assert_eq!(Counted(0, "entry").to_string(), "0 entries");
        assert_eq!(Counted(1_000_000, "entry").to_string(), "1,000,000 entries");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 999, 1000, 123_456_789].map(|n| Grouped(n).to_string()).into();
        assert_eq!(shown, ["0", "999", "1,000", "123,456,789"]);
    }

    #[test]
    fn untrusted_text_cannot_control_a_terminal() {
        assert_eq!(sanitize("plain ✓ text"), "plain ✓ text");
        assert_eq!(sanitize("\x1b]0;x\x07"), "\\x1b]0;x\\x07");
        assert_eq!(sanitize("a\u{202e}b\u{9b}c"), "a\\u{202e}b\\u{9b}c");
    }
}
