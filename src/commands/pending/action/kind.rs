//! The four actions, as words.

/// An action: the words for it.
pub(super) trait Kind {
    const ACTION: &'static str;
    /// What is being done, for the question.
    const DOING: &'static str;
    const DONE: &'static str;
    const SCHEMA: &'static str;
}

macro_rules! kinds {
    ($($kind:ident: $action:literal, $doing:literal, $done:literal;)*) => {$(
        #[derive(Debug)]
        pub(super) struct $kind;

        impl Kind for $kind {
            const ACTION: &'static str = $action;
            const DOING: &'static str = $doing;
            const DONE: &'static str = $done;
            const SCHEMA: &'static str = concat!("astra.pending.", $action, "/v1");
        }
    )*};
}

kinds! {
    Claim: "claim", "claiming", "claimed";
    Acknowledge: "ack", "acknowledging", "acknowledged";
    DeadLetter: "dead-letter", "dead-lettering", "dead-lettered";
    PurgeGhosts: "purge-ghosts", "purging", "purged";
}
