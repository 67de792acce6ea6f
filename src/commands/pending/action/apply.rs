//! Carries out the plan, a bounded number of entries at a time.

use astra_bus::{ACTION_BATCH, Bus, BusError, BusWriter, PendingAction, PendingEntry};

use crate::commands::env::CommandResult;
use crate::commands::pending::action::args::Action;
use crate::commands::pending::action::report::ActionReport;
use crate::commands::pending::action::step::Step;

/// Carries out each step of the plan.
///
/// If the server is lost or refuses all work, the remaining steps are not tried, and that error is
/// returned beside the report.
///
/// # Errors
/// An error before anything was sent.
pub(super) async fn apply(
    mut report: ActionReport,
    action: &Action,
    bus: &BusWriter,
) -> CommandResult<(ActionReport, Option<BusError>)> {
    let pending_action = pending_action(action, bus).await?;
    report.dry_run = false;
    let mut lost = None;
    let is_same_binding =
        |a: &Step, b: &Step| (&a.entry.stream, &a.entry.group) == (&b.entry.stream, &b.entry.group);
    for binding in report.actions.chunk_by_mut(is_same_binding) {
        for batch in binding.chunks_mut(ACTION_BATCH) {
            if let Some(error) = &lost {
                batch.iter_mut().for_each(|step| step.skip_after(error));
            } else if let Err(error) = apply_batch(batch, &pending_action, bus).await {
                batch.iter_mut().for_each(|step| step.record_error(&error));
                lost = Some(error);
            }
        }
    }
    report.count_outcomes();
    Ok((report, lost))
}

/// Converts the arguments to the action of the bus. A dead letter has the time of the server.
async fn pending_action(action: &Action, bus: &Bus) -> Result<PendingAction, BusError> {
    Ok(match action {
        Action::Claim(args) => PendingAction::Claim { to: args.to.as_str().into() },
        Action::Ack(_) => PendingAction::Acknowledge,
        Action::DeadLetter(args) => {
            PendingAction::DeadLetter { reason: args.reason.clone(), at: bus.clock().await?.now }
        }
        Action::PurgeGhosts(_) => PendingAction::PurgeGhost,
    })
}

/// Carries out steps on one binding.
async fn apply_batch(
    steps: &mut [Step],
    action: &PendingAction,
    bus: &BusWriter,
) -> Result<(), BusError> {
    let Some(first) = steps.first() else { return Ok(()) };
    let (stream, group) = (first.entry.stream.clone(), first.entry.group.clone());
    let entries: Vec<&PendingEntry> = steps.iter().map(|step| &step.entry.entry).collect();
    let outcomes = bus.apply_action(&stream, &group, &entries, action).await?;
    steps.iter_mut().zip(outcomes).for_each(|(step, outcome)| step.record(outcome));
    Ok(())
}
