//! The program as its users meet it: the real binary against real, private servers.

mod harness;
mod redis_conf;
