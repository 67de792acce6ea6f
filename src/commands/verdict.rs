//! How a command ended that did what it was asked to.

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
