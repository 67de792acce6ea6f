//! Info about a server: clock, replication, identity, permissions, clients.

pub(crate) mod clients;
pub(crate) mod identity;
pub(crate) mod info;
pub(crate) mod permissions;
pub(crate) mod replica;
