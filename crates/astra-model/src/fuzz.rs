//! Collects the checks that the fuzz targets run on arbitrary bytes.

pub use crate::event::fuzz::{check_event, event_as_line};
pub use crate::pattern::fuzz::check_pattern;
pub use crate::topology::fuzz::check_topology;
