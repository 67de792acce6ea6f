//! What can be typed behind `astra pending`.

use crate::commands::pending::action::Action;
use crate::commands::pending::filter::Filters;
use crate::commands::pending::rows::By;

/// Entries of a group that the summary reads at most.
pub(crate) const SCAN_CAP: u64 = 10_000;

/// Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, subcommand_precedence_over_arg = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) filters: Filters,

    /// Sum up by group over its streams, by stream over its groups, or by consumer
    #[arg(long, value_name = "WHAT", conflicts_with = "entries")]
    pub(super) by: Option<By>,

    /// List the pending entries one by one, all of them
    #[arg(long)]
    pub(super) entries: bool,

    /// With each entry also what it holds
    #[arg(long, requires = "entries")]
    pub(super) payload: bool,

    /// Pending entries of a group that the summary reads at most; past it idle times, delivery
    /// counts and ghosts are not known [default: 10000]
    #[arg(long, value_name = "ENTRIES")]
    pub(super) scan_cap: Option<u64>,

    #[command(subcommand)]
    pub(super) action: Option<Action>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra pending                                    Every stream and group
  astra pending --by consumer --min-idle 5m        Who sits on what for how long
  astra pending 'astra.nft.*' --entries --payload  One by one, with what they hold
  astra pending claim --group g --consumer dead --to alive --dry-run
  astra pending dead-letter                        Set aside what fails again and again
  astra pending purge-ghosts                       Drop what is gone from its stream";

impl Args {
    pub(crate) fn selects_something(&self) -> bool {
        !self.filters.is_empty() || self.by.is_some() || self.entries || self.scan_cap.is_some()
    }
}
