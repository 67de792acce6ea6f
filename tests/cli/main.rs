//! The program as its users meet it: the real binary against real, private servers.

// Every line of a test binary is test code, also what stands outside of `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod flow_test;
mod harness;
mod redis_conf;
