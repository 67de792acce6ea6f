//! The program as its users meet it: the real binary against real, private servers.

// Every line of a test binary is test code, also what stands outside of `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod completions;
mod global;
mod flow_test;
mod harness;
mod lag;
mod publish;
mod pending;
mod redis_conf;
mod setup;
mod tail;
mod sandbox;
mod services;
