//! The warnings of `astra pending` and its actions.

use astra_model::closest;

use crate::commands::env::remarks;
use crate::output::notes;
use crate::survey::{PendingBindings, Remark};

/// The actions of `astra pending`; one that is mistyped is taken for a pattern.
const ACTIONS: [&str; 4] = ["claim", "ack", "dead-letter", "purge-ghosts"];

/// Warns of what was not found and of what could not be read.
pub(super) fn warn(found: &PendingBindings) {
    remarks::warn(&found.remarks, &found.coverage);
    for remark in &found.remarks {
        let Remark::UnmatchedPattern(pattern) = remark else { continue };
        if let Some(action) = closest(pattern.as_str(), ACTIONS) {
            notes::hint(format_args!("did you mean the action `{action}`?"));
        }
    }
}
