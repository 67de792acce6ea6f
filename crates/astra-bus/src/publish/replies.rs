//! The replies to what was sent, one after the other.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use astra_model::EntryId;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::connection::raw::refusal;
use crate::error::reply_error::ReplyError;
use crate::protocol::resp::{Cursor, Malformed, Scanner};

/// Bytes that are asked for at a time.
const READ: usize = 1 << 16;

/// Beyond the longest error that a server writes: what goes on without an end is no reply.
const LONGEST_REPLY: usize = 1 << 16;

/// One reply, of the few kinds that publishing meets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Id(EntryId),
    Integer(i64),
    Integers(Vec<i64>),
    Status,
    Refused(ReplyError),
}

/// Why there are no more replies.
#[derive(Debug)]
pub(crate) enum Loss {
    Closed,
    Broken(io::Error),
    Silent,
    /// Not an answer to what was sent.
    Strange,
}

impl From<Malformed> for Loss {
    fn from(_: Malformed) -> Self {
        Self::Strange
    }
}

/// A stream of replies over one connection.
#[derive(Debug)]
pub(crate) struct Replies<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    timeout: Duration,
}

impl<R: AsyncRead + Unpin> Replies<R> {
    pub(crate) fn new(source: R, timeout: Duration) -> Self {
        Self { source, buffer: Vec::with_capacity(READ), start: 0, timeout }
    }

    /// Waits for the next reply: at most the timeout since the last sign of life, of which bytes
    /// `written` to the server are one.
    pub(crate) async fn next(&mut self, written: &Cell<u64>) -> Result<Reply, Loss> {
        loop {
            if let Some((reply, length)) = parse(&self.buffer[self.start..])? {
                self.start += length;
                return Ok(reply);
            }
            self.fill(written).await?;
        }
    }

    /// As [`Replies::next`], of a command that may take `longer` than an ordinary one.
    pub(crate) async fn next_after(&mut self, longer: Duration) -> Result<Reply, Loss> {
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
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Reply, usize)>, Loss> {
    match Scanner::default().end(bytes)? {
        Some(length) => Ok(Some((read(&bytes[..length])?, length))),
        None if bytes.len() > LONGEST_REPLY => Err(Loss::Strange),
        None => Ok(None),
    }
}

/// Reads a whole reply.
fn read(bytes: &[u8]) -> Result<Reply, Loss> {
    let mut cursor = Cursor::new(bytes, 0);
    Ok(match bytes[0] {
        _ if !bytes.ends_with(b"\r\n") => return Err(Loss::Strange),
        b'$' => Reply::Id(EntryId::parse_bytes(cursor.text()?).ok_or(Malformed)?),
        b':' => Reply::Integer(cursor.integer()?.ok_or(Malformed)?),
        b'-' => Reply::Refused(refusal(bytes).ok_or(Malformed)?),
        b'*' => Reply::Integers(integers(&mut cursor)?),
        _ => Reply::Status,
    })
}

fn integers(cursor: &mut Cursor<'_>) -> Result<Vec<i64>, Malformed> {
    let count = cursor.array_or_nil()?.ok_or(Malformed)?;
    (0..count).map(|_| cursor.integer()?.ok_or(Malformed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &[u8] = b"$15\r\n1700000000000-7\r\n-OOM command not allowed\r\n:1\r\n+OK\r\n-DENIED\r\n*2\r\n:1\r\n:0\r\n";

    fn expected() -> [Reply; 6] {
        let refused = |code: &str, detail: &str| Reply::Refused(ReplyError::new(code, detail));
        [
            Reply::Id(EntryId::new(1_700_000_000_000, 7)),
            refused("OOM", "command not allowed"),
            Reply::Integer(1),
            Reply::Status,
            refused("DENIED", ""),
            Reply::Integers(vec![1, 0]),
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
        for transport in [
            "HTTP/1.1 400\r\n",
            "$x\r\n",
            "$3\r\nabc\r\n",
            "$-1\r\n",
            "\r\n",
            ":-\r\n",
            "*1\r\n+OK\r\n",
        ] {
            let mut replies = Replies::new(transport.as_bytes(), Duration::from_secs(5));
            let reply = replies.next(&Cell::new(0)).await;
            assert!(matches!(reply, Err(Loss::Strange)), "{transport}: {reply:?}");
        }
    }

    #[tokio::test]
    async fn waits_no_longer_than_the_timeout() {
        let (_server, client) = tokio::io::duplex(16);
        let mut replies = Replies::new(client, Duration::from_millis(20));
        assert!(matches!(replies.next(&Cell::new(0)).await, Err(Loss::Silent)));
    }
}
