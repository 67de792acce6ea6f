//! The arguments that select pending entries, the same for showing them and for acting on them.

use std::time::Duration;

use astra_model::Pattern;

use crate::commands::env::value_parsers;
use crate::survey::PendingFilter;

/// Patterns and filters; an entry must match all of them.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct Filters {
    /// Streams to read, as Redis globs [default: every stream of the prefix]
    #[arg(value_name = "PATTERN")]
    pub(super) patterns: Vec<Pattern>,

    /// Only entries of this group; can be repeated
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Vec<String>,

    /// Only entries of this consumer; can be repeated
    #[arg(long, value_name = "CONSUMER")]
    pub(super) consumer: Vec<String>,

    /// Only entries whose last delivery was at least this long ago
    #[arg(long, value_name = "DURATION", value_parser = value_parsers::duration)]
    pub(super) min_idle: Option<Duration>,

    /// Only entries that were delivered at least this many times
    #[arg(long, value_name = "COUNT")]
    pub(super) min_deliveries: Option<u64>,
}

impl Filters {
    pub(super) fn to_filter(&self) -> PendingFilter {
        PendingFilter {
            patterns: self.patterns.clone(),
            groups: self.group.clone(),
            consumers: self.consumer.clone(),
            min_idle: self.min_idle,
            min_deliveries: self.min_deliveries,
        }
    }
}
