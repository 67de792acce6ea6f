//! The faulty network.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use astra_testkit::{Client, Direction, Proxy, Server, eventually};

const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";
const ADD: &[u8] = b"*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$1\r\nf\r\n$1\r\nv\r\n";

fn port(proxy: &Proxy) -> u16 {
    proxy.url().rsplit_once(':').unwrap().1.parse().unwrap()
}

#[test]
fn an_open_proxy_passes_and_counts_both_directions() {
    let server = Server::start();
    let proxy = Proxy::open(&server);
    let mut client = Client::tcp(port(&proxy)).unwrap();
    assert_eq!(client.command(&["PING"]).unwrap().text(), "PONG");
    assert_eq!(proxy.passed(Direction::Requests), PING.len());
    assert_eq!(proxy.passed(Direction::Replies), "+PONG\r\n".len());
}

#[test]
fn a_holding_proxy_passes_the_rest_once_it_is_released() {
    let server = Server::start();
    let proxy = Proxy::holding(&server, Direction::Replies, 3);
    let mut socket = TcpStream::connect(("127.0.0.1", port(&proxy))).unwrap();
    socket.write_all(PING).unwrap();
    proxy.wait_until_holding(Direction::Replies);
    let mut reply = [0; 7];
    socket.read_exact(&mut reply[..3]).unwrap();
    proxy.release();
    socket.read_exact(&mut reply[3..]).unwrap();
    assert_eq!(&reply, b"+PONG\r\n");
}

#[test]
fn a_keeping_proxy_delivers_after_the_client_is_gone() {
    let server = Server::start();
    let proxy = Proxy::keeping(&server, 10);
    let mut socket = TcpStream::connect(("127.0.0.1", port(&proxy))).unwrap();
    socket.write_all(ADD).unwrap();
    proxy.wait_until_holding(Direction::Requests);
    drop(socket);
    assert_eq!(server.length("s"), 0);
    proxy.release();
    eventually("the entry arrives", || server.length("s") == 1);
    server.wait_until_drained();
}

#[test]
fn a_slow_proxy_delays_each_direction() {
    let server = Server::start();
    let proxy = Proxy::slow(&server, Duration::from_millis(20));
    let started = Instant::now();
    Client::tcp(port(&proxy)).unwrap().command(&["PING"]).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(40));
}

#[test]
fn a_cutting_proxy_counts_from_the_first_event() {
    let server = Server::start();
    for (direction, bytes, written) in
        [(Direction::Requests, ADD.len() - 1, 0), (Direction::Replies, 0, 1)]
    {
        server.redis(&["DEL", "s"]).ok();
        let proxy = Proxy::cutting(&server, direction, bytes);
        let mut client = Client::tcp(port(&proxy)).unwrap();
        for _ in 0..9 {
            assert_eq!(client.command(&["PING"]).unwrap().text(), "PONG");
        }
        assert!(client.command(&["XADD", "s", "*", "f", "v"]).is_err(), "{direction:?}");
        server.wait_until_drained();
        assert_eq!(server.length("s"), written, "{direction:?}");
    }
}
