//! Redis globs over stream names, equal to `SCAN MATCH` byte for byte.
//!
//! Written here because no crate equals Redis: others give `/` or `.` a meaning, know `{a,b}` or `**`,
//! read `[!x]` as a negation, or refuse what Redis takes (an unterminated class, a reversed range, a last `\`).

use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Tells whether a name holds `*`, `?` or `[`: a pattern once taken for a name, never a target.
pub fn has_wildcard(name: &[u8]) -> bool {
    memchr::memchr3(b'*', b'?', b'[', name).is_some()
}

/// A glob over stream names, as `SCAN MATCH` of Redis 7.0 on x86-64 reads it.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
enum Token {
    /// `*`: any bytes, also none.
    Many,
    /// `?`: any one byte.
    One,
    /// This byte alone.
    Byte(u8),
    /// `[…]`: one byte of a set.
    Class(Box<[bool; 256]>),
}

impl Token {
    fn takes(&self, byte: u8) -> bool {
        match self {
            Self::Many => false,
            Self::One => true,
            Self::Byte(own) => *own == byte,
            Self::Class(set) => set[usize::from(byte)],
        }
    }
}

impl Pattern {
    /// Returns the glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether the whole name matches; at worst in the product of both lengths.
    pub fn matches(&self, name: &[u8]) -> bool {
        // Redis compares nothing with an empty name, and takes a lone `*` without comparing.
        if name.is_empty() {
            return self.text.is_empty() || self.text == "*";
        }
        matches_tokens(&self.tokens, name)
    }

    /// Returns the one name that a pattern without wildcards can match.
    pub fn as_literal(&self) -> Option<String> {
        let bytes = self.tokens.iter().map(|token| match token {
            Token::Byte(byte) => Some(*byte),
            _ => None,
        });
        String::from_utf8(bytes.collect::<Option<_>>()?).ok()
    }
}

/// Going back to the last `*` alone is enough: what an earlier one could still take, the last can too.
fn matches_tokens(tokens: &[Token], name: &[u8]) -> bool {
    let (mut token, mut at) = (0, 0);
    let mut last_many = None;
    while at < name.len() {
        match tokens.get(token) {
            Some(Token::Many) => {
                token += 1;
                last_many = Some((token, at));
            }
            Some(one) if one.takes(name[at]) => {
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
            (b'[', _) => take_class(&mut glob),
            (b'\\', [escaped, after @ ..]) => {
                glob = after;
                Token::Byte(*escaped)
            }
            (byte, _) => Token::Byte(byte),
        });
    }
    tokens
}

/// Takes a class behind its `[`: a missing `]` closes it at the end, and in `[a-]` the `]` ends the range.
fn take_class(glob: &mut &[u8]) -> Token {
    let negated = glob.first() == Some(&b'^');
    if negated {
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
    class_token(set, negated)
}

/// Redis compares the bounds as C `char`, which is signed on x86-64, and swaps a reversed pair.
fn add_range(set: &mut [bool; 256], start: u8, end: u8) {
    let (start, end) = (start.cast_signed(), end.cast_signed());
    for byte in start.min(end)..=start.max(end) {
        set[usize::from(byte.cast_unsigned())] = true;
    }
}

fn class_token(mut set: Box<[bool; 256]>, negated: bool) -> Token {
    if negated {
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

    /// Never fails: to Redis every text is a pattern.
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
