//! What can be typed behind `astra tail`.

use astra_model::Pattern;

use crate::commands::tail::filter::Filter;
use crate::commands::tail::range::RangeArgs;

/// Show the entries of streams, merged in ID order: what comes from now on, or from a given start
///
/// It reads with XRANGE and XREAD, never through a group: nothing is consumed, and no other client
/// notices. New streams that match appear by themselves. A server that is lost is waited for, and
/// reading goes on after the last entry, with no gap and no repeat.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Streams to read, as Redis globs [default: every stream of the prefix]
    #[arg(value_name = "PATTERN")]
    pub(super) patterns: Vec<Pattern>,

    #[command(flatten)]
    pub(super) range: RangeArgs,

    /// End after N entries were shown
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) count: Option<u64>,

    #[command(flatten)]
    pub(super) filter: Filter,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra tail                                    What comes from now on, on every stream
  astra tail 'astra.trading.*' -n 20            The last 20 of trading, and what comes
  astra tail --since 15m --correlation-id ID    One flow of the last quarter of an hour
  astra tail --no-follow --from 0 -o json       Everything that is there, a JSON object a line
  astra tail --where '.data.amount > 1000'      Only large amounts (jq)
  astra tail -o json | jq .data.user_id         The payload is parsed already";
