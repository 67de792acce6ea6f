//! The options of `astra publish`.

use std::path::PathBuf;
use std::time::Duration;

use astra_model::time::When;
use jiff::Timestamp;

use crate::commands::env::{Confirmation, value_parsers};

/// Publish an event, or a file of events
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, override_usage = USAGE, group(clap::ArgGroup::new("durable").multiple(true)))]
pub(crate) struct Args {
    /// Type of the event, e.g. Trading.TradeExecuted; it names the stream
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    pub(super) event_type: Option<String>,

    #[command(flatten)]
    pub(super) event: EventArgs,

    #[command(flatten)]
    pub(super) bulk: BulkArgs,

    /// Also publish to streams that are not in the topology
    #[arg(long)]
    pub(super) allow_unknown: bool,

    /// Wait until this many replicas have the events; exit 1 if fewer do in time
    #[arg(long, value_name = "REPLICAS", group = "durable", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) wait: Option<u32>,

    /// Wait until the events are fsynced on the master and, with --wait N, on N replicas
    /// (append-only files); exit 1 if they are not in time
    #[arg(long, group = "durable")]
    pub(super) wait_aof: bool,

    /// How long --wait and --wait-aof may take
    #[arg(long, value_name = "DURATION", default_value = "5s", requires = "durable", value_parser = value_parsers::duration)]
    pub(super) wait_timeout: Duration,

    /// Only check and show what would be published, without contacting a server
    #[arg(long, visible_alias = "dry-run")]
    pub(super) check: bool,

    #[command(flatten)]
    pub(super) confirmation: Confirmation,
}

/// The fields of a single event.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "One event")]
pub(crate) struct EventArgs {
    /// What the event is about, e.g. `trade_42` or `user_123`
    #[arg(long, value_name = "ID", required_unless_present = "from", conflicts_with = "from")]
    pub(super) entity: Option<String>,

    /// Payload, a JSON object: the text itself, @FILE, or - for standard input [default: none]
    #[arg(long, value_name = "JSON", conflicts_with = "from")]
    pub(super) data: Option<String>,

    /// Id of the flow that the event belongs to [default: none]
    #[arg(long, value_name = "ID", conflicts_with = "from")]
    pub(super) correlation_id: Option<String>,

    /// `event_id` of the event that caused this one [default: none, for a root event]
    #[arg(long, value_name = "UUID", conflicts_with = "from")]
    pub(super) causation_id: Option<String>,

    /// Id of this event [default: a new one]
    #[arg(long, value_name = "UUID", conflicts_with = "from")]
    pub(super) event_id: Option<String>,

    /// Who publishes, as name@version [default: astra and its version]
    #[arg(long, value_name = "NAME@VERSION", conflicts_with = "from")]
    pub(super) producer: Option<String>,

    /// Version of the event type [default: 1]
    #[arg(long, value_name = "NUMBER", conflicts_with = "from")]
    pub(super) event_version: Option<String>,

    /// When it happened: a time, or how long ago [default: now]
    #[arg(long, value_name = "TIME", conflicts_with = "from", value_parser = parse_time)]
    pub(super) occurred_at: Option<String>,
}

/// How a file of events is published.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "A file of events")]
pub(crate) struct BulkArgs {
    /// Publish a file of one JSON object per line, an envelope or a line of `astra tail -o json`; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,

    /// Publish at most this many events per second, spread evenly
    #[arg(long, value_name = "EVENTS", conflicts_with = "event_type", value_parser = parse_rate)]
    pub(super) rate: Option<f64>,

    /// Start with this line of the input
    #[arg(long, value_name = "LINE", conflicts_with = "event_type", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) start_line: u64,

    /// Record progress in this new file so that the run can be resumed, even after a crash; an event
    /// without an `event_id` gets one derived from the run and its line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["event_type", "resume"])]
    pub(super) account: Option<PathBuf>,

    /// Resume a run from its journal (the file of --account): skip confirmed events, and look up the uncertain ones first
    #[arg(long, value_name = "FILE", conflicts_with_all = ["event_type", "start_line"])]
    pub(super) resume: Option<PathBuf>,

    /// Print each entry ID; a closed pipe stops the list, not the run
    #[arg(long, conflicts_with = "event_type")]
    pub(super) ids: bool,
}

pub(crate) const USAGE: &str = "\
astra publish [OPTIONS] <EVENT_TYPE> --entity <ID>
       astra publish [OPTIONS] --from <FILE>";

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra publish Trading.TradeExecuted --entity trade_42 --data '{\"user_id\":123}'
  astra publish User.SessionStarted --entity user_123 --data @session.json --wait 1
  astra publish --from events.ndjson --check          Only report bad lines
  astra publish --from events.ndjson --account run.log
  astra publish --from events.ndjson --resume run.log  Continue after any end
  astra tail --no-follow -o json | astra publish --from - --url redis://other";

impl Args {
    /// The first option given together with `--check` that only concerns what is sent.
    pub(super) fn conflict_with_check(&self) -> Option<&'static str> {
        let bulk = &self.bulk;
        let others = [
            ("--wait", self.wait.is_some()),
            ("--wait-aof", self.wait_aof),
            ("--account", bulk.account.is_some()),
            ("--resume", bulk.resume.is_some()),
            ("--ids", bulk.ids),
        ];
        others.into_iter().find(|(_, is_given)| self.check && *is_given).map(|(name, _)| name)
    }
}

/// Reads when an event happened, relative to the clock of this machine. A complete time is kept as
/// written.
pub(crate) fn parse_time(text: &str) -> Result<String, String> {
    Ok(match value_parsers::when(text)? {
        When::At(_) if text.contains(':') => text.to_owned(),
        when => when.resolve(Timestamp::now()).to_string(),
    })
}

pub(crate) fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate > 0.0);
    rate.ok_or_else(|| "must be a number above 0".into())
}
