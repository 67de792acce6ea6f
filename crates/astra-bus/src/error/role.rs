//! The roles of a server: a master, a replica of one, or a Sentinel.

/// The role that a server reports in its reply to `ROLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Master,
    /// A replica, with the `host:port` of its master.
    Replica(String),
    Sentinel,
}
