//! Warns of what a command could not read, with the next step for each reason.

use astra_bus::Coverage;

use crate::output::notes;

/// Prints one warning for each reason, then their hints.
pub(crate) fn warn(coverage: &Coverage) {
    coverage.warnings().for_each(notes::warning);
    coverage.hints().for_each(notes::hint);
}

/// Prints the hints of the reasons, each once, even if several reasons or items share one.
pub(crate) fn print_hints<'a>(reasons: impl Iterator<Item = (&'a str, Option<&'a str>)>) {
    let mut printed: Vec<&str> = Vec::new();
    for (reason, hint) in reasons {
        let is_new = |hint: &&str| !printed.contains(&reason) && !printed.contains(hint);
        let Some(hint) = hint.filter(is_new) else { continue };
        printed.extend([reason, hint]);
        notes::hint(hint);
    }
}
