//! `astra publish` against real servers.

mod bulk;
mod cluster;
mod failover;
mod forgotten;
mod late;
mod listing;
mod lost;
mod on_disk;
mod one;
mod other_input;
mod refused;
mod resume;
pub(crate) mod scene;
mod tail_lines;
mod waiting;
