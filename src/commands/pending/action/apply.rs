//! PendingAction what was planned, a bounded step at a time.

use anyhow::Result;
use astra_bus::{ACTION_BATCH, BusError, BusWriter, PendingAction, PendingEntry};

use crate::commands::pending::action::args::Action;
use crate::commands::pending::action::kind::Kind;
use crate::commands::pending::action::report::ActionReport;
use crate::commands::pending::action::step::Step;

/// Settles each entry of the plan; where the server is lost or refuses all work, also why. What comes
/// after that was not tried.
///
/// # Errors
/// What went wrong before anything was sent.
pub(super) async fn apply<K: Kind>(
    mut report: ActionReport<K>,
    action: &Action,
    bus: &BusWriter,
) -> Result<(ActionReport<K>, Option<BusError>)> {
    let settling = action.settling(bus).await?;
    report.dry_run = false;
    let mut lost = None;
    let of_one_group =
        |a: &Step, b: &Step| a.item.stream == b.item.stream && a.item.group == b.item.group;
    for group in report.actions.chunk_by_mut(of_one_group) {
        for steps in group.chunks_mut(ACTION_BATCH) {
            if let Some(error) = &lost {
                for step in steps {
                    step.not_tried(error);
                }
            } else if let Err(error) = settle(steps, &settling, bus).await {
                for step in steps {
                    step.unsettled(&error);
                }
                lost = Some(error);
            }
        }
    }
    report.count();
    Ok((report, lost))
}

async fn settle(
    steps: &mut [Step],
    settling: &PendingAction,
    bus: &BusWriter,
) -> Result<(), BusError> {
    let Some(first) = steps.first() else { return Ok(()) };
    let (stream, group) = (first.item.stream.clone(), first.item.group.clone());
    let entries: Vec<&PendingEntry> = steps.iter().map(|step| &step.item.entry).collect();
    let settled = bus.apply_action(&stream, &group, &entries, settling).await?;
    steps.iter_mut().zip(settled).for_each(|(step, settled)| step.settled(settled));
    Ok(())
}
