//! The arguments of `astra pending`.

use crate::commands::pending::action::Action;
use crate::commands::pending::filter::Filters;
use crate::survey::{Grouping, PendingQuery};

/// The default of `--scan-cap`.
const SCAN_CAP: u64 = 10_000;

/// Show entries that were delivered and not acknowledged; claim, acknowledge, dead-letter or purge them
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, subcommand_precedence_over_arg = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) filters: Filters,

    /// Sum up by group over its streams, by stream over its groups, or by consumer over its streams
    #[arg(long, value_name = "WHAT", conflicts_with = "entries")]
    pub(super) by: Option<By>,

    /// List all pending entries one by one
    #[arg(long)]
    pub(super) entries: bool,

    /// Also show the fields of each entry
    #[arg(long, requires = "entries")]
    pub(super) payload: bool,

    /// Stop reading a group's pending entries here; if there are more, its idle times, delivery
    /// counts and ghosts are unknown [default: 10000]
    #[arg(long, value_name = "ENTRIES")]
    pub(super) scan_cap: Option<u64>,

    #[command(subcommand)]
    pub(super) action: Option<Action>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra pending                                    Every stream and group
  astra pending --by consumer --min-idle 5m        Which consumers hold old entries
  astra pending 'astra.nft.*' --entries --payload  One by one, with their fields
  astra pending claim --group g --consumer dead --to alive --dry-run
  astra pending dead-letter                        Set aside entries that keep failing
  astra pending purge-ghosts                       Drop entries whose data is gone";

/// What a row stands for instead of a group on a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum By {
    /// A group, on all of its streams
    Group,
    /// A stream, with all of its groups
    Stream,
    /// A consumer of a group, on all streams
    Consumer,
}

impl Args {
    /// Whether a filter or another option stands before an action.
    pub(super) fn selects_something(&self) -> bool {
        let filter = self.filters.to_filter();
        !filter.is_empty() || self.by.is_some() || self.entries || self.scan_cap.is_some()
    }

    pub(super) fn query(&self) -> PendingQuery {
        let grouping = match self.by {
            None => Grouping::Binding,
            Some(By::Group) => Grouping::Group,
            Some(By::Stream) => Grouping::Stream,
            Some(By::Consumer) => Grouping::Consumer,
        };
        let scan_cap = self.scan_cap.unwrap_or(SCAN_CAP);
        PendingQuery { filter: self.filters.to_filter(), grouping, scan_cap }
    }
}
