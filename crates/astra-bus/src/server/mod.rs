//! The facts that a server reports about itself: readiness, clock, replication, identity, permissions, clients.

pub(crate) mod clients;
pub(crate) mod clock;
pub(crate) mod identity;
pub(crate) mod info;
pub(crate) mod permission;
pub(crate) mod permissions;
pub(crate) mod readiness;
pub(crate) mod replica;
