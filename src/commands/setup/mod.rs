//! `astra setup`: makes the server match the topology.

mod action;
mod export;
mod prune;
mod report;
mod start;
mod tables;
mod validate;
mod watch;

use std::time::{Duration, Instant};

use anyhow::Result;
use astra_bus::{Bus, BusError, BusWriter};
use astra_model::topology::Topology;

use crate::commands::env::value_parsers;
use crate::commands::env::{ChangePermit, Confirmation};
use crate::commands::env::{Env, Usage};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, notes};
use crate::provision::{self, Plan};
use prune::Pruning;
use report::SetupReport;

/// Make the server match the topology: every group on every stream that its patterns match
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Change nothing; exit 1 if a promised group is missing
    #[arg(long, conflicts_with_all = ["watch", "prune", "dry_run"])]
    check: bool,

    /// Show what would be done, and do nothing
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,

    /// Go on, and provision streams as they appear, looking again after each interval
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "5s", value_parser = value_parsers::interval)]
    watch: Option<Duration>,

    /// Wait this long for a server that is starting or loading its data
    #[arg(long, value_name = "DURATION", value_parser = value_parsers::duration)]
    wait_for_server: Option<Duration>,

    /// Also remove groups that the topology does not name, and streams named like a pattern, where they are empty
    #[arg(long, conflicts_with = "watch")]
    prune: bool,

    /// Remove them even where they hold entries, pending entries or active consumers
    #[arg(long, requires = "prune", requires = "yes")]
    force: bool,

    /// Agree to what `--prune` removes beforehand
    #[arg(short, long)]
    yes: bool,

    #[command(flatten)]
    confirmation: Confirmation,

    /// Only check the topology file, without a server
    #[arg(long, conflicts_with_all = ["check", "dry_run", "watch", "wait_for_server", "prune"])]
    validate: bool,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Write the topology that is live on the server, as YAML that setup accepts with nothing to change
    #[command(
        after_help = "Examples:\n  astra setup export > live.yaml\n  astra setup export | astra setup --check -f -"
    )]
    Export,
}

const EXAMPLES: &str = "\
Examples:
  astra setup                           Provision; run it in every deployment
  astra setup --wait-for-server=30s     The same, while the server still starts
  astra setup --check                   Exit 1 if a promised group is missing
  astra setup --dry-run                 Show where each group would start
  astra setup --watch=10s               Keep provisioning streams as they appear
  astra setup --validate -f new.yaml    Check a topology file, without a server
  astra setup --prune --yes             Also remove what it does not name";

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    if let Some(flag) = args.own_flag().filter(|_| args.action.is_some()) {
        let refusal = Usage::new(format!("`{flag}` cannot be used with `export`"));
        return Err(refusal.with_hint("leave one of them out").into());
    }
    if args.validate {
        return validate::run(env);
    }
    let topology = env.topology()?;
    let permit = args.changes().then(|| env.change_permit(&args.confirmation)).transpose()?;
    let bus = permit.as_ref().map_or_else(|| env.bus(), |permit| Ok(permit.bus().clone()))?;
    if let Some(patience) = args.wait_for_server {
        wait_for_server(&bus, patience).await?;
    }
    if let Some(Action::Export) = args.action {
        return export::run(&bus, &topology, env.out.format()).await;
    }
    let Some(permit) = permit else { return look(args, env, &bus, &topology).await };
    if let Some(interval) = args.watch {
        let writer = permit.confirm("provisioning streams there as they appear").await?;
        return watch::run(&writer, &topology, interval, env).await;
    }
    once(args, env, &topology, &permit).await
}

impl Args {
    /// Whether the server is to be changed, rather than only looked at.
    fn changes(&self) -> bool {
        !self.check && !self.dry_run && self.action.is_none()
    }

