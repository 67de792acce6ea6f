//! Telling what could not be seen, and the next step of each reason once.

use astra_bus::Coverage;

use crate::output::notes;

/// Warns of everything, in one line for each reason.
pub(crate) fn tell(unseen: &Coverage) {
    unseen.warnings().for_each(notes::warning);
    unseen.hints().for_each(notes::hint);
}

/// Says the next step of each reason, each once.
pub(crate) fn tell_hints<'a>(reasons: impl Iterator<Item = (&'a str, Option<&'a str>)>) {
    let mut told: Vec<&str> = Vec::new();
    for (reason, hint) in reasons {
        let is_new = |hint: &&str| !told.contains(&reason) && !told.contains(hint);
        let Some(hint) = hint.filter(is_new) else { continue };
        told.extend([reason, hint]);
        notes::hint(hint);
    }
}
