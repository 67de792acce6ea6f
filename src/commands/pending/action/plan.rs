//! What is shown before an action asks.

use std::collections::BTreeSet;

use crate::bus::Name;
use crate::commands::pending::action::choose::Chosen;
use crate::commands::pending::action::kind::Kind;
use crate::commands::pending::action::report::ActionReport;
use crate::commands::pending::find::Groups;
use crate::output::{Out, Report, notes};

/// Shows the plan beside the question: results alone go to standard output.
pub(super) fn show<K: Kind>(planned: &ActionReport<K>, out: &Out)
where
    ActionReport<K>: Report,
{
    for table in planned.tables() {
        let text = table.render(&out.style());
        if !text.is_empty() {
            notes::note(text);
        }
    }
    planned.summary().iter().for_each(notes::note);
}

/// Says that a claim would make a consumer: most often its name is mistyped.
pub(super) fn warn_of_new_consumer(to: &str, chosen: &Chosen, found: &Groups) {
    let to = Name::from(to);
    let touched: BTreeSet<(&Name, &Name)> =
        chosen.items.iter().map(|item| (&item.stream, &item.group)).collect();
    let without = found
        .bindings
        .iter()
        .filter(|binding| touched.contains(&(&binding.stream, &binding.group)))
        .filter(|binding| binding.state.consumer(&to).is_none());
    for binding in without {
        let known = binding.state.consumers.iter().filter_map(|consumer| consumer.name.as_str());
        let guess = crate::suggest::did_you_mean(&to.to_string(), known)
            .map_or_else(String::new, |guess| format!("; {guess}"));
        notes::warning(format_args!(
            "group `{}` on `{}` has no consumer `{to}` yet: claiming makes one{guess}",
            binding.group, binding.stream
        ));
    }
}
