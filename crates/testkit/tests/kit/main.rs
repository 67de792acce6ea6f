//! The kit works, and fails where it must.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod proxy;
mod servers;
mod streams;
mod versions;
