//! Files of the project that are compiled into the program.

/// The topology of the reference bus.
pub(crate) const GROUPS: &str = include_str!("../groups.yaml");

/// The settings of a private server, each with its reason.
pub(crate) const REDIS_CONF: &str = include_str!("../redis.conf");

/// The documentation of the terms that astra uses, with a glossary.
pub(crate) const CONCEPTS: &str = include_str!("../docs/concepts.md");
