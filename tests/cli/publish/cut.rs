//! A proxy before a server that cuts a connection so many bytes after its first event.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
};

use crate::harness::Server;

/// Which way is cut.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    Requests,
    Answers,
}

/// Passes connections on to the server, those with events on them until `bytes` of the one way have
/// passed since the first; returns its URL.
pub(super) fn cut(server: &Server, way: Way, bytes: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let socket = server.socket();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, socket) = (client.unwrap(), socket.clone());
            thread::spawn(move || pass(&client, &socket, way, bytes));
        }
    });
    url
}

fn pass(client: &TcpStream, socket: &Path, way: Way, bytes: usize) {
    let server = UnixStream::connect(socket).unwrap();
    let (requests, answers) = match way {
        Way::Requests => (bytes, usize::MAX),
        Way::Answers => (usize::MAX, bytes),
    };
    let publishes = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&publishes);
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let there = thread::spawn(move || {
        copy(&mut from, &mut to, requests, &seen, |bytes| {
            bytes.windows(4).any(|word| word == b"XADD")
        });
        // The server works off what has reached it, and then closes.
        let _gone = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back = thread::spawn(move || copy(&mut from, &mut to, answers, &publishes, |_| false));
    let ended = if matches!(way, Way::Requests) { there.join() } else { back.join() };
    ended.unwrap();
    // The client learns nothing more, and sends nothing more.
    let _gone = client.shutdown(Shutdown::Both);
}

fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    mut left: usize,
    publishes: &AtomicBool,
    is_event: impl Fn(&[u8]) -> bool,
) {
    let mut buffer = [0; 4096];
    loop {
        let Ok(count @ 1..) = from.read(&mut buffer) else { return };
        if is_event(&buffer[..count]) {
            publishes.store(true, SeqCst);
        }
        // Asked once: the other direction may set it at any moment.
        let is_counted = publishes.load(SeqCst);
        let most = if is_counted { left.min(count) } else { count };
        if to.write_all(&buffer[..most]).is_err() || most < count {
            return;
        }
        if is_counted {
            left -= most;
        }
    }
}
