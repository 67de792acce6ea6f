//! Picks a free loopback port.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// Returns a port that is free now. Another process may still bind it before the server does.
pub(crate) fn pick_free() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
