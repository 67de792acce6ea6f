//! The actions of `astra pending`: a plan, a question, and each entry settled only if it still is as planned.

mod apply;
mod args;
mod choose;
mod kind;
mod plan;
mod report;
mod step;

use anyhow::Result;
use astra_bus::Bus;

use crate::commands::consent::Leave;
use crate::commands::env::{Env, Usage};
use crate::commands::pending::find::{self, Groups};
use crate::commands::unseen;
use crate::commands::verdict::Verdict;
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
    let mut found = find::find(&filters, &bus, &topology).await?;
    if let Some(unknown) = found.unknown.first() {
        return refuse(unknown, &found);
    }
    found.tell();
    if filters.min_deliveries != action.common().filters.min_deliveries {
        notes::note(format_args!(
            "without a pattern or filter only poison is selected: --min-deliveries {} --min-idle {}",
            topology.defaults.max_deliveries,
            astra_model::time::format_duration(topology.defaults.min_idle)
        ));
    }
    let mut chosen =
        choose(&filters, &action.wanted(), action.common().limit, &bus, &found).await?;
    found.miss(std::mem::take(&mut chosen.unread), bus.unreachable_nodes());
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

/// Changes nothing for a name that was found nowhere: it is mistyped where all was seen, and else
/// nobody knows.
fn refuse(unknown: &str, found: &Groups) -> Result<Verdict> {
    const HINT: &str = "nothing was changed";
    if found.unseen.is_empty() {
        return Err(Usage::new(unknown).with_hint(HINT).into());
    }
    unseen::tell(&found.unseen);
    notes::error(unknown, Some(HINT));
    Ok(Verdict::Fail)
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
    let is_complete = found.is_complete();
    if let Action::Claim(args) = action {
        plan::warn_of_new_consumer(&args.to, &chosen, found);
    }
    let common = action.common();
    let mut planned = ActionReport::<K>::planned(chosen, found.unseen.clone());
    let Some(leave) = leave.filter(|_| !planned.actions.is_empty()) else {
        planned.dry_run = common.dry_run;
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
