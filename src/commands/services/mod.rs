//! `astra services`: which instances of which services are registered, and how they are.

mod args;
mod probe;
mod report;
mod require;
mod watch;

use std::time::Duration;

use anyhow::Result;
use astra_bus::Bus;
use astra_model::did_you_mean;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use crate::commands::env::Env;
use crate::commands::env::coverage;
use crate::commands::verdict::Verdict;
use crate::output::{Series, notes};
use crate::registry::{self, Instance, Registry, State};
use report::{Row, ServicesReport};

pub(crate) use args::Args;

pub(crate) fn states() -> impl clap::builder::TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::as_str)).map(|word| {
        State::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or(State::Unknown)
    })
}

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    let bus = env.bus()?;
    if let Some(interval) = args.watch {
        env.out.follow(Series::Screen);
        return watch::run(args, &bus, interval, env).await;
    }
    let registry = registry::fetch(&bus).await?;
    tell(args, &registry);
    let (shown, hidden): (Vec<Instance>, Vec<Instance>) =
        registry.instances.into_iter().partition(|instance| args.wants(instance));
    let shown = rows(args, shown, env.globals.timeout).await;
    // What a filter hides is called only where a requirement may depend on it.
    let hidden = if args.require.is_empty() { Vec::new() } else { hidden };
    let hidden = rows(args, hidden, env.globals.timeout).await;
    let outcomes = require::judge(&args.require, &shown.iter().chain(&hidden));
    let unseen = registry.unseen;
    let verdict = Verdict::pass_if(unseen.is_empty() && outcomes.iter().all(|outcome| outcome.met));
    let (requirements, scope) = (outcomes.clone(), unseen.scope());
    let is_probed = args.probe;
    env.out.print(&ServicesReport { services: shown, requirements, unseen, is_probed })?;
    require::tell(&outcomes, scope);
    Ok(verdict)
}

/// What `--watch` shows at one moment.
async fn look(args: &Args, bus: &Bus, timeout: Duration) -> Result<(ServicesReport, Vec<String>)> {
    let registry = registry::fetch(bus).await?;
    let shown = registry.instances.into_iter().filter(|instance| args.wants(instance)).collect();
    let services = rows(args, shown, timeout).await;
    let (requirements, unseen) = (Vec::new(), registry.unseen);
    let seen = registry.notes.into_iter().chain(unseen.reasons()).collect();
    let is_probed = args.probe;
    Ok((ServicesReport { services, requirements, unseen, is_probed }, seen))
}

async fn rows(args: &Args, instances: Vec<Instance>, timeout: Duration) -> Vec<Row> {
    if args.probe {
        return probe::all(instances, timeout).await;
    }
    instances.into_iter().map(|instance| Row { instance, probe: None }).collect()
}

/// Says what could not be read, and which filter names something that is not there.
fn tell(args: &Args, registry: &Registry) {
    registry.notes.iter().for_each(notes::warning);
    coverage::warn(&registry.unseen);
    let services: Vec<&str> =
        registry.instances.iter().filter_map(|instance| instance.service.as_str()).collect();
    let domains: Vec<&str> =
        registry.instances.iter().filter_map(|instance| instance.domain.as_deref()).collect();
    let scope = registry.unseen.scope();
    tell_absent("service", &args.service, &services, scope);
    tell_absent("domain", &args.domain, &domains, scope);
}

fn tell_absent(what: &str, wanted: &[String], known: &[&str], scope: &str) {
    for name in wanted.iter().filter(|name| !known.contains(&name.as_str())) {
        notes::warning(format_args!("no instance of {what} `{name}` is registered{scope}"));
        if let Some(hint) = did_you_mean(name, known.iter().copied()) {
            notes::hint(hint);
        }
    }
}
