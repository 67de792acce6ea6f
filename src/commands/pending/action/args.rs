//! The arguments of the four actions, and which entries each of them selects.

use astra_model::topology::Defaults;

use crate::commands::env::Confirmation;
use crate::commands::pending::action::choose::Eligibility;
use crate::commands::pending::action::kind::ActionKind;
use crate::commands::pending::filter::Filters;
use crate::survey::PendingFilter;

/// An action on pending entries.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Action {
    /// Give pending entries to another consumer of their group
    ///
    /// Delivery counts do not change. An entry that is delivered or claimed again after the plan is
    /// made stays with its new consumer. Entries that are gone from their stream are not claimed.
    #[command(after_help = CLAIM_EXAMPLES)]
    Claim(ClaimArgs),

    /// Acknowledge pending entries without processing them
    ///
    /// An entry that is delivered or claimed again after the plan is made stays pending.
    #[command(after_help = ACK_EXAMPLES)]
    Ack(ActionArgs),

    /// Copy pending entries to the dead letters of their stream, then acknowledge them
    ///
    /// The dead letters of STREAM are in the stream `{STREAM}.dlq`. A dead letter has every original
    /// field, and `dlq_stream`, `dlq_group`, `dlq_consumer`, `dlq_entry_id`, `dlq_deliveries`,
    /// `dlq_reason` and `dlq_at`; if the entry is gone from its stream, only the `dlq_` fields. Copying
    /// and acknowledging are one atomic step. An entry that cannot be copied stays pending.
    ///
    /// Without a pattern or filter, it selects only poison: entries delivered at least
    /// `max_deliveries` times (by default 5) and idle for at least `min_idle` (by default 60s), as the
    /// topology sets them.
    #[command(after_help = DEAD_LETTER_EXAMPLES)]
    DeadLetter(DeadLetterArgs),

    /// Acknowledge pending entries that are gone from their stream
    #[command(after_help = PURGE_EXAMPLES)]
    PurgeGhosts(ActionArgs),
}

/// The arguments that every action has.
#[derive(clap::Args, Debug)]
pub(crate) struct ActionArgs {
    #[command(flatten)]
    pub(super) filters: Filters,

    /// Handle at most this many entries
    #[arg(long, value_name = "ENTRIES", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) limit: u64,

    /// Show the plan and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Skip the confirmation prompt
    #[arg(short, long)]
    pub(super) yes: bool,

    #[command(flatten)]
    pub(super) confirmation: Confirmation,
}

#[derive(clap::Args, Debug)]
pub(crate) struct ClaimArgs {
    /// Consumer that gets the entries; created if the group has none of that name
    #[arg(long, value_name = "CONSUMER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) to: String,

    #[command(flatten)]
    pub(super) common: ActionArgs,
}

#[derive(clap::Args, Debug)]
pub(crate) struct DeadLetterArgs {
    /// Reason to record in the dead letters [default: how often the entry was delivered]
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
  astra pending dead-letter                   Poison, as the topology defines it
  astra pending dead-letter --group revenue_trackers --min-deliveries 3 --reason 'bad price'
  astra pending dead-letter --dry-run -o json | jq '.actions[].id'";

const PURGE_EXAMPLES: &str = "\
Examples:
  astra pending purge-ghosts --dry-run
  astra pending purge-ghosts 'astra.trading.*' --limit 100000 --yes";

impl Action {
    pub(super) fn kind(&self) -> ActionKind {
        match self {
            Self::Claim(_) => ActionKind::Claim,
            Self::Ack(_) => ActionKind::Acknowledge,
            Self::DeadLetter(_) => ActionKind::DeadLetter,
            Self::PurgeGhosts(_) => ActionKind::PurgeGhosts,
        }
    }

    /// The subcommand as users type it.
    pub(crate) fn name(&self) -> &'static str {
        self.kind().words().name
    }

    pub(super) fn common(&self) -> &ActionArgs {
        match self {
            Self::Claim(args) => &args.common,
            Self::Ack(args) | Self::PurgeGhosts(args) => args,
            Self::DeadLetter(args) => &args.common,
        }
    }

    /// Whether the action selects poison, because nothing else is selected.
    pub(super) fn selects_poison(&self) -> bool {
        matches!(self, Self::DeadLetter(args) if args.common.filters.to_filter().is_empty())
    }

    /// The filter of the action.
    pub(super) fn filter(&self, defaults: &Defaults) -> PendingFilter {
        let filter = self.common().filters.to_filter();
        if !self.selects_poison() {
            return filter;
        }
        PendingFilter {
            min_deliveries: Some(defaults.max_deliveries),
            min_idle: Some(defaults.min_idle),
            ..filter
        }
    }

    /// Which of the selected entries the action can handle.
    pub(super) fn eligibility(&self) -> Eligibility {
        match self {
            Self::Claim(args) => Eligibility::StoredAndNotHeldBy(args.to.as_str().into()),
            Self::Ack(_) | Self::DeadLetter(_) => Eligibility::All,
            Self::PurgeGhosts(_) => Eligibility::Ghosts,
        }
    }
}
