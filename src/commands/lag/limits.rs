//! `astra lag` as a gate: which groups exceed the limits. What was not seen does not pass.

use crate::commands::lag::report::LagReport;
use crate::commands::lag::row::{Kind, Row};
use crate::output::notes;
use crate::output::units::Grouped;

/// Groups that are named one by one; of more, only the number is told.
const MOST_NAMED: usize = 20;

/// The limits that a group may not exceed
#[derive(clap::Args, Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "the flags that programs rely on")]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// Exit 1 if a group trails by more than this many entries, or by an unknown number
    #[arg(long, value_name = "ENTRIES", conflicts_with = "watch")]
    max_lag: Option<u64>,

    /// Exit 1 if the oldest undelivered entry is older than this, or of unknown age
    #[arg(long, value_name = "SECONDS", conflicts_with = "watch", value_parser = seconds)]
    max_seconds: Option<f64>,

    /// Exit 1 if a group has more than this many pending entries
    #[arg(long, value_name = "ENTRIES", conflicts_with = "watch")]
    max_pending: Option<u64>,
}

/// Reads a number of seconds that an age can be compared with.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
    seconds.ok_or_else(|| format!("`{text}` is no number of seconds\nhint: e.g. 30 or 0.5"))
}

impl Limits {
    /// What exceeds the limits, in words; nothing where there is no limit.
    pub(super) fn excesses(&self, report: &LagReport, unseen: &[String]) -> Vec<String> {
        if !self.is_any() {
            return Vec::new();
        }
        if report.groups.is_empty() {
            return vec!["no group was seen that could be within the limits".into()];
        }
        let blind =
            unseen.iter().map(|reason| format!("not known to be within the limits: {reason}"));
        report.groups.iter().flat_map(|row| self.excesses_of(row)).chain(blind).collect()
    }

    /// The next step where only counting on could tell whether a lag is within the limit.
    pub(super) fn hint(&self, report: &LagReport) -> Option<&'static str> {
        let max = self.max_lag?;
        let is_open =
            |row: &Row| row.lag_kind == Kind::AtLeast && row.lag.is_some_and(|lag| lag <= max);
        report.groups.iter().any(is_open).then_some("raise --count-cap above --max-lag to count on")
    }

    fn is_any(&self) -> bool {
        self.max_lag.is_some() || self.max_seconds.is_some() || self.max_pending.is_some()
    }

    fn excesses_of(&self, row: &Row) -> impl Iterator<Item = String> {
        let place = format!("`{}` on `{}`", row.group, row.stream);
        let excesses = [self.lag(row), self.seconds(row), self.pending(row)];
        excesses.into_iter().flatten().map(move |excess| format!("group {place}: {excess}"))
    }

    fn lag(&self, row: &Row) -> Option<String> {
        let max = self.max_lag?;
        match row.lag {
            Some(lag) if row.lag_kind == Kind::Exact && lag <= max => None,
            Some(lag) if lag > max => {
                Some(format!("lag {} is over {}", Grouped(lag), Grouped(max)))
            }
            Some(lag) => {
                let (lag, max) = (Grouped(lag), Grouped(max));
                Some(format!("lag is at least {lag}, and not known to be within {max}"))
            }
            None => Some(format!("lag is unknown, and not known to be within {}", Grouped(max))),
        }
    }

    fn seconds(&self, row: &Row) -> Option<String> {
        let max = self.max_seconds?;
        match row.lag_seconds {
            Some(seconds) if seconds <= max => None,
            Some(seconds) => {
                Some(format!("oldest undelivered entry is {seconds:.1} s old, over {max}"))
            }
            None => Some(format!("age is unknown, and not known to be within {max} s")),
        }
    }

    fn pending(&self, row: &Row) -> Option<String> {
        let max = self.max_pending?;
        match row.pending {
            Some(pending) if pending <= max => None,
            Some(pending) => Some(format!("{} pending is over {}", Grouped(pending), Grouped(max))),
            None => {
                Some(format!("pending is unknown, and not known to be within {}", Grouped(max)))
            }
        }
    }
}

/// Says what exceeds the limits, the first ones by name.
pub(super) fn tell(excesses: &[String], hint: Option<&str>) {
    for excess in excesses.iter().take(MOST_NAMED) {
        notes::error(excess, None);
    }
    if let Some(more) = excesses.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        notes::error(format_args!("and {} more over a limit", Grouped(more as u64)), None);
    }
    hint.into_iter().for_each(notes::hint);
}
