//! `astra lag` on groups whose state is set up and counted in raw Redis.

mod limits;
mod report;
mod scene;
mod truth;
mod watch;
