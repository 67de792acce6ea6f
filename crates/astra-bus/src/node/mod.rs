//! One server: opening its connections, checking its role, finding a master through Sentinels.

pub(crate) mod commands;
pub(crate) mod handle;
pub(crate) mod open;
pub(crate) mod role;
pub(crate) mod sentinel;
pub(crate) mod session;
