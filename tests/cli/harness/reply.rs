//! RESP2, written by hand: what a plain client sends and what a server answers.

use std::{
    fmt,
    io::{self, BufRead},
};

/// What a server answered.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    Nil,
    Int(i64),
    Simple(String),
    Bulk(Vec<u8>),
    Array(Vec<Reply>),
    /// The server's whole error line, `WRONGTYPE …`.
    Error(String),
}

impl Reply {
    /// The number of an integer reply.
    #[track_caller]
    pub(crate) fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            other => panic!("no integer: {other:?}"),
        }
    }

    /// The text of a bulk or simple reply.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Bulk(bytes) => std::str::from_utf8(bytes).unwrap(),
            Self::Simple(text) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    /// The bytes of a bulk reply.
    #[track_caller]
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bulk(bytes) => bytes,
            other => panic!("no bulk: {other:?}"),
        }
    }

    /// The items of an array reply.
    #[track_caller]
    pub(crate) fn items(&self) -> &[Reply] {
        match self {
            Self::Array(items) => items,
            other => panic!("no array: {other:?}"),
        }
    }

    /// The texts of an array of them, as KEYS or CONFIG GET answer.
    #[track_caller]
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.items().iter().map(Self::text).collect()
    }

    /// The value beside `name` in a flat array of pairs, as XINFO, HGETALL and CONFIG GET answer.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> &Reply {
        self.find(name).unwrap_or_else(|| panic!("no field `{name}` in {self:?}"))
    }

    /// As [`Reply::field`], `None` when it is not there (a server of another version).
    #[track_caller]
    pub(crate) fn find(&self, name: &str) -> Option<&Reply> {
        let pairs = self.items().chunks_exact(2);
        pairs.into_iter().find(|pair| pair[0].text() == name).map(|pair| &pair[1])
    }

    /// The server's error line.
    #[track_caller]
    pub(crate) fn error(&self) -> &str {
        match self {
            Self::Error(line) => line,
            other => panic!("no error: {other:?}"),
        }
    }

    pub(crate) fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }

    pub(crate) fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// Panics on an error, so that a scene that was not set never passes for one that was.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(!self.is_error(), "the server refused: {self:?}");
        self
    }

    /// Reads one reply.
    pub(super) fn read(source: &mut impl BufRead) -> io::Result<Self> {
        let line = read_line(source)?;
        let (kind, rest) = line.split_at(1);
        Ok(match kind {
            "+" => Self::Simple(rest.to_owned()),
            "-" => Self::Error(rest.to_owned()),
            ":" => Self::Int(number(rest)?),
            "$" => read_bulk(source, number(rest)?)?,
            "*" => read_array(source, number(rest)?)?,
            _ => return Err(invalid(&line)),
        })
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Int(number) => number.fmt(f),
            Self::Simple(text) => f.write_str(text),
            Self::Bulk(bytes) => String::from_utf8_lossy(bytes).fmt(f),
            Self::Array(items) => items.fmt(f),
            Self::Error(line) => write!(f, "(error) {line}"),
        }
    }
}

/// Appends a command as the wire wants it; arguments are bytes.
pub(super) fn encode(command: &[impl AsRef<[u8]>], wire: &mut Vec<u8>) {
    wire.extend(format!("*{}\r\n", command.len()).bytes());
    for argument in command {
        let argument = argument.as_ref();
        wire.extend(format!("${}\r\n", argument.len()).bytes());
        wire.extend(argument);
        wire.extend(b"\r\n");
    }
}

fn read_line(source: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    source.read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\r\n") {
        Some(line) if !line.is_empty() => Ok(String::from_utf8_lossy(line).into_owned()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn read_bulk(source: &mut impl BufRead, length: i64) -> io::Result<Reply> {
    let Ok(length) = usize::try_from(length) else {
        return Ok(Reply::Nil);
    };
    let mut bytes = vec![0; length + 2];
    source.read_exact(&mut bytes)?;
    bytes.truncate(length);
    Ok(Reply::Bulk(bytes))
}

fn read_array(source: &mut impl BufRead, length: i64) -> io::Result<Reply> {
    if length < 0 {
        return Ok(Reply::Nil);
    }
    (0..length).map(|_| Reply::read(source)).collect::<io::Result<_>>().map(Reply::Array)
}

fn number(digits: &str) -> io::Result<i64> {
    digits.parse().map_err(|_| invalid(digits))
}

fn invalid(line: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not RESP: {line:?}"))
}
