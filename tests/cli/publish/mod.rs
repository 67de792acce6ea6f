//! `astra publish` against real servers.

mod bulk;
mod cut;
mod lost;
mod one;
mod refused;
mod resume;
mod scene;
mod tail_lines;
mod waiting;
