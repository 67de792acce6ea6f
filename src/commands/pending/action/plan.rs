//! What is shown before an action asks.

use std::collections::BTreeSet;

use astra_model::{Name, did_you_mean};

use crate::commands::pending::action::choose::Chosen;
use crate::commands::pending::action::kind::Kind;
use crate::commands::pending::action::report::ActionReport;
use crate::commands::pending::find::{Binding, Groups};
use crate::output::units::Counted;
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

/// Says that a claim would make a consumer, in one line: most often its name is mistyped.
///
/// Nobody means a consumer that is claimed from.
pub(super) fn warn_of_new_consumer(to: &str, chosen: &Chosen, found: &Groups) {
    let to = Name::from(to);
    let touched: BTreeSet<(&Name, &Name)> =
        chosen.items.iter().map(|item| (&item.stream, &item.group)).collect();
    let sources: BTreeSet<&Name> = chosen.items.iter().map(|item| &item.entry.consumer).collect();
    let without: Vec<&Binding> = found
        .bindings
        .iter()
        .filter(|binding| touched.contains(&(&binding.stream, &binding.group)))
        .filter(|binding| binding.state.consumer(&to).is_none())
        .collect();
    if without.is_empty() {
        return;
    }
    let consumers = without.iter().flat_map(|binding| &binding.state.consumers);
    let known = consumers.map(|consumer| &consumer.name).filter(|name| !sources.contains(name));
    let guess = did_you_mean(&to.to_string(), known.filter_map(|name| name.as_str()))
        .map_or_else(String::new, |guess| format!("; {guess}"));
    let each = if without.len() == 1 { "" } else { " on each" };
    notes::warning(format_args!(
        "{} no consumer `{to}` yet: claiming makes one{each}{guess}",
        who_has(&without)
    ));
}

/// The bindings as the subject of a sentence.
fn who_has(bindings: &[&Binding]) -> String {
    let groups: BTreeSet<&Name> = bindings.iter().map(|binding| &binding.group).collect();
    let streams: BTreeSet<&Name> = bindings.iter().map(|binding| &binding.stream).collect();
    let (of, have) = match one(&groups) {
        Some(group) => (format!("group `{group}`"), "has"),
        None => (Counted(groups.len() as u64, "group").to_string(), "have"),
    };
    let on = match one(&streams) {
        Some(stream) => format!("`{stream}`"),
        None => Counted(streams.len() as u64, "stream").to_string(),
    };
    format!("{of} on {on} {have}")
}

fn one<'a>(names: &BTreeSet<&'a Name>) -> Option<&'a Name> {
    names.first().filter(|_| names.len() == 1).copied()
}
