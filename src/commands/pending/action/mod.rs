//! The actions of `astra pending`: a plan, a question, and each entry settled only if it still is as planned.

mod apply;
mod args;
mod choose;
mod kind;
mod plan;
mod report;
mod step;

use anyhow::Result;

use crate::commands::env::ChangePermit;
use crate::commands::env::coverage;
use crate::commands::env::{Env, Usage};
use crate::commands::pending::find::{self, Groups};
use crate::commands::verdict::Verdict;
use crate::output::{Report, notes};
use choose::{Chosen, choose};
use kind::{Acknowledge, Claim, DeadLetter, Kind, PurgeGhosts};
use report::ActionReport;

pub(super) use args::Action;

pub(super) async fn run(action: &Action, env: &Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let common = action.common();
    let permit = (!common.dry_run).then(|| env.change_permit(&common.confirmation)).transpose()?;
    let bus = permit.as_ref().map_or_else(|| env.bus(), |permit| Ok(permit.bus().clone()))?;
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
        Action::Claim(_) => settle::<Claim>(action, &found, chosen, (env, permit)).await,
        Action::Ack(_) => settle::<Acknowledge>(action, &found, chosen, (env, permit)).await,
        Action::DeadLetter(_) => settle::<DeadLetter>(action, &found, chosen, (env, permit)).await,
        Action::PurgeGhosts(_) => {
            settle::<PurgeGhosts>(action, &found, chosen, (env, permit)).await
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
    coverage::warn(&found.unseen);
    notes::error(unknown, Some(HINT));
    Ok(Verdict::Fail)
}

async fn settle<K: Kind>(
    action: &Action,
    found: &Groups,
    chosen: Chosen,
    (env, permit): (&Env, Option<ChangePermit>),
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
    let Some(permit) = permit.filter(|_| !planned.actions.is_empty()) else {
        planned.dry_run = common.dry_run;
        env.out.print(&planned)?;
        return Ok(Verdict::pass_if(is_complete));
    };
    if permit.asks(common.yes) {
        plan::show(&planned, &env.out);
    }
    let writer = permit.confirm_loss(&planned.question(), common.yes).await?;
    let (report, lost) = apply::apply(planned, action, &writer).await?;
    env.out.print(&report)?;
    report.tell_hints();
    match lost {
        Some(error) => Err(error.into()),
        None => Ok(Verdict::pass_if(is_complete && report.is_success())),
    }
}
