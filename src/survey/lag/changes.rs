//! What changed between two surveys of lag: rates, and entries that the trimmer removed unread.

use std::collections::HashMap;

use astra_bus::{GroupState, StreamState};
use astra_model::Name;

use crate::survey::lag::measure::LagSurvey;
use crate::survey::lag::rates::{Rates, Sample};
use crate::survey::lag::row::LagRow;
use crate::survey::remark::Remark;

impl LagSurvey {
    /// Fills in the rates since `before`, and remarks on each group that the trimmer passed since then.
    pub(crate) fn compare(&mut self, before: Option<&Self>) {
        self.rows.iter_mut().for_each(|row| row.rates = Some(Rates::unknown()));
        let Some(before) = before else { return };
        let known_rows: HashMap<(&Name, &Name), &LagRow> =
            before.rows.iter().map(|row| ((&row.stream, &row.group), row)).collect();
        let (states_before, states) = (before.states(), self.states());
        let change = |row: &LagRow| {
            let old_row = known_rows.get(&(&row.stream, &row.group))?;
            let (old, new) = (states_before.get(&row.stream)?, states.get(&row.stream)?);
            let has_lost = is_trimmed_past(row, old, new);
            let samples = (sample(before, old_row, old), sample(self, row, new));
            Some((Rates::between(&samples.0, &samples.1, has_lost), has_lost))
        };
        let changes: Vec<Option<(Rates, bool)>> = self.rows.iter().map(change).collect();
        for (row, change) in self.rows.iter_mut().zip(changes) {
            let Some((rates, has_lost)) = change else { continue };
            row.rates = Some(rates);
            if has_lost {
                let (stream, group) = (row.stream.clone(), row.group.clone());
                self.remarks.push(Remark::TrimmedPast { stream, group });
            }
        }
    }

    fn states(&self) -> HashMap<&Name, &StreamState> {
        self.streams.iter().map(|(name, state)| (name, state)).collect()
    }
}

fn sample(survey: &LagSurvey, row: &LagRow, state: &StreamState) -> Sample {
    Sample { at: survey.at, entries_added: state.entries_added, lag: row.exact_lag() }
}

/// Whether the trimmer removed entries in between that the group had not read.
///
/// If the group read on in between, it may have lost entries or not. Nobody can know, so it counts as no.
fn is_trimmed_past(row: &LagRow, before: &StreamState, after: &StreamState) -> bool {
    let (Some(old), Some(new)) = (group(before, &row.group), group(after, &row.group)) else {
        return false;
    };
    let was_behind = before.last.is_some_and(|last| last > old.last_delivered);
    let has_lost = after.has_passed(new) && after.last_generated > new.last_delivered;
    was_behind && has_lost && before.removed() < after.removed()
}

fn group<'a>(state: &'a StreamState, name: &Name) -> Option<&'a GroupState> {
    state.groups.iter().find(|group| group.name == *name)
}
