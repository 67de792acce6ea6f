//! Loopback ports for servers that are started later.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Where the search begins, well above what services are used to have.
const FIRST: u32 = 10_000;

/// Below what Linux takes by itself, for connections and for listeners at port 0: nothing gets in between.
const COUNT: u32 = 22_000;

/// How many this process has looked at.
static TAKEN: AtomicU32 = AtomicU32::new(0);

/// A port that nothing listens on, given out once: it stays free until its server starts, and where none does.
pub(crate) fn free_port() -> u16 {
    // Two runs of the tests at the same time begin far from each other.
    let start = process::id().wrapping_mul(997);
    loop {
        let number = start.wrapping_add(TAKEN.fetch_add(1, Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + number).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
