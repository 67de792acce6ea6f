//! The program as its users meet it: the real binary against real, private servers.

// Every line of a test binary is test code, also what stands outside of `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod acl;
mod cluster;
mod completions;
mod context;
mod csv;
mod deploy;
mod faults;
mod flow_test;
mod global;
mod harness;
mod lag;
mod login;
mod pending;
mod permissions;
mod publish;
mod redis_conf;
mod replica;
mod sandbox;
mod screens;
mod sentinel;
mod services;
mod setup;
mod tail;
mod tls;
mod unwritable;
mod usage;
