//! The server at the other end of an encrypted connection, and how it is trusted.

use std::time::Duration;

use crate::endpoint::server::Tls;

/// A server that is connected to, and the TLS settings for it.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "read by a build with TLS"))]
pub(crate) struct Peer<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: u16,
    pub(crate) tls: &'a Tls,
    /// How long connecting may take.
    pub(crate) time_limit: Duration,
}
