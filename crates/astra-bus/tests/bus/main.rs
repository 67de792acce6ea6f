//! The bus on real servers, clusters and faulty networks: what it reads, what it changes, and how it fails.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod failover;
mod half_open_network;
mod lag;
mod login;
mod moving_slots;
mod pending_pages;
mod publish;
mod scene;
mod sentinel;
mod tls;
mod unreachable_masters;
