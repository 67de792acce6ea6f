//! A proxy before a server that cuts the connection after so many bytes.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    thread,
};

use crate::harness::Server;

/// Which way is cut.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    Requests,
    Answers,
}

/// Passes connections on to the server, each until it has passed `bytes` of the one way; returns its URL.
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
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let there = thread::spawn(move || {
        copy(&mut from, &mut to, requests);
        // The server works off what has reached it, and then closes.
        let _gone = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back = thread::spawn(move || copy(&mut from, &mut to, answers));
    let ended = if matches!(way, Way::Requests) { there.join() } else { back.join() };
    ended.unwrap();
    // The client learns nothing more, and sends nothing more.
    let _gone = client.shutdown(Shutdown::Both);
}

fn copy(from: &mut impl Read, to: &mut impl Write, mut left: usize) {
    let mut buffer = [0; 4096];
    while left > 0 {
        let most = buffer.len().min(left);
        let Ok(count @ 1..) = from.read(&mut buffer[..most]) else { return };
        if to.write_all(&buffer[..count]).is_err() {
            return;
        }
        left -= count;
    }
}
