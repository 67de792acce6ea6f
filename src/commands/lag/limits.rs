//! `astra lag` as a gate: which groups breach a limit. What could not be read is a breach as well.

use std::fmt;

use crate::output::notes;
use crate::output::units::Grouped;
use crate::survey::{Exactness, LagRow, LagSurvey};

/// Breaches that are printed one by one; of more, only the number is printed.
const MOST_PRINTED: usize = 20;

/// The limits that no group may exceed
#[derive(clap::Args, Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "the flags that programs rely on")]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// Exit 1 if a group's lag exceeds this many entries, or is unknown
    #[arg(long, value_name = "ENTRIES", conflicts_with = "watch")]
    max_lag: Option<u64>,

    /// Exit 1 if the oldest undelivered entry is older than this, or its age is unknown
    #[arg(long, value_name = "SECONDS", conflicts_with = "watch", value_parser = seconds)]
    max_seconds: Option<f64>,

    /// Exit 1 if a group has more than this many pending entries
    #[arg(long, value_name = "ENTRIES", conflicts_with = "watch")]
    max_pending: Option<u64>,
}

/// Parses a number of seconds that an age can be compared with.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
    seconds.ok_or_else(|| format!("`{text}` is not a number of seconds\nhint: e.g. 30 or 0.5"))
}

/// Everything that breaches a limit, or that may.
#[derive(Debug, Default)]
pub(super) struct Breaches {
    breaches: Vec<Breach>,
    hint: Option<&'static str>,
}

/// One breach of the limits.
#[derive(Clone, Debug, PartialEq)]
enum Breach {
    /// There is no group that could be within the limits.
    NoGroup,
    /// A group exceeds a limit, or may.
    Group { stream: String, group: String, excess: Excess },
    /// Something was not found, or could not be read.
    Gap(String),
}

/// How a group exceeds a limit, or may.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Excess {
    Lag { lag: u64, max: u64 },
    LagAtLeast { least: u64, max: u64 },
    LagUnknown { max: u64 },
    Age { seconds: f64, max: f64 },
    AgeUnknown { max: f64 },
    Pending { pending: u64, max: u64 },
    PendingUnknown { max: u64 },
}

impl Limits {
    /// Judges a survey; without a limit, nothing is a breach.
    pub(super) fn breaches(&self, survey: &LagSurvey) -> Breaches {
        if self.max_lag.is_none() && self.max_seconds.is_none() && self.max_pending.is_none() {
            return Breaches::default();
        }
        if survey.rows.is_empty() {
            return Breaches { breaches: vec![Breach::NoGroup], hint: None };
        }
        let unmet = survey.remarks.iter().filter(|remark| remark.is_unmet());
        let gaps =
            unmet.map(ToString::to_string).chain(survey.coverage.warnings()).map(Breach::Gap);
        let groups = survey.rows.iter().flat_map(|row| {
            self.excesses(row).map(|excess| Breach::Group {
                stream: row.stream.to_string(),
                group: row.group.to_string(),
                excess,
            })
        });
        let is_open = survey.rows.iter().any(|row| self.needs_more_counting(row));
        let hint = is_open.then_some("raise --count-cap above --max-lag");
        Breaches { breaches: groups.chain(gaps).collect(), hint }
    }

    fn excesses(&self, row: &LagRow) -> impl Iterator<Item = Excess> {
        [self.lag(row), self.age(row), self.pending(row)].into_iter().flatten()
    }

    /// Whether the lag could be judged if more entries were counted.
    fn needs_more_counting(&self, row: &LagRow) -> bool {
        matches!(self.lag(row), Some(Excess::LagAtLeast { .. }))
    }

    fn lag(&self, row: &LagRow) -> Option<Excess> {
        let max = self.max_lag?;
        match row.lag.value() {
            Some(lag) if row.lag_kind == Exactness::Exact && lag <= max => None,
            Some(lag) if lag > max => Some(Excess::Lag { lag, max }),
            Some(least) => Some(Excess::LagAtLeast { least, max }),
            None => Some(Excess::LagUnknown { max }),
        }
    }

    fn age(&self, row: &LagRow) -> Option<Excess> {
        let max = self.max_seconds?;
        match row.lag_seconds.value() {
            Some(seconds) if seconds <= max => None,
            Some(seconds) => Some(Excess::Age { seconds, max }),
            None => Some(Excess::AgeUnknown { max }),
        }
    }

    fn pending(&self, row: &LagRow) -> Option<Excess> {
        let max = self.max_pending?;
        match row.pending.value() {
            Some(pending) if pending <= max => None,
            Some(pending) => Some(Excess::Pending { pending, max }),
            None => Some(Excess::PendingUnknown { max }),
        }
    }
}

impl Breaches {
    pub(super) fn is_empty(&self) -> bool {
        self.breaches.is_empty()
    }

    /// Prints the first breaches one by one, and the next step.
    pub(super) fn print(&self) {
        for breach in self.breaches.iter().take(MOST_PRINTED) {
            notes::error(breach, None);
        }
        let more = self.breaches.len().saturating_sub(MOST_PRINTED);
        if more > 0 {
            notes::error(format_args!("and {} more over a limit", Grouped(more as u64)), None);
        }
        self.hint.into_iter().for_each(notes::hint);
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGroup => f.write_str("no group matched, so no limit was met"),
            Self::Group { stream, group, excess } => {
                write!(f, "group `{group}` on `{stream}`: {excess}")
            }
            Self::Gap(reason) => write!(f, "not known to be within the limits: {reason}"),
        }
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Lag { lag, max } => write!(f, "lag {} is over {}", Grouped(lag), Grouped(max)),
            Self::LagAtLeast { least, max } => {
                let (least, max) = (Grouped(least), Grouped(max));
                write!(f, "lag is at least {least}, and not known to be within {max}")
            }
            Self::LagUnknown { max } => {
                write!(f, "lag is unknown, and not known to be within {}", Grouped(max))
            }
            Self::Age { seconds, max } => {
                write!(f, "oldest undelivered entry is {seconds:.1} s old, over {max}")
            }
            Self::AgeUnknown { max } => {
                write!(f, "age is unknown, and not known to be within {max} s")
            }
            Self::Pending { pending, max } => {
                write!(f, "{} pending is over {}", Grouped(pending), Grouped(max))
            }
            Self::PendingUnknown { max } => {
                write!(f, "pending is unknown, and not known to be within {}", Grouped(max))
            }
        }
    }
}
