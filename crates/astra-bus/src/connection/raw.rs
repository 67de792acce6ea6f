//! A connection for reading entries: commands go out packed, replies come back as bytes.
//!
//! It is apart from the connection of the other commands, since a blocking read holds up
//! everything behind it.

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

use astra_model::io_reason;
use redis::Cmd;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::connection::log::log;
use crate::connection::transport::Transport;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::resp::{Malformed, Scanner};

/// Room made for each read: a few pages, so that a read takes what the socket holds.
const ROOM: usize = 128 * 1024;

/// A connection that reads replies as bytes.
pub struct RawConnection {
    transport: Box<dyn Transport>,
    address: String,
    timeout: Duration,
    /// Commands that are not sent yet.
    outgoing: Vec<u8>,
    incoming: Vec<u8>,
    /// Where the reply begins that is being read.
    start: usize,
    scanner: Scanner,
    /// Commands under way, noted only while there is a log; `None` is one that is kept out of it.
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
            incoming: Vec::new(),
            start: 0,
            scanner: Scanner::default(),
            logged: VecDeque::new(),
        }
    }

    /// Gives the stream back, once every command is answered.
    pub(crate) fn into_transport(self) -> Box<dyn Transport> {
        self.transport
    }

    /// Puts a command behind those that wait to be sent.
    pub(crate) fn queue(&mut self, command: &Cmd) {
        self.queue_secretly(command);
        if let Some(entry) = self.logged.back_mut() {
            *entry = Some((command.clone(), Instant::now()));
        }
    }

    /// As [`RawConnection::queue`], of a command that must never be logged.
    pub(crate) fn queue_secretly(&mut self, command: &Cmd) {
        command.write_packed_command(&mut self.outgoing);
        if tracing::enabled!(tracing::Level::DEBUG) {
            self.logged.push_back(None);
        }
    }

    /// Sends what waits. Who has hung up before may have said why.
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

    /// Waits for the next reply and puts its bytes into `reply`; the server may block for `block`
    /// beyond the usual time for an answer. Returns where the last item of an array reply begins.
    ///
    /// # Errors
    /// Also where the whole server refuses to work, rather than this one command.
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

    /// As [`RawConnection::reply`], where every refusal is an answer but that to talk to us at all.
    pub(crate) async fn answer(
        &mut self,
        block: Duration,
        reply: &mut Vec<u8>,
    ) -> Result<Result<usize, ReplyError>, BusError> {
        let patience = self.timeout.saturating_add(block);
        let length = tokio::time::timeout(patience, self.complete())
            .await
            .map_err(|_| self.silent(patience))??;
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

    /// What to say where the server refuses the login, or to talk to us at all.
    pub(crate) fn login_error(&self, refusal: ReplyError) -> BusError {
        BusError::Login { address: self.address.clone(), refusal }
    }

    /// Reads until a whole reply is there, and returns its length.
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

    /// What to say of a reply that is not what was asked for.
    pub(crate) fn protocol_error(&self, _: Malformed) -> BusError {
        self.lost("what came is no answer of Redis".into())
    }
}

/// The error reply, where the reply is one.
pub(crate) fn refusal(reply: &[u8]) -> Option<ReplyError> {
    let line = String::from_utf8_lossy(reply.strip_prefix(b"-")?);
    let (code, detail) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
    Some(ReplyError::new(code, detail))
}