    /// A flag that is given and means nothing to an action below this command.
    fn own_flag(&self) -> Option<&'static str> {
        let flags = [
            (self.check, "--check"),
            (self.dry_run, "--dry-run"),
            (self.watch.is_some(), "--watch"),
            (self.wait_for_server.is_some(), "--wait-for-server"),
            (self.prune, "--prune"),
            (self.force, "--force"),
            (self.yes, "--yes"),
            (self.confirmation.confirm.is_some(), "--confirm"),
            (self.validate, "--validate"),
        ];
        flags.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
    }
}

/// `--check` and `--dry-run`: says what is missing, and what would be done.
async fn look(args: &Args, env: &Env, bus: &Bus, topology: &Topology) -> Result<Verdict> {
    let plan = provision::plan(bus, topology).await?;
    let mut report = SetupReport::planned(topology, &plan);
    report.tell_away(None);
    if args.check {
        print(env, &report)?;
        return Ok(Verdict::pass_if(plan.is_fulfilled()));
    }
    if let Some(pruning) = pruning(args, bus, topology, &plan).await? {
        report.would_prune(&pruning);
    }
    print(env, &report)?;
    Ok(Verdict::pass_if(report.is_success()))
}

async fn once(
    args: &Args,
    env: &Env,
    topology: &Topology,
    permit: &ChangePermit,
) -> Result<Verdict> {
    let bus = permit.bus();
    let plan = provision::plan(bus, topology).await?;
    let mut report = SetupReport::planned(topology, &plan);
    report.tell_away(None);
    let pruning = pruning(args, bus, topology, &plan).await?;
    let writer = agree(args, &plan, pruning.as_ref(), permit).await?;
    let outcomes = match &writer {
        Some(writer) => provision::apply(writer, &plan).await?,
        None => Vec::new(),
    };
    report.applied(topology, &plan, &outcomes);
    if let Some(pruning) = &pruning {
        let removals = match &writer {
            Some(writer) => prune::apply(writer, pruning, args.force).await?,
            None => Vec::new(),
        };
        report.pruned(pruning, &removals);
    }
    print(env, &report)?;
    Ok(Verdict::pass_if(report.is_success()))
}

/// Asks for agreement to what is about to be done; `None` if there is nothing to change.
async fn agree(
    args: &Args,
    plan: &Plan,
    pruning: Option<&Pruning>,
    permit: &ChangePermit,
) -> Result<Option<BusWriter>> {
    let missing = plan.missing().count();
    if let Some(pruning) = pruning.filter(|pruning| !pruning.removable.is_empty()) {
        if permit.asks(args.yes) {
            pruning.tell(missing);
        }
        return Ok(Some(permit.confirm_loss(&pruning.question(), args.yes).await?));
    }
    if missing == 0 {
        return Ok(None);
    }
    let groups = Counted(missing as u64, "group");
    Ok(Some(permit.confirm(&format!("creating {groups}")).await?))
}

/// Prints the report. CSV is one table, that of the groups: there the rest is told beside it.
fn print(env: &Env, report: &SetupReport) -> std::io::Result<()> {
    env.out.print(report)?;
    report.tell_failures();
    if env.out.format() == Format::Csv {
        report.asides().for_each(notes::warning);
    }
    Ok(())
}

/// What is to be removed, where that was asked for.
async fn pruning(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
    plan: &Plan,
) -> Result<Option<Pruning>, BusError> {
    if !args.prune {
        return Ok(None);
    }
    prune::plan(bus, topology, plan, args.force).await.map(Some)
}

/// Waits until every server is ready, as long as what they say can pass.
async fn wait_for_server(bus: &Bus, patience: Duration) -> Result<(), BusError> {
    const PAUSE: Duration = Duration::from_millis(100);
    let deadline = Instant::now() + patience;
    let mut is_told = false;
    loop {
        match bus.ready().await {
            Err(error) if error.is_transient() && Instant::now() + PAUSE < deadline => {
                if !is_told {
                    notes::note(format_args!("waiting for Redis at {}: {error}", bus.address()));
                    is_told = true;
                }
                tokio::time::sleep(PAUSE).await;
            }
            result => return result,
        }
    }
}
