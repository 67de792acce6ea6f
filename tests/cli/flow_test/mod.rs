//! `astra flow-test`: what it proves, that it can fail, and that it leaves nothing behind.

mod cleanup;
mod load_test;
mod options;
mod outside_faults;
mod permissions;
mod planted_faults;
mod scene;
mod verdict;
