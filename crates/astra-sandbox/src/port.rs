//! A loopback port that nobody listens on.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// A port that was free a moment ago; another process may still bind it first.
pub(crate) fn free() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
