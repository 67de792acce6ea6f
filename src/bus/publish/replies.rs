//! The replies to what was sent, one after the other.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::bus::Refusal;
use crate::entry_id::EntryId;

/// Bytes that are asked for at a time.
const READ: usize = 1 << 16;

/// The longest ID: two numbers of twenty digits and a dash.
const LONGEST_ID: usize = 41;

/// Beyond the longest error that a server writes: what goes on without an end is no reply.
const LONGEST_LINE: usize = 1 << 16;

/// One reply, of the few kinds that publishing meets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Id(EntryId),
    Integer(i64),
    Status,
    Refused(Refusal),
}

/// Why there are no more replies.
#[derive(Debug)]
pub(super) enum Loss {
    Closed,
    Broken(io::Error),
    Silent,
    /// Not an answer to what was sent.
    Strange,
}

/// A stream of replies over one connection.
#[derive(Debug)]
pub(super) struct Replies<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    timeout: Duration,
}

impl<R: AsyncRead + Unpin> Replies<R> {
    pub(super) fn new(source: R, timeout: Duration) -> Self {
        Self { source, buffer: Vec::with_capacity(READ), start: 0, timeout }
    }

    /// Waits for the next reply: at most the timeout since the last sign of life, of which bytes
    /// `written` to the server are one.
    pub(super) async fn next(&mut self, written: &Cell<u64>) -> Result<Reply, Loss> {
        loop {
            if let Some((reply, length)) = parse(&self.buffer[self.start..])? {
                self.start += length;
                return Ok(reply);
            }
            self.fill(written).await?;
        }
    }

    /// As [`Replies::next`], of a command that may take `longer` than an ordinary one.
    pub(super) async fn next_after(&mut self, longer: Duration) -> Result<Reply, Loss> {
        let timeout = self.timeout;
        self.timeout += longer;
        let reply = self.next(&Cell::new(0)).await;
        self.timeout = timeout;
        reply
    }

    async fn fill(&mut self, written: &Cell<u64>) -> Result<(), Loss> {
        self.buffer.drain(..self.start);
        self.start = 0;
        loop {
            let before = written.get();
            self.buffer.reserve(READ);
            match tokio::time::timeout(self.timeout, self.source.read_buf(&mut self.buffer)).await {
                Ok(Ok(0)) => return Err(Loss::Closed),
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => return Err(Loss::Broken(error)),
                Err(_) if written.get() == before => return Err(Loss::Silent),
                Err(_) => {}
            }
        }
    }
}

/// Reads a reply off the front, with its length; `None` until it is there whole.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Reply, usize)>, Loss> {
    // Byte by byte: a line is three bytes long most often, too short for a search of any skill.
    let line_end = bytes.windows(2).position(|pair| pair == b"\r\n");
    let Some(line_end) = line_end else {
        return if bytes.len() > LONGEST_LINE { Err(Loss::Strange) } else { Ok(None) };
    };
    let (line, after) = (&bytes[..line_end], line_end + 2);
    let Some((kind, rest)) = line.split_first() else { return Err(Loss::Strange) };
    let reply = match kind {
        b'$' => return bulk(bytes, after, number(rest)?),
        b':' => Reply::Integer(number(rest)?),
        b'+' => Reply::Status,
        b'-' => Reply::Refused(refusal(rest)),
        _ => return Err(Loss::Strange),
    };
    Ok(Some((reply, after)))
}

fn bulk(bytes: &[u8], start: usize, length: i64) -> Result<Option<(Reply, usize)>, Loss> {
    let length = usize::try_from(length).ok().filter(|length| *length <= LONGEST_ID);
    let length = length.ok_or(Loss::Strange)?;
    let Some(text) = bytes.get(start..start + length + 2) else { return Ok(None) };
    let id = text.strip_suffix(b"\r\n").and_then(EntryId::parse_bytes).ok_or(Loss::Strange)?;
    Ok(Some((Reply::Id(id), start + length + 2)))
}

fn number(digits: &[u8]) -> Result<i64, Loss> {
    str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).ok_or(Loss::Strange)
}

fn refusal(line: &[u8]) -> Refusal {
    let text = String::from_utf8_lossy(line);
    let (code, detail) = text.split_once(' ').unwrap_or((&text, ""));
    Refusal { code: code.into(), detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &[u8] =
        b"$15\r\n1700000000000-7\r\n-OOM command not allowed\r\n:1\r\n+OK\r\n-DENIED\r\n";

    fn expected() -> [Reply; 5] {
        let refused = |code: &str, detail: &str| {
            Reply::Refused(Refusal { code: code.into(), detail: detail.into() })
        };
        [
            Reply::Id(EntryId::new(1_700_000_000_000, 7)),
            refused("OOM", "command not allowed"),
            Reply::Integer(1),
            Reply::Status,
            refused("DENIED", ""),
        ]
    }

    #[tokio::test]
    async fn reads_replies_however_they_are_cut() {
        for cut in 1..WIRE.len() {
            let source = (&WIRE[..cut]).chain(&WIRE[cut..]);
            let mut replies = Replies::new(source, Duration::from_secs(5));
            for reply in expected() {
                assert_eq!(replies.next(&Cell::new(0)).await.unwrap(), reply, "cut at {cut}");
            }
            assert!(matches!(replies.next(&Cell::new(0)).await, Err(Loss::Closed)));
        }
    }

    #[tokio::test]
    async fn takes_nothing_for_an_answer_that_is_none() {
        for wire in ["HTTP/1.1 400\r\n", "$x\r\n", "$3\r\nabc\r\n", "$-1\r\n", "\r\n", ":-\r\n"] {
            let mut replies = Replies::new(wire.as_bytes(), Duration::from_secs(5));
            let reply = replies.next(&Cell::new(0)).await;
            assert!(matches!(reply, Err(Loss::Strange)), "{wire}: {reply:?}");
        }
    }

    #[tokio::test]
    async fn waits_no_longer_than_the_timeout() {
        let (_server, client) = tokio::io::duplex(16);
        let mut replies = Replies::new(client, Duration::from_millis(20));
        assert!(matches!(replies.next(&Cell::new(0)).await, Err(Loss::Silent)));
    }
}
