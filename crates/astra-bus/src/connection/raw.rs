//! A connection whose replies stay bytes, for readers that decode in place.
//!
//! It is separate from the connection of ordinary commands, because a blocking read delays everything
//! behind it.

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

use astra_model::io_reason;
use futures_util::FutureExt as _;
use redis::Cmd;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::connection::log::log;
use crate::connection::transport::Transport;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::resp::{Malformed, Scanner};

/// Buffer space reserved for each read: a few pages, so that one read empties the socket.
const ROOM: usize = 128 * 1024;

/// A connection that sends packed commands and reads replies as bytes.
pub(crate) struct RawConnection {
    transport: Box<dyn Transport>,
    address: String,
    timeout: Duration,
    /// Commands that are not sent yet.
    outgoing: Vec<u8>,
    /// Replies that are still to come, to commands that are sent or queued.
    outstanding: usize,
    incoming: Vec<u8>,
    /// Where the current reply begins in `incoming`.
    start: usize,
    scanner: Scanner,
    /// Commands in flight, kept only if they are logged; `None` stands for one that must not be.
    logged: VecDeque<Option<(Cmd, Instant)>>,
}

impl fmt::Debug for RawConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("address", &self.address).finish_non_exhaustive()
    }
}

impl RawConnection {
    pub(crate) fn new(transport: Box<dyn Transport>, address: String, timeout: Duration) -> Self {
        Self {
            transport,
            address,
            timeout,
            outgoing: Vec::new(),
            outstanding: 0,
            incoming: Vec::new(),
            start: 0,
            scanner: Scanner::default(),
            logged: VecDeque::new(),
        }
    }

    /// Whether no reply is outstanding, so that another user can take the connection.
    pub(crate) fn is_idle(&self) -> bool {
        self.outstanding == 0 && self.outgoing.is_empty() && self.incoming.is_empty()
    }

    /// Whether the server has closed an idle connection, or has sent something unasked.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.transport.read_buf(&mut self.incoming).now_or_never().is_some()
    }

    /// Returns the byte stream, once every command is answered.
    pub(crate) fn into_transport(self) -> Box<dyn Transport> {
        self.transport
    }

    /// Queues a command to be sent by the next [`RawConnection::flush`].
    pub(crate) fn queue(&mut self, command: &Cmd) {
        self.queue_secretly(command);
        if let Some(entry) = self.logged.back_mut() {
            *entry = Some((command.clone(), Instant::now()));
        }
    }

    /// As [`RawConnection::queue`], for a command that must never be logged.
    pub(crate) fn queue_secretly(&mut self, command: &Cmd) {
        command.write_packed_command(&mut self.outgoing);
        self.outstanding += 1;
        if tracing::enabled!(tracing::Level::DEBUG) {
            self.logged.push_back(None);
        }
    }

    /// Sends the queued commands. If the server has closed the connection, its last reply may state why.
    pub(crate) async fn flush(&mut self) -> Result<(), BusError> {
        let Err(lost) = self.send().await else { return Ok(()) };
        if matches!(lost, BusError::Lost { .. }) {
            self.answer(Duration::ZERO, &mut Vec::new()).await?.ok();
        }
        Err(lost)
    }

    async fn send(&mut self) -> Result<(), BusError> {
        let sending = async {
            self.transport.write_all(&self.outgoing).await?;
            // An encrypted connection has a buffer of its own.
            self.transport.flush().await
        };
        let sent = tokio::time::timeout(self.timeout, sending).await;
        self.outgoing.clear();
        sent.map_err(|_| self.silent(self.timeout))?.map_err(|error| self.lost(io_reason(&error)))
    }

    /// Waits for the next reply and puts its bytes into `reply`; the server may block for `block` on top of
    /// the timeout. Returns the offset of the last item of an array reply.
    ///
    /// # Errors
    /// Also if the server as a whole refuses to work, and not just this command.
    pub(crate) async fn reply(
        &mut self,
        block: Duration,
        reply: &mut Vec<u8>,
    ) -> Result<Result<usize, ReplyError>, BusError> {
        match self.answer(block, reply).await? {
            Err(refusal) if refusal.is_unavailable() => {
                Err(BusError::Refused { subject: String::new(), refusal })
            }
            answer => Ok(answer),
        }
    }

    /// As [`RawConnection::reply`], but only a rejected login is an error; every other error reply is an answer.
    pub(crate) async fn answer(
        &mut self,
        block: Duration,
        reply: &mut Vec<u8>,
    ) -> Result<Result<usize, ReplyError>, BusError> {
        let time_limit = self.timeout.saturating_add(block);
        let length = tokio::time::timeout(time_limit, self.complete())
            .await
            .map_err(|_| self.silent(time_limit))??;
        self.outstanding = self.outstanding.saturating_sub(1);
        let bytes = &self.incoming[self.start..self.start + length];
        let refusal = refusal(bytes);
        reply.clear();
        reply.extend_from_slice(bytes);
        let last_item = std::mem::take(&mut self.scanner).last_item();
        self.start += length;
        if self.start == self.incoming.len() {
            self.incoming.clear();
            self.start = 0;
        }
        if let Some((command, start)) = self.logged.pop_front().flatten() {
            log(&self.address, [&command], start, 1);
        }
        match refusal {
            Some(refusal) if refusal.is_login() => Err(self.login_error(refusal)),
            Some(refusal) => Ok(Err(refusal)),
            None => Ok(Ok(last_item)),
        }
    }

    /// The error of a server that rejects the login or the connection.
    pub(crate) fn login_error(&self, refusal: ReplyError) -> BusError {
        BusError::Login { address: self.address.clone(), refusal }
    }

    /// Reads until a whole reply has arrived, and returns its length.
    async fn complete(&mut self) -> Result<usize, BusError> {
        loop {
            let known = &self.incoming[self.start..];
            if let Some(length) =
                self.scanner.end(known).map_err(|error| self.protocol_error(error))?
            {
                return Ok(length);
            }
            self.make_room();
            match self.transport.read_buf(&mut self.incoming).await {
                Ok(0) => return Err(self.lost("the server closed it".into())),
                Ok(_) => {}
                Err(error) => return Err(self.lost(io_reason(&error))),
            }
        }
    }

    fn make_room(&mut self) {
        if self.start > 0 && self.start >= self.incoming.len() / 2 {
            self.incoming.drain(..self.start);
            self.start = 0;
        }
        if self.incoming.capacity() - self.incoming.len() < ROOM / 2 {
            self.incoming.reserve(ROOM);
        }
    }

    fn silent(&self, after: Duration) -> BusError {
        BusError::TimedOut { address: self.address.clone(), after }
    }

    fn lost(&self, reason: String) -> BusError {
        BusError::Lost { address: self.address.clone(), reason }
    }

    /// The error of a reply that is not RESP, or not what the command returns.
    pub(crate) fn protocol_error(&self, _: Malformed) -> BusError {
        self.lost("what came is no answer of Redis".into())
    }
}

/// The error reply, if `reply` is one.
pub(crate) fn refusal(reply: &[u8]) -> Option<ReplyError> {
    let line = String::from_utf8_lossy(reply.strip_prefix(b"-")?);
    let (code, detail) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
    Some(ReplyError::new(code, detail))
}
