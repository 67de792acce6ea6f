//! Faults: whatever happens, nothing is lost, duplicated or left behind, and nothing is reported that was not seen.

mod clock_skew;
mod full_disk;
mod half_open_network;
mod out_of_memory;
mod program_killed;
mod prune;
mod read_only_replica;
mod scene;
mod server_killed;
mod server_restarts_empty;
mod server_stopped;
mod slow_server;
