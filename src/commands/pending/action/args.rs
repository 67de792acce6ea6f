//! The words of the four actions, and what each of them selects and does.

use astra_bus::{Bus, BusError, PendingAction};
use astra_model::topology::Defaults;

use crate::commands::env::Confirmation;
use crate::commands::pending::action::choose::Wanted;
use crate::commands::pending::filter::Filters;

/// What can be done about pending entries.
#[derive(clap::Subcommand, Debug)]
pub(in crate::commands::pending) enum Action {
    /// Give pending entries to another consumer of their group
    ///
    /// Delivery counts stay as they are. An entry that was delivered or claimed since the plan is
    /// left to whoever has it. Entries that are gone from their stream are not claimed.
    #[command(after_help = CLAIM_EXAMPLES)]
    Claim(ClaimArgs),

    /// Acknowledge pending entries, so that nobody processes them
    ///
    /// An entry that was delivered or claimed since the plan is left alone.
    #[command(after_help = ACK_EXAMPLES)]
    Ack(ActionArgs),

    /// Copy pending entries to the dead letters of their stream, then acknowledge them
    ///
    /// The dead letters of STREAM are the stream `{STREAM}.dlq`: every original field, and
    /// `dlq_stream`, `dlq_group`, `dlq_consumer`, `dlq_entry_id`, `dlq_deliveries`, `dlq_reason`,
    /// `dlq_at`. Copy
    /// and acknowledgement are one atomic step; what cannot be copied stays pending. Of an entry
    /// that is gone from its stream the dead letter holds the `dlq_` fields alone.
    ///
    /// Without any pattern or filter it selects what the topology calls poison: entries delivered
    /// at least `max_deliveries` times (5 unless set) and idle for `min_idle` (60s unless set).
    #[command(after_help = DEAD_LETTER_EXAMPLES)]
    DeadLetter(DeadLetterArgs),

    /// Acknowledge the pending entries that are gone from their stream
    #[command(after_help = PURGE_EXAMPLES)]
    PurgeGhosts(ActionArgs),
}

/// What every action takes.
#[derive(clap::Args, Debug)]
pub(in crate::commands::pending) struct ActionArgs {
    #[command(flatten)]
    pub(super) filters: Filters,

    /// Entries that are settled at most
    #[arg(long, value_name = "ENTRIES", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) limit: u64,

    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Agree beforehand
    #[arg(short, long)]
    pub(super) yes: bool,

    #[command(flatten)]
    pub(super) confirmation: Confirmation,
}

#[derive(clap::Args, Debug)]
pub(in crate::commands::pending) struct ClaimArgs {
    /// Consumer that gets the entries; created where the group has none of that name
    #[arg(long, value_name = "CONSUMER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) to: String,

    #[command(flatten)]
    pub(super) common: ActionArgs,
}

#[derive(clap::Args, Debug)]
pub(in crate::commands::pending) struct DeadLetterArgs {
    /// Why, for whoever reads the dead letters [default: how often it was delivered]
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,

    #[command(flatten)]
    pub(super) common: ActionArgs,
}

const CLAIM_EXAMPLES: &str = "\
Examples:
  astra pending claim --group revenue_trackers --consumer dead-1 --to alive-2
  astra pending claim 'astra.trading.*' --min-idle 10m --to rescue --dry-run";

const ACK_EXAMPLES: &str = "\
Examples:
  astra pending ack astra.nft.nftsold.v1 --group marketplace_processors --dry-run
  astra pending ack --group metrics_collectors --min-idle 1h --yes";

const DEAD_LETTER_EXAMPLES: &str = "\
Examples:
  astra pending dead-letter                   What was delivered too often, by the topology
  astra pending dead-letter --group revenue_trackers --min-deliveries 3 --reason 'bad price'
  astra pending dead-letter --dry-run -o json | jq '.actions[].id'";

const PURGE_EXAMPLES: &str = "\
Examples:
  astra pending purge-ghosts --dry-run
  astra pending purge-ghosts 'astra.trading.*' --limit 100000 --yes";

impl Action {
    /// The word on the command line.
    pub(in crate::commands::pending) fn name(&self) -> &'static str {
        match self {
            Self::Claim(_) => "claim",
            Self::Ack(_) => "ack",
            Self::DeadLetter(_) => "dead-letter",
            Self::PurgeGhosts(_) => "purge-ghosts",
        }
    }

    pub(super) fn common(&self) -> &ActionArgs {
        match self {
            Self::Claim(args) => &args.common,
            Self::Ack(args) | Self::PurgeGhosts(args) => args,
            Self::DeadLetter(args) => &args.common,
        }
    }

    /// What the words select; without any, dead-letter takes what the topology calls poison.
    pub(super) fn filters(&self, defaults: &Defaults) -> Filters {
        let filters = self.common().filters.clone();
        if !matches!(self, Self::DeadLetter(_)) || !filters.is_empty() {
            return filters;
        }
        Filters {
            min_deliveries: Some(defaults.max_deliveries),
            min_idle: Some(defaults.min_idle),
            ..filters
        }
    }

    pub(super) fn wanted(&self) -> Wanted {
        match self {
            Self::Claim(args) => Wanted::StoredAndNotWith(args.to.as_str().into()),
            Self::Ack(_) | Self::DeadLetter(_) => Wanted::All,
            Self::PurgeGhosts(_) => Wanted::Ghosts,
        }
    }

    pub(super) async fn settling(&self, bus: &Bus) -> Result<PendingAction, BusError> {
        Ok(match self {
            Self::Claim(args) => PendingAction::Claim { to: args.to.as_str().into() },
            Self::Ack(_) => PendingAction::Acknowledge,
            Self::DeadLetter(args) => PendingAction::DeadLetter {
                reason: args.reason.clone(),
                at: bus.clock().await?.now,
            },
            Self::PurgeGhosts(_) => PendingAction::PurgeGhost,
        })
    }
}
