//! Owns glob patterns over stream names, which match exactly the names that `SCAN MATCH` returns.
//!
//! No glob crate matches as Redis does: they treat `/` or `.` specially, support `{a,b}` or `**`, read
//! `[!x]` as a negation, or reject what Redis accepts (an unterminated class, a reversed range, a
//! trailing `\`).

use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Reports whether a name contains `*`, `?` or `[`.
///
/// Such a stream was created by mistake, with a pattern as its name, and never becomes a target.
pub fn has_wildcard(name: &[u8]) -> bool {
    memchr::memchr3(b'*', b'?', b'[', name).is_some()
}

/// A glob over stream names with the rules of `SCAN MATCH` in Redis 7.0 on x86-64.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
enum Token {
    /// `*`: zero or more bytes.
    Many,
    /// `?`: any one byte.
    One,
    /// Exactly this byte.
    Byte(u8),
    /// `[…]`: one byte of the set.
    Class(Box<[bool; 256]>),
}

impl Token {
    fn accepts(&self, byte: u8) -> bool {
        match self {
            Self::Many => false,
            Self::One => true,
            Self::Byte(own) => *own == byte,
            Self::Class(set) => set[usize::from(byte)],
        }
    }
}

impl Pattern {
    /// Returns the glob as the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reports whether the whole name matches, in time proportional at worst to the product of both lengths.
    pub fn matches(&self, name: &[u8]) -> bool {
        // Redis does not run its matcher on an empty name, and accepts every name for a lone `*`.
        if name.is_empty() {
            return self.text.is_empty() || self.text == "*";
        }
        matches_tokens(&self.tokens, name)
    }

    /// Returns the only name that a pattern without wildcards matches, or `None` if it has wildcards.
    ///
    /// Also returns `None` if that name is not UTF-8.
    pub fn as_literal(&self) -> Option<String> {
        let bytes = self.tokens.iter().map(|token| match token {
            Token::Byte(byte) => Some(*byte),
            _ => None,
        });
        String::from_utf8(bytes.collect::<Option<_>>()?).ok()
    }
}

/// Matches greedily and backtracks only to the last `*`, which can match all that an earlier `*` could.
fn matches_tokens(tokens: &[Token], name: &[u8]) -> bool {
    let (mut token, mut at) = (0, 0);
    let mut last_many = None;
    while at < name.len() {
        match tokens.get(token) {
            Some(Token::Many) => {
                token += 1;
                last_many = Some((token, at));
            }
            Some(single) if single.accepts(name[at]) => {
                token += 1;
                at += 1;
            }
            _ => {
                let Some((after, from)) = last_many else {
                    return false;
                };
                last_many = Some((after, from + 1));
                (token, at) = (after, from + 1);
            }
        }
    }
    tokens[token..].iter().all(|rest| matches!(rest, Token::Many))
}

fn tokenize(mut glob: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(glob.len());
    while let Some((&first, rest)) = glob.split_first() {
        glob = rest;
        tokens.push(match (first, rest) {
            (b'*', _) => Token::Many,
            (b'?', _) => Token::One,
            (b'[', _) => parse_class(&mut glob),
            (b'\\', [escaped, after @ ..]) => {
                glob = after;
                Token::Byte(*escaped)
            }
            (byte, _) => Token::Byte(byte),
        });
    }
    tokens
}

/// Parses a class after its `[` and advances `glob` past it.
///
/// As in Redis, the end of the glob closes an open class, and the `]` of `[a-]` is the end of a range.
fn parse_class(glob: &mut &[u8]) -> Token {
    let is_negated = glob.first() == Some(&b'^');
    if is_negated {
        *glob = &glob[1..];
    }
    let mut set = Box::new([false; 256]);
    loop {
        *glob = match **glob {
            [] => break,
            [b'\\', escaped, ref rest @ ..] => {
                set[usize::from(escaped)] = true;
                rest
            }
            [b']', ref rest @ ..] => {
                *glob = rest;
                break;
            }
            [start, b'-', end, ref rest @ ..] => {
                add_range(&mut set, start, end);
                rest
            }
            [byte, ref rest @ ..] => {
                set[usize::from(byte)] = true;
                rest
            }
        };
    }
    class_token(set, is_negated)
}

/// Adds a range as Redis does: C `char` is signed on x86-64, and a reversed range is swapped.
fn add_range(set: &mut [bool; 256], start: u8, end: u8) {
    let (start, end) = (start.cast_signed(), end.cast_signed());
    for byte in start.min(end)..=start.max(end) {
        set[usize::from(byte.cast_unsigned())] = true;
    }
}

/// A class of one byte becomes [`Token::Byte`], so that [`Pattern::as_literal`] finds it.
fn class_token(mut set: Box<[bool; 256]>, is_negated: bool) -> Token {
    if is_negated {
        set.iter_mut().for_each(|member| *member = !*member);
    }
    let mut members = (0..=u8::MAX).filter(|byte| set[usize::from(*byte)]);
    match (members.next(), members.next()) {
        (Some(only), None) => Token::Byte(only),
        _ => Token::Class(set),
    }
}

impl FromStr for Pattern {
    type Err = Infallible;

    /// Never fails, because every text is a valid pattern in Redis.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tokens = tokenize(text.as_bytes());
        Ok(Self { text: text.to_owned(), tokens })
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        let Ok(pattern) = text.parse();
        pattern
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
