//! Consumer groups: creating them, consuming, their pending entries, and the actions on them.

pub(crate) mod consumer;
pub(crate) mod delivery;
pub(crate) mod entry_bodies;
pub(crate) mod group;
pub(crate) mod pending;
pub(crate) mod pending_action;
pub(crate) mod prune;
pub(crate) mod temporary;
