//! The right to change a bus, as a type.

use std::ops::Deref;

use crate::cluster::bus::Bus;

/// A bus whose streams and groups may be changed.
///
/// [`Bus`] only reads. Every method that changes a server stands on this type, so a function that takes a
/// `&Bus` cannot change anything. Reading works as on the [`Bus`] that it dereferences to.
#[derive(Clone, Debug)]
pub struct BusWriter(Bus);

impl BusWriter {
    /// Allows `bus` to be changed. A program calls this once its user has agreed to the change.
    pub fn new(bus: Bus) -> Self {
        Self(bus)
    }

    /// A writer to the same bus over connections of its own.
    #[must_use]
    pub fn with_own_connections(&self) -> Self {
        Self(self.0.with_own_connections())
    }
}

impl Deref for BusWriter {
    type Target = Bus;

    fn deref(&self) -> &Bus {
        &self.0
    }
}
