//! `astra services` on a registry that the test fills.

mod probe;
mod registry;
mod scene;
