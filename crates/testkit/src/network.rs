//! The connections through a [`crate::Proxy`].

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use crate::wait::POLL_INTERVAL;

/// How many bytes are read at a time.
const CHUNK: usize = 4096;

/// A direction through a [`crate::Proxy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the program to the server.
    Requests,
    /// From the server to the program.
    Replies,
}

/// The state that all connections share.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub(crate) requests: Flow,
    pub(crate) replies: Flow,
    pub(crate) delay: Duration,
    /// Whether requests are taken from the client even while they are held back.
    pub(crate) buffers_requests: bool,
    pub(crate) cut: Option<Cut>,
    pub(crate) clients: Mutex<Vec<TcpStream>>,
    pub(crate) is_closed: AtomicBool,
}

/// Where each connection is cut: after this many bytes in this direction, counted from the chunk with its first `XADD`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) direction: Direction,
    pub(crate) bytes: usize,
}

impl Network {
    pub(crate) fn flow(&self, direction: Direction) -> &Flow {
        match direction {
            Direction::Requests => &self.requests,
            Direction::Replies => &self.replies,
        }
    }

    /// Passes bytes between a client and the server until one of them closes the connection, or it is cut.
    pub(crate) fn connect(self: &Arc<Self>, client: TcpStream, server: UnixStream) {
        client.set_nodelay(true).unwrap();
        self.clients.lock().unwrap().push(client.try_clone().unwrap());
        let cut = Arc::new(CutPoint::new(self.cut));
        let (there, back) = (Arc::clone(self), Arc::clone(self));
        let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let requests_cut = Arc::clone(&cut);
        thread::spawn(move || there.pass_requests(from, &to, &requests_cut));
        thread::spawn(move || back.pass_replies(server, &client, &cut));
    }

    fn pass_requests(&self, client: TcpStream, server: &UnixStream, cut: &CutPoint) {
        let ending = client.try_clone().unwrap();
        if self.buffers_requests {
            self.pump(Direction::Requests, Buffered::new(client), server, cut);
        } else {
            self.pump(Direction::Requests, client, server, cut);
        }
        // The server processes what has reached it, and then closes its end.
        let _gone = server.shutdown(Shutdown::Write);
        if self.cut.is_some_and(|cut| cut.direction == Direction::Requests) {
            let _gone = ending.shutdown(Shutdown::Both);
        }
    }

    fn pass_replies(&self, mut server: UnixStream, client: &TcpStream, cut: &CutPoint) {
        self.pump(Direction::Replies, &server, client, cut);
        let _gone = client.shutdown(Shutdown::Both);
        if self.buffers_requests {
            // If this end closed with replies unread, the server would drop requests that it has not read.
            let _drained = io::copy(&mut server, &mut io::sink());
        }
    }

    fn pump(&self, direction: Direction, mut from: impl Read, mut to: impl Write, cut: &CutPoint) {
        let mut buffer = [0; CHUNK];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            thread::sleep(self.delay);
            let passing = cut.allow(direction, &buffer[..count]);
            if !self.pass(direction, &buffer[..passing], &mut to) || passing < count {
                return;
            }
        }
    }

    /// Writes what may pass and waits with the rest; `false` once the connection or the proxy is closed.
    fn pass(&self, direction: Direction, mut bytes: &[u8], to: &mut impl Write) -> bool {
        let flow = self.flow(direction);
        while !bytes.is_empty() {
            let Ok(count) = flow.write(bytes, to) else { return false };
            bytes = &bytes[count..];
            flow.is_holding.store(!bytes.is_empty(), SeqCst);
            if !bytes.is_empty() {
                if self.is_closed.load(SeqCst) {
                    return false;
                }
                thread::sleep(POLL_INTERVAL);
            }
        }
        true
    }
}

/// One direction over all connections: how many bytes have passed, and how many may.
#[derive(Debug)]
pub(crate) struct Flow {
    passed: AtomicUsize,
    limit: AtomicUsize,
    /// Held while bytes move, so that two connections never exceed the limit together.
    moving: Mutex<()>,
    is_holding: AtomicBool,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            passed: AtomicUsize::default(),
            limit: AtomicUsize::new(usize::MAX),
            moving: Mutex::default(),
            is_holding: AtomicBool::default(),
        }
    }
}

impl Flow {
    pub(crate) fn passed(&self) -> usize {
        self.passed.load(SeqCst)
    }

    pub(crate) fn is_holding(&self) -> bool {
        self.is_holding.load(SeqCst)
    }

    pub(crate) fn set_limit(&self, bytes: usize) {
        self.limit.store(bytes, SeqCst);
    }

    /// Writes as many of these bytes as the limit allows, and returns their number.
    fn write(&self, bytes: &[u8], to: &mut impl Write) -> io::Result<usize> {
        let _moving = self.moving.lock().unwrap();
        let passed = self.passed();
        let count = bytes.len().min(self.limit.load(SeqCst).saturating_sub(passed));
        // Before the write, so that whoever has received these bytes finds them counted.
        self.passed.store(passed + count, SeqCst);
        let written = to.write_all(&bytes[..count]);
        if written.is_err() {
            self.passed.store(passed, SeqCst);
        }
        written.map(|()| count)
    }
}

/// How far one connection is from its cut.
#[derive(Debug)]
struct CutPoint {
    cut: Option<Cut>,
    has_event: AtomicBool,
    left: AtomicUsize,
}

impl CutPoint {
    fn new(cut: Option<Cut>) -> Self {
        let left = AtomicUsize::new(cut.map_or(0, |cut| cut.bytes));
        Self { cut, has_event: AtomicBool::default(), left }
    }

    /// How many bytes of this chunk pass; fewer than all of them where the connection is cut.
    fn allow(&self, direction: Direction, chunk: &[u8]) -> usize {
        let Some(cut) = self.cut else { return chunk.len() };
        if direction == Direction::Requests && chunk.windows(4).any(|word| word == b"XADD") {
            self.has_event.store(true, SeqCst);
        }
        if direction != cut.direction || !self.has_event.load(SeqCst) {
            return chunk.len();
        }
        // Only the thread of the cut direction comes here.
        let count = self.left.load(SeqCst).min(chunk.len());
        self.left.fetch_sub(count, SeqCst);
        count
    }
}

/// Requests that are taken from the client as soon as they arrive.
#[derive(Debug)]
struct Buffered(mpsc::Receiver<Vec<u8>>);

impl Buffered {
    fn new(mut client: TcpStream) -> Self {
        let (sender, chunks) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; CHUNK];
            while let Ok(count @ 1..) = client.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self(chunks)
    }
}

impl Read for Buffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(chunk) = self.0.recv() else { return Ok(0) };
        buffer[..chunk.len()].copy_from_slice(&chunk);
        Ok(chunk.len())
    }
}
