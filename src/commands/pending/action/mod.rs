//! The actions of `astra pending`: a plan, a question, and each entry handled only if it did not change.

mod apply;
mod args;
mod choose;
mod kind;
mod plan;
mod report;
mod step;

use astra_bus::BusError;

use crate::commands::env::{ChangePermit, CommandResult, Env, Usage, coverage};
use crate::commands::pending::warnings;
use crate::commands::verdict::Verdict;
use crate::output::notes;
use crate::survey::{self, PendingBindings, Remark};
use choose::choose;
use report::ActionReport;

pub(super) use args::Action;

pub(super) async fn run(action: &Action, env: &Env) -> CommandResult {
    let topology = env.topology()?;
    let common = action.common();
    let permit = (!common.dry_run).then(|| env.change_permit(&common.confirmation)).transpose()?;
    let bus = permit.as_ref().map_or_else(|| env.bus(), |permit| Ok(permit.bus().clone()))?;
    let filter = action.filter(&topology.defaults);
    let mut found = survey::pending_bindings(&bus, &topology, &filter).await?;
    if let Some(remark) = found.remarks.iter().find(|remark| remark.is_not_found()) {
        return refuse(remark, &found);
    }
    let mut choice =
        choose(&filter, &action.eligibility(), common.limit, &bus, &found.bindings).await?;
    found.add_unread(std::mem::take(&mut choice.unread), &bus);
    warnings::warn(&found);
    if action.selects_poison() {
        plan::explain_poison(&topology.defaults);
    }
    if let Action::Claim(args) = action {
        plan::warn_of_new_consumer(&args.to, &choice.entries, &found.bindings);
    }
    let mut planned = ActionReport::planned(action.kind(), choice, found.coverage.clone());
    let Some(permit) = permit.filter(|_| !planned.actions.is_empty()) else {
        planned.dry_run = common.dry_run;
        env.out.print(&planned)?;
        return Ok(Verdict::pass_if(found.is_complete()));
    };
    let (report, lost) = carry_out(planned, action, &permit, env).await?;
    env.out.print(&report)?;
    coverage::print_hints(report.reasons());
    match lost {
        Some(error) => Err(error.into()),
        None => Ok(Verdict::pass_if(found.is_complete() && report.is_success())),
    }
}

/// Shows the plan, asks, and carries it out; also returns the error that ended it early.
async fn carry_out(
    planned: ActionReport,
    action: &Action,
    permit: &ChangePermit,
    env: &Env,
) -> CommandResult<(ActionReport, Option<BusError>)> {
    let is_agreed = action.common().yes;
    if permit.asks(is_agreed) {
        plan::show(&planned, &env.out);
    }
    let question = plan::question(&planned, action);
    let writer = permit.confirm_loss(&question, is_agreed).await?;
    apply::apply(planned, action, &writer).await
}

/// Changes nothing, because a name of the filter was not found: it is mistyped, or out of reach.
fn refuse(remark: &Remark, found: &PendingBindings) -> CommandResult {
    let message = format!("{remark}: nothing was changed");
    if found.coverage.is_complete() {
        let error = Usage::new(message);
        return Err(match remark.hint() {
            Some(hint) => error.with_hint(hint).into(),
            None => error.into(),
        });
    }
    coverage::warn(&found.coverage);
    notes::error(message, remark.hint());
    Ok(Verdict::Fail)
}
