//! `astra publish` against real servers.

mod cluster;
mod failover;
mod from_file;
mod interrupted_while_waiting_for_input;
mod list_ids;
mod lost_connections;
mod republish_tail_lines;
mod resume;
mod resume_after_data_loss;
mod resume_refuses_changed_input;
mod resume_waits_for_late_writes;
pub(crate) mod scene;
mod server_refusals;
mod single_event;
mod wait_aof;
