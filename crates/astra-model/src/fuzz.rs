//! The door for the fuzz targets: what holds for any bytes.

pub use crate::event::fuzz::{as_line as event_as_line, holds as event_holds};
pub use crate::pattern::fuzz::holds as pattern_holds;
pub use crate::topology::fuzz::holds as topology_holds;
