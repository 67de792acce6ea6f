//! `astra setup`: its effects on a server, read back in raw Redis.

mod empty_server;
mod export;
mod new_groups;
mod prune;
mod scene;
mod topology_file;
mod watch;
