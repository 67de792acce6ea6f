//! Real servers, clusters and faulty networks for tests. Nothing here uses astra's own code, so a test never trusts the
//! code under test about its effects.
//!
//! | item | what it provides |
//! | --- | --- |
//! | [`Server`] | a private `redis-server`, killed on drop: `Server::start()`, `Server::with(&["--maxmemory", "60mb"])`, `Server::tcp()` |
//! | [`Server::redis`] | one raw command and its [`Reply`]; [`Server::load`] sends hundreds of thousands of commands |
//! | [`Server::add_entries`], [`Server::pending`], … | streams and groups, set up and read back in raw Redis |
//! | [`script()`] | several raw commands on one stream, written as text |
//! | [`event_lines`] | events as JSON lines, to be published |
//! | [`Cluster`] | a private Redis Cluster: `Cluster::start()`, `Cluster::with_replicas()` |
//! | [`SentinelDeployment`] | a master, its replica, and the Sentinels that monitor them |
//! | [`RemoteServer`] | a server in a network of its own, which sees its clients as remote |
//! | [`Authority`] | certificates made for one test, and servers that use them for TLS |
//! | [`Proxy`] | a network in front of a server that delays, holds back or cuts what passes |
//! | [`on_each_version`] | runs one test on every server version of this machine |
//! | [`eventually`] | waits for a condition, up to a deadline, instead of sleeping |
//!
//! ```no_run
//! use astra_testkit::{Server, script};
//!
//! let server = Server::start();
//! script(&server, "orders", "ADD 1..10; XGROUP CREATE K g 0; READ 3");
//! assert_eq!(server.pending("orders", "g").len(), 3);
//! ```

#![allow(clippy::unwrap_used, reason = "every caller is a test, and a panic is how a test fails")]

mod client;
mod cluster;
mod events;
mod network;
mod options;
mod panic;
mod port;
mod proxy;
mod remote;
mod reply;
mod script;
mod sentinel;
mod server;
mod signal;
mod start;
mod streams;
mod tls;
mod versions;
mod wait;

pub use self::{
    client::Client,
    cluster::Cluster,
    events::{event_line, event_lines, event_lines_without_ids, up_to},
    network::Direction,
    options::Options,
    panic::failure_of,
    port::free_port,
    proxy::Proxy,
    remote::RemoteServer,
    reply::Reply,
    script::script,
    sentinel::SentinelDeployment,
    server::Server,
    signal::signal,
    tls::{Authority, Identity, TlsServer},
    versions::{VERSIONS, chosen_program, on_each_version, programs, skipped, version},
    wait::{DEADLINE, POLL_INTERVAL, eventually, eventually_within},
};
