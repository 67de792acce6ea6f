//! A port in front of a server that counts, delays, holds back or cuts what passes.

use std::{
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{Arc, atomic::Ordering::SeqCst},
    thread,
    time::Duration,
};

use crate::{
    network::{Cut, Direction, Network},
    server::Server,
    wait::eventually,
};

/// A loopback port in front of a server. Dropping it closes every connection.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    network: Arc<Network>,
}

impl Proxy {
    /// Passes everything on and counts it.
    pub fn open(server: &Server) -> Self {
        Self::start(server, Network::default())
    }

    /// Passes this many bytes in one direction, over all connections together, and then holds back what follows while every
    /// connection stays open: a half-open network.
    pub fn holding(server: &Server, direction: Direction, bytes: usize) -> Self {
        let network = Network::default();
        network.flow(direction).set_limit(bytes);
        Self::start(server, network)
    }

    /// Like [`Proxy::holding`] for requests, in a network that keeps what it has taken: everything that the client sent may
    /// arrive long after the client is gone.
    pub fn keeping(server: &Server, bytes: usize) -> Self {
        let network = Network { buffers_requests: true, ..Network::default() };
        network.flow(Direction::Requests).set_limit(bytes);
        Self::start(server, network)
    }

    /// Passes each chunk on after this delay.
    pub fn slow(server: &Server, delay: Duration) -> Self {
        Self::start(server, Network { delay, ..Network::default() })
    }

    /// Cuts each connection that publishes events once this many bytes have passed in one direction since its first `XADD`.
    pub fn cutting(server: &Server, direction: Direction, bytes: usize) -> Self {
        let cut = Some(Cut { direction, bytes });
        Self::start(server, Network { cut, ..Network::default() })
    }

    fn start(server: &Server, network: Network) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, socket, network) =
            (listener.local_addr().unwrap(), server.socket(), Arc::new(network));
        let shared = Arc::clone(&network);
        thread::spawn(move || {
            for client in listener.incoming() {
                if shared.is_closed.load(SeqCst) {
                    return;
                }
                // If the server is down, the proxy hangs up.
                if let (Ok(client), Ok(server)) = (client, UnixStream::connect(&socket)) {
                    shared.connect(client, server);
                }
            }
        });
        Self { address, network }
    }

    /// The URL of the proxy.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// How many bytes have passed.
    pub fn passed(&self, direction: Direction) -> usize {
        self.network.flow(direction).passed()
    }

    /// Waits until the proxy holds something back: the other side has then received exactly the bytes before it.
    #[track_caller]
    pub fn wait_until_holding(&self, direction: Direction) {
        eventually("the proxy holds back", || self.network.flow(direction).is_holding());
    }

    /// Passes on what it holds back, and everything that follows.
    pub fn release(&self) {
        for direction in [Direction::Requests, Direction::Replies] {
            self.network.flow(direction).set_limit(usize::MAX);
        }
    }

    /// Closes every open connection; the proxy still accepts new ones.
    pub fn cut(&self) {
        for client in self.network.clients.lock().unwrap().drain(..) {
            // Fails only if the other side has already closed it.
            let _gone = client.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.network.is_closed.store(true, SeqCst);
        self.cut();
        // Wakes the listener, which then ends.
        let _woken = TcpStream::connect(self.address);
    }
}
