//! The arguments of `astra lag`.

use std::time::Duration;

use astra_model::Pattern;

use crate::commands::env::value_parsers;
use crate::commands::lag::limits::Limits;
use crate::survey::LagQuery;

/// Show how far each consumer group lags behind its stream, in entries and in time
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Streams to read, as Redis globs [default: every stream of the prefix]
    #[arg(value_name = "PATTERN")]
    pub(super) patterns: Vec<Pattern>,

    /// Show only this group; can be repeated
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Vec<String>,

    /// Leave out groups that are up to date
    #[arg(long)]
    pub(super) only_lagging: bool,

    /// Stop counting a group's lag here and show a lower bound (`≥10000`)
    #[arg(long, value_name = "ENTRIES", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) count_cap: u64,

    /// Refresh continuously; adds rates in and out, and time to catch up
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "2s", value_parser = value_parsers::interval)]
    pub(super) watch: Option<Duration>,

    // Last, because the heading of the limits would apply to every option after them.
    #[command(flatten)]
    pub(super) limits: Limits,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra lag                                   Every group on every stream
  astra lag 'astra.trading.*' --only-lagging  The trading groups that lag
  astra lag --max-lag 1000 --max-seconds 30   Exit 1 if a group lags too far
  astra lag --watch                           With rates, every two seconds
  astra lag -o json | jq '.groups[] | select(.status != \"ok\")'";

impl Args {
    pub(super) fn query(&self) -> LagQuery<'_> {
        LagQuery { patterns: &self.patterns, groups: &self.group, count_cap: self.count_cap }
    }
}
