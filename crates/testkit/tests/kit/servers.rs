//! Starting, stopping and addressing servers.

use std::time::Duration;

use astra_testkit::{Client, Server, eventually, eventually_within, failure_of, signal};

#[test]
fn passes_further_arguments_to_the_server() {
    let server = Server::with(&["--maxmemory", "60mb", "--requirepass", "secret"]);
    assert!(server.redis(&["DBSIZE"]).error().starts_with("NOAUTH"));
    let mut client = server.client();
    client.command(&["AUTH", "secret"]).unwrap().ok();
    let maxmemory = client.command(&["CONFIG", "GET", "maxmemory"]).unwrap();
    assert_eq!(maxmemory.field("maxmemory").text(), "62914560");
}

#[test]
fn listens_on_loopback_only_when_asked() {
    let server = Server::tcp();
    let mut client = Client::tcp(server.port()).unwrap();
    let info = client.command(&["INFO", "server"]).unwrap();
    assert!(info.text().contains(&format!("process_id:{}\r\n", server.pid())));
    assert_eq!(server.tcp_url(), format!("redis://127.0.0.1:{}", server.port()));
    let silent = Server::start();
    assert_eq!(silent.redis(&["CONFIG", "GET", "port"]).field("port").text(), "0");
}

#[test]
fn a_killed_server_restarts_with_the_data_that_it_kept() {
    let mut server = Server::durable();
    server.redis(&["SET", "kept", "1"]).ok();
    let before = server.pid();
    server.kill();
    assert!(Client::unix(&server.socket()).is_err());
    server.restart();
    assert_ne!(server.pid(), before);
    assert_eq!(server.redis(&["GET", "kept"]).text(), "1");
}

#[test]
fn a_frozen_server_answers_after_it_is_thawed() {
    let server = Server::start();
    server.freeze();
    let mut client = server.client();
    client.send(&["PING"]).unwrap();
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    eventually("the process is stopped", || state().contains(") T "));
    server.thaw();
    assert_eq!(client.receive().unwrap().text(), "PONG");
}

#[test]
fn dropping_a_server_ends_it_and_removes_its_folder() {
    let server = Server::start();
    let (pid, folder) = (server.pid(), server.folder().to_owned());
    drop(server);
    assert!(!signal("0", pid));
    assert!(!folder.exists());
}

#[test]
fn a_server_that_does_not_start_is_quoted() {
    let message = failure_of(|| drop(Server::with(&["--no-such-setting", "1"])));
    assert!(message.contains("no-such-setting"), "{message}");
}

#[test]
fn a_replica_has_the_data_of_its_master() {
    let master = Server::master();
    master.redis(&["SET", "key", "1"]).ok();
    let replica = Server::replica_of(&master);
    assert_eq!(replica.redis(&["GET", "key"]).text(), "1");
}

#[test]
fn a_condition_that_never_holds_is_named() {
    let message = failure_of(|| eventually_within(Duration::from_millis(20), "pigs fly", || false));
    assert!(message.contains("pigs fly"), "{message}");
}
