//! The actions of `astra pending`: a plan, a question, and each entry settled only if it still is as planned.

mod apply;
mod args;
mod choose;
mod kind;
mod plan;
mod report;
mod step;

use anyhow::Result;

use crate::bus::Bus;
use crate::commands::consent::Leave;
use crate::commands::pending::find::{self, Groups};
use crate::commands::{Env, Usage, Verdict};
use crate::output::{Report, notes};

use choose::{Chosen, choose};
use kind::{Acknowledge, Claim, DeadLetter, Kind, PurgeGhosts};
use report::ActionReport;

pub(super) use args::Action;

pub(super) async fn run(action: &Action, env: &Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let common = action.common();
    let (bus, leave) = if common.dry_run {
        (env.bus()?, None)
    } else {
        env.bus_for_change(&common.consent).map(|(bus, leave)| (bus, Some(leave)))?
    };
    let filters = action.filters(&topology.defaults);
    let found = find::find(&filters, &bus, &topology).await?;
    if let Some(unknown) = found.unknown.first() {
        return Err(Usage::new(unknown).with_hint("nothing was changed").into());
    }
    found.tell();
    if filters.min_deliveries != action.common().filters.min_deliveries {
        notes::note(format_args!(
            "without a pattern or filter only poison is selected: --min-deliveries {} --min-idle {}",
            topology.defaults.max_deliveries,
            crate::time::format_duration(topology.defaults.min_idle)
        ));
    }
    let chosen = choose(&filters, &action.wanted(), action.common().limit, &bus, &found).await?;
    chosen.failures.tell();
    match action {
        Action::Claim(_) => settle::<Claim>(action, &bus, &found, chosen, (env, leave)).await,
        Action::Ack(_) => settle::<Acknowledge>(action, &bus, &found, chosen, (env, leave)).await,
        Action::DeadLetter(_) => {
            settle::<DeadLetter>(action, &bus, &found, chosen, (env, leave)).await
        }
        Action::PurgeGhosts(_) => {
            settle::<PurgeGhosts>(action, &bus, &found, chosen, (env, leave)).await
        }
    }
}

async fn settle<K: Kind>(
    action: &Action,
    bus: &Bus,
    found: &Groups,
    chosen: Chosen,
    (env, leave): (&Env, Option<Leave>),
) -> Result<Verdict>
where
    ActionReport<K>: Report,
{
    let is_complete = found.is_complete() && chosen.failures.is_empty();
    if let Action::Claim(args) = action {
        plan::warn_of_new_consumer(&args.to, &chosen, found);
    }
    let common = action.common();
    let planned = ActionReport::<K>::planned(chosen);
    let Some(leave) = leave.filter(|_| !planned.actions.is_empty()) else {
        env.out.print(&planned)?;
        return Ok(Verdict::pass_if(is_complete));
    };
    if leave.asks(common.yes) {
        plan::show(&planned, &env.out);
    }
    leave.confirm_loss(&planned.question(), common.yes).await?;
    let (report, lost) = apply::apply(planned, action, bus).await?;
    env.out.print(&report)?;
    report.tell_hints();
    match lost {
        Some(error) => Err(error.into()),
        None => Ok(Verdict::pass_if(is_complete && report.is_success())),
    }
}
