//! The commands: each fetches, decides, prints a report and gives a verdict.

pub(crate) mod acl;
pub(crate) mod completions;
mod consent;
pub(crate) mod context;
pub(crate) mod env;
pub(crate) mod flow_test;
mod interrupt;
pub(crate) mod lag;
pub(crate) mod man;
pub(crate) mod pending;
pub(crate) mod publish;
pub(crate) mod sandbox;
pub(crate) mod services;
pub(crate) mod setup;
pub(crate) mod tail;
mod tls_options;
pub(crate) mod typed;
mod unseen;

pub(crate) use consent::Consent;
pub(crate) use env::{Env, Globals, Typed, Usage};
pub(crate) use interrupt::{Interrupt, Interrupted};

/// How a command ended that did what it was asked: the answer is yes, or it is no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Verdict {
    /// Exit code 0.
    Pass,
    /// Exit code 1: the answer is no, or an item failed.
    Fail,
    /// The exit code of a command that was run for the user.
    Exit(u8),
}

impl Verdict {
    pub(crate) fn pass_if(condition: bool) -> Self {
        if condition { Self::Pass } else { Self::Fail }
    }
}
