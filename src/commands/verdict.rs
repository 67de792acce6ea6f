//! The answer of a command that ran to its end.

/// The answer of a command that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Verdict {
    /// Exit code 0: done, or the answer is yes.
    Pass,
    /// Exit code 1: the answer is no, or an item failed.
    Fail,
    /// The exit code of a program that astra ran for the user.
    Exit(u8),
}

impl Verdict {
    pub(crate) fn pass_if(condition: bool) -> Self {
        if condition { Self::Pass } else { Self::Fail }
    }
}
