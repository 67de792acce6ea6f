//! Loopback ports for servers that start later.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// The first port tried, above the ports of most services.
const FIRST: u32 = 10_000;

/// Ends below the ports that Linux assigns itself, to connections and to listeners at port 0, so that none of these takes a
/// port in between.
const COUNT: u32 = 22_000;

/// How many ports this process has tried.
static TRIED: AtomicU32 = AtomicU32::new(0);

/// A port that nothing listens on. Each port is handed out once, so it stays free until its server starts.
pub fn free_port() -> u16 {
    // Two test runs at the same time start far from each other.
    let start = process::id().wrapping_mul(997);
    loop {
        let number = start.wrapping_add(TRIED.fetch_add(1, Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + number).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
