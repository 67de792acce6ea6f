//! What every test of the program is written on. None of it uses the program's own code.
//!
//! | word | what it gives |
//! | --- | --- |
//! | [`Server`] | a private, real server, killed on drop: `Server::start()`, `with(&["--maxmemory", "60mb"])`, `tcp()` |
//! | [`on_each_version`] | the same test on every server version that is there |
//! | [`Cluster`] | the same for a cluster: `Cluster::start()`, `Cluster::with_replicas()` |
//! | [`Server::redis`] | one raw command and its [`Reply`]; [`Server::load`] sends 100,000 and more of them |
//! | [`FarServer`] | a server that takes us for another machine |
//! | [`Authority`] | certificates made for the test, and servers that speak TLS with them |
//! | [`astra`] | a run of the program in a cleared environment: `.check()` holds it to what is expected, `.run()` only reports |
//! | [`Astra::spawn`] | a run to follow line by line and to interrupt |
//! | [`Astra::terminal`] | a run in a real pseudo-terminal: keys in, the screen out |
//! | [`Proxy`] | a network between the two that delays, holds back or cuts |
//! | [`eventually`] | waits for a condition, up to a deadline, in place of a sleep |
//!
//! ```ignore
//! #[test]
//! fn counts_undelivered_entries() {
//!     let server = Server::start();
//!     server.redis(&["XADD", "astra.user.profileupdated.v1", "1-0", "f", "v"]);
//!     server.redis(&["XGROUP", "CREATE", "astra.user.profileupdated.v1", "g", "0"]);
//!     let lag = astra(&["lag", "-o", "json"]).server(&server).ok().json();
//!     assert_eq!(lag["groups"][0]["lag"], 1);
//! }
//! ```

// The words are there for every test file, and not each is used yet by one.
#![allow(dead_code, unused_imports)]

mod client;
mod cluster;
mod far;
mod follow;
mod options;
mod port;
mod program;
mod proxy;
mod reply;
mod run;
mod sentinel;
mod server;
mod signal;
mod start;
mod terminal;
mod tests;
mod tls;
mod versions;
mod wait;

pub(crate) use self::{
    client::Client,
    cluster::Cluster,
    far::FarServer,
    follow::Running,
    port::free_port,
    program::{Astra, astra, run_of},
    proxy::{Proxy, Way},
    reply::Reply,
    run::Run,
    sentinel::Watched,
    server::Server,
    signal::signal,
    terminal::{Key, Terminal},
    tls::{Authority, Identity, TlsServer},
    versions::{VERSIONS, on_each_version, programs, skipped, version},
    wait::{DEADLINE, eventually, eventually_within},
};
