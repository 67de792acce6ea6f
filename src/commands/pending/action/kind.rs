//! The four actions, and the words for each.

/// What an action does with pending entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionKind {
    Claim,
    Acknowledge,
    DeadLetter,
    PurgeGhosts,
}

/// The words for an action.
#[derive(Debug)]
pub(super) struct ActionWords {
    /// The subcommand, e.g. `ack`.
    pub(super) name: &'static str,
    /// The verb that begins the question, e.g. `Acknowledge`.
    pub(super) verb: &'static str,
    /// E.g. `acknowledged`.
    pub(super) done: &'static str,
    /// The schema of the document, e.g. `astra.pending.ack/v1`.
    pub(super) schema: &'static str,
}

impl ActionKind {
    pub(super) fn words(self) -> &'static ActionWords {
        match self {
            Self::Claim => &ActionWords {
                name: "claim",
                verb: "Claim",
                done: "claimed",
                schema: "astra.pending.claim/v1",
            },
            Self::Acknowledge => &ActionWords {
                name: "ack",
                verb: "Acknowledge",
                done: "acknowledged",
                schema: "astra.pending.ack/v1",
            },
            Self::DeadLetter => &ActionWords {
                name: "dead-letter",
                verb: "Dead-letter",
                done: "dead-lettered",
                schema: "astra.pending.dead-letter/v1",
            },
            Self::PurgeGhosts => &ActionWords {
                name: "purge-ghosts",
                verb: "Purge",
                done: "purged",
                schema: "astra.pending.purge-ghosts/v1",
            },
        }
    }
}
