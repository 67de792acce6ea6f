//! Which server to connect to and how: addresses, logins, TLS settings, and the URLs that spell them.

pub(crate) mod address;
pub(crate) mod fault;
pub(crate) mod parse;
pub(crate) mod secret;
pub(crate) mod sentinel_url;
pub(crate) mod server;
pub(crate) mod url_parts;
