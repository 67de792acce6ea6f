//! Which server to connect to and how: addresses, logins, TLS settings, and the URLs that spell them.

pub(crate) mod fault;
pub(crate) mod sentinels;
pub(crate) mod target;
