//! Reads the replies that come over one publishing connection, one after the other.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use astra_model::EntryId;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::connection::raw::refusal;
use crate::error::reply_error::ReplyError;
use crate::protocol::resp::{Cursor, Malformed, Scanner};

/// Bytes of one read.
const READ: usize = 1 << 16;

/// More than the longest error of a server: anything longer without an end is not a reply.
const LONGEST_REPLY: usize = 1 << 16;

/// A reply, of the few kinds that the commands of publishing have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Id(EntryId),
    Integer(i64),
    Integers(Vec<i64>),
    Status,
    Refused(ReplyError),
}

/// Why a connection gives no more replies.
#[derive(Debug)]
pub(crate) enum ConnectionLoss {
    Closed,
    Broken(io::Error),
    Silent,
    /// The reply cannot be one to the command that was sent.
    UnexpectedReply,
}

impl From<Malformed> for ConnectionLoss {
    fn from(_: Malformed) -> Self {
        Self::UnexpectedReply
    }
}

/// The replies that come over one connection.
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

    /// Waits for the next reply, at most the timeout since the last progress. A growing count of
    /// `written` bytes is also progress.
    pub(crate) async fn next(&mut self, written: &Cell<u64>) -> Result<Reply, ConnectionLoss> {
        loop {
            if let Some((reply, length)) = parse(&self.buffer[self.start..])? {
                self.start += length;
                return Ok(reply);
            }
            self.fill(written).await?;
        }
    }

    /// Waits for the reply to a command that may take `longer` than an ordinary one.
    pub(crate) async fn next_after(&mut self, longer: Duration) -> Result<Reply, ConnectionLoss> {
        let timeout = self.timeout;
        self.timeout += longer;
        let reply = self.next(&Cell::new(0)).await;
        self.timeout = timeout;
        reply
    }

    async fn fill(&mut self, written: &Cell<u64>) -> Result<(), ConnectionLoss> {
        self.buffer.drain(..self.start);
        self.start = 0;
        loop {
            let before = written.get();
            self.buffer.reserve(READ);
            match tokio::time::timeout(self.timeout, self.source.read_buf(&mut self.buffer)).await {
                Ok(Ok(0)) => return Err(ConnectionLoss::Closed),
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => return Err(ConnectionLoss::Broken(error)),
                Err(_) if written.get() == before => return Err(ConnectionLoss::Silent),
                Err(_) => {}
            }
        }
    }
}

/// Reads the first reply and its length in bytes; `None` while it is incomplete.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Reply, usize)>, ConnectionLoss> {
    match Scanner::default().end(bytes)? {
        Some(length) => Ok(Some((read(&bytes[..length])?, length))),
        None if bytes.len() > LONGEST_REPLY => Err(ConnectionLoss::UnexpectedReply),
        None => Ok(None),
    }
}

/// Reads a complete reply.
fn read(bytes: &[u8]) -> Result<Reply, ConnectionLoss> {
    let mut cursor = Cursor::new(bytes, 0);
    Ok(match bytes[0] {
        _ if !bytes.ends_with(b"\r\n") => return Err(ConnectionLoss::UnexpectedReply),
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
    async fn reads_replies_however_they_are_split() {
        for split in 1..WIRE.len() {
            let source = (&WIRE[..split]).chain(&WIRE[split..]);
            let mut replies = Replies::new(source, Duration::from_secs(5));
            for reply in expected() {
                assert_eq!(replies.next(&Cell::new(0)).await.unwrap(), reply, "split at {split}");
            }
            assert!(matches!(replies.next(&Cell::new(0)).await, Err(ConnectionLoss::Closed)));
        }
    }

    #[tokio::test]
    async fn rejects_what_is_not_a_reply_to_publishing() {
        for bytes in [
            "HTTP/1.1 400\r\n",
            "$x\r\n",
            "$3\r\nabc\r\n",
            "$-1\r\n",
            "\r\n",
            ":-\r\n",
            "*1\r\n+OK\r\n",
        ] {
            let mut replies = Replies::new(bytes.as_bytes(), Duration::from_secs(5));
            let reply = replies.next(&Cell::new(0)).await;
            assert!(matches!(reply, Err(ConnectionLoss::UnexpectedReply)), "{bytes}: {reply:?}");
        }
    }

    #[tokio::test]
    async fn waits_no_longer_than_the_timeout() {
        let (_server, client) = tokio::io::duplex(16);
        let mut replies = Replies::new(client, Duration::from_millis(20));
        assert!(matches!(replies.next(&Cell::new(0)).await, Err(ConnectionLoss::Silent)));
    }
}
