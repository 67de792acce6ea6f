//! RESP2, written by hand: the commands of a plain client and the replies of a server.

use std::{
    fmt,
    io::{self, BufRead},
};

/// A server's reply to one command.
#[derive(Clone, PartialEq, Eq)]
pub enum Reply {
    /// No value.
    Nil,
    /// An integer.
    Int(i64),
    /// A status line, such as `OK`.
    Simple(String),
    /// A string of any bytes.
    Bulk(Vec<u8>),
    /// A list of replies.
    Array(Vec<Reply>),
    /// The whole error line, `WRONGTYPE …`.
    Error(String),
}

impl Reply {
    /// The number of an integer reply.
    #[track_caller]
    pub fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            other => panic!("not an integer: {other:?}"),
        }
    }

    /// The text of a bulk or simple reply.
    #[track_caller]
    pub fn text(&self) -> &str {
        match self {
            Self::Bulk(bytes) => std::str::from_utf8(bytes).unwrap(),
            Self::Simple(text) => text,
            other => panic!("not text: {other:?}"),
        }
    }

    /// The bytes of a bulk reply.
    #[track_caller]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bulk(bytes) => bytes,
            other => panic!("not a bulk string: {other:?}"),
        }
    }

    /// The items of an array reply.
    #[track_caller]
    pub fn items(&self) -> &[Reply] {
        match self {
            Self::Array(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The texts of an array of strings, as `KEYS` returns them.
    #[track_caller]
    pub fn texts(&self) -> Vec<&str> {
        self.items().iter().map(Self::text).collect()
    }

    /// The value of `name` in a flat array of pairs, as `XINFO`, `HGETALL` and `CONFIG GET` return it.
    #[track_caller]
    pub fn field(&self, name: &str) -> &Reply {
        self.find(name).unwrap_or_else(|| panic!("no field `{name}` in {self:?}"))
    }

    /// Like [`Reply::field`], but `None` if there is no such field (on other server versions).
    #[track_caller]
    pub fn find(&self, name: &str) -> Option<&Reply> {
        let pairs = self.items().chunks_exact(2);
        pairs.into_iter().find(|pair| pair[0].text() == name).map(|pair| &pair[1])
    }

    /// The ID of an entry, as `XRANGE` returns it.
    #[track_caller]
    pub fn entry_id(&self) -> &str {
        self.items()[0].text()
    }

    /// A field of an entry, as `XRANGE` returns it.
    #[track_caller]
    pub fn entry_field(&self, name: &str) -> &str {
        self.items()[1].field(name).text()
    }

    /// The server's error line.
    #[track_caller]
    pub fn error(&self) -> &str {
        match self {
            Self::Error(line) => line,
            other => panic!("not an error: {other:?}"),
        }
    }

    /// Whether the server refused the command.
    pub fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }

    /// Whether there is no value.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// Panics on an error, so that a test never runs on half of its setup.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "most tests only need the panic")]
    pub fn ok(self) -> Self {
        assert!(!self.is_error(), "the server refused: {self:?}");
        self
    }

    /// Reads one reply.
    pub(crate) fn read(source: &mut impl BufRead) -> io::Result<Self> {
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

/// Appends a command as RESP.
pub(crate) fn encode(command: &[impl AsRef<[u8]>], wire: &mut Vec<u8>) {
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
