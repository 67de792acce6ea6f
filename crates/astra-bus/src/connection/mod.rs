//! One connection to one server: transport, TLS, handshake, raw requests and replies.

pub(crate) mod dial;
pub(crate) mod handshake;
pub(crate) mod log;
pub(crate) mod pool;
pub(crate) mod raw;
pub(crate) mod tls;
pub(crate) mod transport;
