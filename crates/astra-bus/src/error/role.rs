//! What part a server plays: a master, a replica of one, or a Sentinel.

/// What a server answers to `ROLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Master,
    /// With the `host:port` of its master.
    Replica(String),
    Sentinel,
}
