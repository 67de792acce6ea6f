//! Warns of what a survey found beside its rows.

use astra_bus::Coverage;

use crate::commands::env::coverage::warn as warn_of_missing;
use crate::output::notes;
use crate::survey::Remark;

/// Warns of each remark with its hint, then of what could not be read.
pub(crate) fn warn(remarks: &[Remark], coverage: &Coverage) {
    for remark in remarks {
        notes::warning(remark);
        remark.hint().into_iter().for_each(notes::hint);
    }
    coverage.replica_notes().for_each(notes::warning);
    warn_of_missing(coverage);
}

/// The same as lines without hints, for a screen that refreshes.
pub(crate) fn lines<'a>(
    remarks: impl Iterator<Item = &'a Remark>,
    coverage: &Coverage,
) -> Vec<String> {
    let remarks = remarks.map(ToString::to_string);
    remarks.chain(coverage.replica_notes()).chain(coverage.warnings()).collect()
}
