//! The errors between astra and a server, as data with a text and a hint.

pub(crate) mod bus_error;
pub(crate) mod permission;
pub(crate) mod redirect;
pub(crate) mod reply_error;
pub(crate) mod role;
pub(crate) mod script;
pub(crate) mod sentinel;
pub(crate) mod tls;
