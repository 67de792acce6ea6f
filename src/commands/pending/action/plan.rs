//! The plan that an action shows, and its question.

use std::collections::BTreeSet;

use astra_model::time::format_duration;
use astra_model::topology::Defaults;
use astra_model::{Name, did_you_mean};

use crate::commands::pending::action::args::Action;
use crate::commands::pending::action::choose::ChosenEntry;
use crate::commands::pending::action::kind::ActionKind;
use crate::commands::pending::action::report::ActionReport;
use crate::output::units::Counted;
use crate::output::{Out, Report as _, notes};
use crate::survey::PendingBinding;

/// Shows the plan on standard error, next to the question: standard output is for results.
pub(super) fn show(planned: &ActionReport, out: &Out) {
    for table in planned.tables() {
        let text = table.render(&out.style());
        if !text.is_empty() {
            notes::note(text);
        }
    }
    planned.summary().iter().for_each(notes::note);
}

/// The question before the plan is carried out, without its question mark.
pub(super) fn question(planned: &ActionReport, action: &Action) -> String {
    let verb = planned.kind.words().verb;
    let count = planned.actions.len() as u64;
    match action {
        Action::Claim(args) => format!("{verb} {} for {}", Counted(count, "entry"), args.to),
        _ if planned.kind == ActionKind::PurgeGhosts => {
            format!("{verb} {}", Counted(count, "ghost"))
        }
        _ => format!("{verb} {}", Counted(count, "entry")),
    }
}

/// Explains which entries `dead-letter` selects without a pattern or filter.
pub(super) fn explain_poison(defaults: &Defaults) {
    notes::note(format_args!(
        "without a pattern or filter, only poison is selected: --min-deliveries {} --min-idle {}",
        defaults.max_deliveries,
        format_duration(defaults.min_idle)
    ));
}

/// Warns in one line that a claim creates a consumer, because its name is most often mistyped.
///
/// The hint never names a consumer that entries are claimed from.
pub(super) fn warn_of_new_consumer(to: &str, entries: &[ChosenEntry], bindings: &[PendingBinding]) {
    let to = Name::from(to);
    let touched: BTreeSet<(&Name, &Name)> =
        entries.iter().map(|chosen| (&chosen.stream, &chosen.group)).collect();
    let sources: BTreeSet<&Name> = entries.iter().map(|chosen| &chosen.entry.consumer).collect();
    let without: Vec<&PendingBinding> = bindings
        .iter()
        .filter(|binding| touched.contains(&(&binding.stream, &binding.group)))
        .filter(|binding| binding.state.consumer(&to).is_none())
        .collect();
    if without.is_empty() {
        return;
    }
    let consumers = without.iter().flat_map(|binding| &binding.state.consumers);
    let known = consumers.map(|consumer| &consumer.name).filter(|name| !sources.contains(name));
    let each = if without.len() == 1 { "" } else { " on each" };
    notes::warning(format_args!(
        "{} no consumer `{to}` yet: claiming creates it{each}",
        subject_of(&without)
    ));
    if let Some(hint) = did_you_mean(&to.to_string(), known.filter_map(|name| name.as_str())) {
        notes::hint(hint);
    }
}

/// The bindings as the subject of a sentence, with its verb.
fn subject_of(bindings: &[&PendingBinding]) -> String {
    let groups: BTreeSet<&Name> = bindings.iter().map(|binding| &binding.group).collect();
    let streams: BTreeSet<&Name> = bindings.iter().map(|binding| &binding.stream).collect();
    let (subject, have) = match one(&groups) {
        Some(group) => (format!("group `{group}`"), "has"),
        None => (Counted(groups.len() as u64, "group").to_string(), "have"),
    };
    let on = match one(&streams) {
        Some(stream) => format!("`{stream}`"),
        None => Counted(streams.len() as u64, "stream").to_string(),
    };
    format!("{subject} on {on} {have}")
}

fn one<'a>(names: &BTreeSet<&'a Name>) -> Option<&'a Name> {
    names.first().filter(|_| names.len() == 1).copied()
}
