//! The arguments of `astra tail`.

use astra_model::Pattern;

use crate::commands::tail::filter::Filter;
use crate::commands::tail::range::RangeArgs;

/// Follow streams, merged in ID order, from now or from a given point
///
/// Reads with XRANGE and XREAD, never through a group: nothing is consumed, and other clients do
/// not notice. New streams that match are picked up automatically. If a server is lost, tail
/// reconnects and continues after the last entry, without a gap or a repeat.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Streams to read, as Redis globs [default: all streams of the prefix]
    #[arg(value_name = "PATTERN")]
    pub(super) patterns: Vec<Pattern>,

    #[command(flatten)]
    pub(super) range: RangeArgs,

    /// Exit after showing N entries
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) count: Option<u64>,

    #[command(flatten)]
    pub(super) filter: Filter,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra tail                                    New entries of every stream
  astra tail 'astra.trading.*' -n 20            The last 20 entries of trading, then new ones
  astra tail --since 15m --correlation-id ID    One flow, from 15 minutes ago on
  astra tail --no-follow --from 0 -o json       All existing entries, one JSON object per line
  astra tail --where '.data.amount > 1000'      Only large amounts (jq)
  astra tail -o json | jq .data.user_id         The payload is already parsed";
