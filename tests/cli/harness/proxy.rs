//! A network between the program and its server: it counts, delays, or holds back what passes.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::{Server, eventually};

/// Bytes that are passed on at a time.
const CHUNK: usize = 4096;

/// The two directions through a [`Proxy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Requests,
    Answers,
}

/// A loopback port before a server; dropping it cuts every connection.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    wire: Arc<Wire>,
}

/// What all connections share.
#[derive(Debug, Default)]
struct Wire {
    requests: Flow,
    answers: Flow,
    delay: Duration,
    /// Whether requests are taken from the client however long they are held back.
    takes_all: bool,
    clients: Mutex<Vec<TcpStream>>,
    is_closed: AtomicBool,
}

/// One direction: how much has passed, and how much may.
#[derive(Debug)]
struct Flow {
    passed: AtomicUsize,
    limit: AtomicUsize,
    /// Taken while bytes move, so that what is held back goes first when it is let go.
    held: Mutex<()>,
    is_holding: AtomicBool,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            passed: AtomicUsize::default(),
            limit: AtomicUsize::new(usize::MAX),
            held: Mutex::default(),
            is_holding: AtomicBool::default(),
        }
    }
}

impl Proxy {
    /// Passes everything on, and counts it.
    pub(crate) fn open(server: &Server) -> Self {
        Self::start(server, Wire::default())
    }

    /// Passes so many bytes of one direction, of all connections together, and then holds back what follows while every
    /// connection stays open: the half-open network.
    pub(crate) fn holding(server: &Server, way: Way, bytes: usize) -> Self {
        let wire = Wire::default();
        wire.flow(way).limit.store(bytes, SeqCst);
        Self::start(server, wire)
    }

    /// As [`Proxy::holding`] of requests, of a network that keeps what it has taken: all that the client sent may arrive
    /// long after the client is gone.
    pub(crate) fn keeping(server: &Server, bytes: usize) -> Self {
        let wire = Wire { takes_all: true, ..Wire::default() };
        wire.requests.limit.store(bytes, SeqCst);
        Self::start(server, wire)
    }

    /// Passes each chunk on only after this time.
    pub(crate) fn slow(server: &Server, delay: Duration) -> Self {
        Self::start(server, Wire { delay, ..Wire::default() })
    }

    fn start(server: &Server, wire: Wire) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, socket, wire) =
            (listener.local_addr().unwrap(), server.socket(), Arc::new(wire));
        let shared = Arc::clone(&wire);
        thread::spawn(move || {
            for client in listener.incoming() {
                if shared.is_closed.load(SeqCst) {
                    return;
                }
                // A server that is down refuses; so does the proxy, by hanging up.
                if let (Ok(client), Ok(server)) = (client, UnixStream::connect(&socket)) {
                    shared.connect(client, server);
                }
            }
        });
        Self { address, wire }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Bytes that have passed.
    pub(crate) fn passed(&self, way: Way) -> usize {
        self.wire.flow(way).passed.load(SeqCst)
    }

    /// Waits until something is held back: the server has worked off, or the program has got, exactly the bytes before it.
    #[track_caller]
    pub(crate) fn waits_until_held(&self, way: Way) {
        eventually("the proxy holds back", || self.wire.flow(way).is_holding.load(SeqCst));
    }

    /// Lets go of what is held back, and of all that follows.
    pub(crate) fn release(&self) {
        for way in [Way::Requests, Way::Answers] {
            self.wire.flow(way).limit.store(usize::MAX, SeqCst);
        }
    }

    /// Cuts every connection that is open now; new ones are taken.
    pub(crate) fn cut(&self) {
        for client in self.wire.clients.lock().unwrap().drain(..) {
            // Fails only where the other side has gone before.
            let _gone = client.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.wire.is_closed.store(true, SeqCst);
        self.cut();
        // Wakes the listener, which sees that it is over.
        let _woken = TcpStream::connect(self.address);
    }
}

impl Wire {
    fn flow(&self, way: Way) -> &Flow {
        match way {
            Way::Requests => &self.requests,
            Way::Answers => &self.answers,
        }
    }

    fn connect(self: &Arc<Self>, client: TcpStream, server: UnixStream) {
        client.set_nodelay(true).unwrap();
        self.clients.lock().unwrap().push(client.try_clone().unwrap());
        let (there, back) = (Arc::clone(self), Arc::clone(self));
        let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || {
            if there.takes_all {
                there.pump(Way::Requests, Ahead::of(from), &to);
            } else {
                there.pump(Way::Requests, from, &to);
            }
            let _gone = to.shutdown(Shutdown::Write);
        });
        thread::spawn(move || {
            back.pump(Way::Answers, &server, &client);
            let _gone = client.shutdown(Shutdown::Both);
            if back.takes_all {
                // An end with answers unread would have the server drop what it has not read itself.
                let _drained = io::copy(&mut &server, &mut io::sink());
            }
        });
    }

    fn pump(&self, way: Way, mut from: impl Read, mut to: impl Write) {
        let mut buffer = [0; CHUNK];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            thread::sleep(self.delay);
            if !self.pass(way, &buffer[..count], &mut to) {
                return;
            }
        }
    }

    /// Writes what may pass, and waits with the rest; `false` when that is over.
    fn pass(&self, way: Way, mut bytes: &[u8], to: &mut impl Write) -> bool {
        let flow = self.flow(way);
        while !bytes.is_empty() {
            let moving = flow.held.lock().unwrap();
            let passed = flow.passed.load(SeqCst);
            let count = bytes.len().min(flow.limit.load(SeqCst).saturating_sub(passed));
            if to.write_all(&bytes[..count]).is_err() {
                return false;
            }
            flow.passed.store(passed + count, SeqCst);
            drop(moving);
            bytes = &bytes[count..];
            flow.is_holding.store(!bytes.is_empty(), SeqCst);
            if !bytes.is_empty() {
                if self.is_closed.load(SeqCst) {
                    return false;
                }
                thread::sleep(super::wait::POLL_INTERVAL);
            }
        }
        true
    }
}

/// What a client sends, taken from it as soon as it comes.
struct Ahead(mpsc::Receiver<Vec<u8>>);

impl Ahead {
    fn of(mut from: TcpStream) -> Self {
        let (sender, chunks) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; CHUNK];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self(chunks)
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(chunk) = self.0.recv() else { return Ok(0) };
        buffer[..chunk.len()].copy_from_slice(&chunk);
        Ok(chunk.len())
    }
}
