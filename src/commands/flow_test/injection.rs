//! The values of `astra flow-test --inject`.

use clap::ValueEnum;

use crate::flow::run::InjectedFault;

/// A fault to inject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Injection {
    /// Destroy a group after its creation
    MissingGroup,
    /// Never acknowledge in one group
    NoAck,
    /// Publish without the correlation id in one group
    DropCorrelation,
    /// Sleep past the deadline in one group
    Delay,
    /// Add an event twice
    Duplicate,
}

impl Injection {
    /// The fault that a run injects.
    pub(super) fn fault(self) -> InjectedFault {
        match self {
            Self::MissingGroup => InjectedFault::MissingGroup,
            Self::NoAck => InjectedFault::NoAck,
            Self::DropCorrelation => InjectedFault::DropCorrelation,
            Self::Delay => InjectedFault::Delay,
            Self::Duplicate => InjectedFault::Duplicate,
        }
    }

    /// The name of the fault, as the user types it.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
