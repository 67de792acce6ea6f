//! The program as its users run it: the real binary against real, private servers.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod acl;
mod cluster;
mod completions;
mod context;
mod csv_output;
mod deploy;
mod faults;
mod flow_test;
mod global_options;
mod harness;
mod lag;
mod login;
mod pending;
mod permissions;
mod publish;
mod redis_conf;
mod replicas;
mod sandbox;
mod sentinel;
mod services;
mod setup;
mod tail;
mod terminal_tables;
mod tls;
mod unwritable_output;
mod usage_errors;
