//! `astra setup`: makes the server match the topology.

mod action;
mod export;
mod group_summary;
mod prune;
mod report;
mod tables;
mod validate;
mod watch;

use std::time::{Duration, Instant};

use astra_bus::{Backoff, Bus, BusError, BusWriter, retry_until};
use astra_model::topology::Topology;

use crate::commands::env::{ChangePermit, CommandResult, Confirmation, Env, Usage, value_parsers};
use crate::commands::verdict::Verdict;
use crate::output::notes;
use crate::output::units::Counted;
use crate::provision::{self, Plan};
use prune::PrunePlan;
use report::SetupReport;

/// Make the server match the topology: every group on every stream that its patterns match
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Change nothing; exit 1 if a group of the topology is missing
    #[arg(long, conflicts_with_all = ["watch", "prune", "dry_run"])]
    check: bool,

    /// Show what would be done, and change nothing
    #[arg(long, conflicts_with = "watch")]
    dry_run: bool,

    /// Keep running, and provision streams as they appear; checks once per interval
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "5s", value_parser = value_parsers::interval)]
    watch: Option<Duration>,

    /// Wait up to this long for a server that is starting or loading its data
    #[arg(long, value_name = "DURATION", value_parser = value_parsers::duration)]
    wait_for_server: Option<Duration>,

    /// Also remove groups that the topology does not contain, and streams named like a pattern, if they are empty
    #[arg(long, conflicts_with = "watch")]
    prune: bool,

    /// Remove them even if they have entries, pending entries or active consumers
    #[arg(long, requires = "prune", requires = "yes")]
    force: bool,

    /// Skip the confirmation prompt of `--prune`
    #[arg(short, long)]
    yes: bool,

    #[command(flatten)]
    confirmation: Confirmation,

    /// Only check the topology file, without a server
    #[arg(long, conflicts_with_all = ["check", "dry_run", "watch", "wait_for_server", "prune"])]
    validate: bool,

    #[command(subcommand)]
    action: Option<SetupCommand>,
}

#[derive(clap::Subcommand, Debug)]
enum SetupCommand {
    /// Write the server's current topology as YAML, which setup accepts with nothing to change
    #[command(
        after_help = "Examples:\n  astra setup export > live.yaml\n  astra setup export | astra setup --check -f -"
    )]
    Export,
}

const EXAMPLES: &str = "\
Examples:
  astra setup                           Provision; run this in every deployment
  astra setup --wait-for-server=30s     The same, for a server that is still starting
  astra setup --check                   Exit 1 if a group is missing
  astra setup --dry-run                 Show where each group would start
  astra setup --watch=10s               Keep provisioning streams as they appear
  astra setup --validate -f new.yaml    Check a topology file, without a server
  astra setup --prune --yes             Also remove what the topology does not contain";

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    if let Some(flag) = args.conflict_with_export().filter(|_| args.action.is_some()) {
        let refusal = Usage::new(format!("`{flag}` cannot be used with `export`"));
        return Err(refusal.with_hint("leave one of them out").into());
    }
    if args.validate {
        return validate::run(env);
    }
    let topology = env.topology()?;
    let permit = args.changes().then(|| env.change_permit(&args.confirmation)).transpose()?;
    let bus = permit.as_ref().map_or_else(|| env.bus(), |permit| Ok(permit.bus().clone()))?;
    if let Some(limit) = args.wait_for_server {
        wait_for_server(&bus, limit).await?;
    }
    if let Some(SetupCommand::Export) = args.action {
        return export::run(&bus, &topology, env.out.format()).await;
    }
    let Some(permit) = permit else { return report_only(args, env, &bus, &topology).await };
    if let Some(interval) = args.watch {
        let writer = permit.confirm("Provision streams there as they appear").await?;
        return watch::run(&writer, &topology, interval, env).await;
    }
    provision_once(args, env, &topology, &permit).await
}

impl Args {
    /// Whether the command changes the server, rather than only reading it.
    fn changes(&self) -> bool {
        !self.check && !self.dry_run && self.action.is_none()
    }

    /// Returns a given flag that conflicts with `export`.
    fn conflict_with_export(&self) -> Option<&'static str> {
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

/// `--check` and `--dry-run`: reports what is missing, and what would be done.
async fn report_only(args: &Args, env: &Env, bus: &Bus, topology: &Topology) -> CommandResult {
    let plan = provision::plan(bus, topology).await?;
    let mut report = SetupReport::planned(topology, &plan);
    report.report_unreachable(None);
    if args.check {
        report.print(&env.out)?;
        return Ok(Verdict::pass_if(plan.is_complete()));
    }
    if let Some(pruning) = plan_pruning(args, bus, topology, &plan).await? {
        report.add_planned_pruning(&pruning);
    }
    report.print(&env.out)?;
    Ok(Verdict::pass_if(report.is_success()))
}

async fn provision_once(
    args: &Args,
    env: &Env,
    topology: &Topology,
    permit: &ChangePermit,
) -> CommandResult {
    let bus = permit.bus();
    let plan = provision::plan(bus, topology).await?;
    let mut report = SetupReport::planned(topology, &plan);
    report.report_unreachable(None);
    let pruning = plan_pruning(args, bus, topology, &plan).await?;
    let writer = confirm_changes(args, &plan, pruning.as_ref(), permit).await?;
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
        report.add_pruning(pruning, &removals);
    }
    report.print(&env.out)?;
    Ok(Verdict::pass_if(report.is_success()))
}

/// Asks for confirmation of the changes; `None` if there is nothing to change.
async fn confirm_changes(
    args: &Args,
    plan: &Plan,
    pruning: Option<&PrunePlan>,
    permit: &ChangePermit,
) -> CommandResult<Option<BusWriter>> {
    let missing = plan.missing().count();
    if let Some(pruning) = pruning.filter(|pruning| !pruning.removable.is_empty()) {
        if permit.asks(args.yes) {
            pruning.print_details(missing);
        }
        let change = format!("Remove {}", pruning.summary());
        return Ok(Some(permit.confirm_loss(&change, args.yes).await?));
    }
    if missing == 0 {
        return Ok(None);
    }
    let groups = Counted(missing as u64, "group");
    Ok(Some(permit.confirm(&format!("Create {groups}")).await?))
}

/// Plans what `--prune` removes; `None` without that flag.
async fn plan_pruning(
    args: &Args,
    bus: &Bus,
    topology: &Topology,
    plan: &Plan,
) -> Result<Option<PrunePlan>, BusError> {
    if !args.prune {
        return Ok(None);
    }
    prune::plan(bus, topology, plan, args.force).await.map(Some)
}

/// Waits until every server is ready, as long as its errors are transient.
async fn wait_for_server(bus: &Bus, limit: Duration) -> Result<(), BusError> {
    let mut is_noted = false;
    let may_pass = |error: &BusError| {
        if error.is_transient() && !is_noted {
            notes::note(format_args!("waiting for Redis at {}: {error}", bus.address()));
            is_noted = true;
        }
        error.is_transient()
    };
    let pauses = Backoff::constant(Duration::from_millis(100));
    retry_until(Instant::now() + limit, pauses, || bus.check_ready(), may_pass).await
}
