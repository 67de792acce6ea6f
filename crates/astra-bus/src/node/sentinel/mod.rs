//! Finding the master that Sentinels monitor.

mod answer;
mod search;
