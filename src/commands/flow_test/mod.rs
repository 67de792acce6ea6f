//! `astra flow-test`: runs the reference flow through real groups and real consumers.

mod dry_run;
mod injection;
mod junit;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use astra_bus::BusWriter;
use astra_model::io_reason;
use astra_model::time::format_duration;
use uuid::Uuid;

use crate::commands::env::{
    CommandError, CommandResult, Confirmation, Env, ExitKind, Interrupted, Usage, WithContext as _,
    requested, value_parsers,
};
use crate::commands::verdict::Verdict;
use crate::flow::run::{
    self, EarlyStop, FlowOutcome, LIFETIME, RunError, RunPlan, RunResult, RunSettings,
};
use crate::output::units::{Counted, Grouped};
use crate::output::{Format, Progress, notes};
use crate::private_server;
use dry_run::DryRunReport;
use injection::Injection;
use junit::Destination;
use report::FlowReport;

/// Prove that events flow: publish trades, consume them with every group, and check each delivery
///
/// Without a server (`--url`, its variables, or `--context`) it starts a private one and removes it afterwards. On your
/// own server, everything it creates is named `astra-flowtest-<run id>.…` and removed at the end of the run; if the
/// program is killed, it expires within a minute.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Number of trades, of 8 events each; until the run ends, each takes about 3 kB on the server
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    trades: u64,

    /// Longest allowed time from publishing an event to its delivery
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = value_parsers::duration)]
    deadline: Duration,

    /// Time limit for the whole run [default: 30s plus 10ms per trade]
    #[arg(long, value_name = "DURATION", value_parser = run_timeout)]
    run_timeout: Option<Duration>,

    /// Also write the verdict as `JUnit` XML, with a test case for each check and each group
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Show what would be created and checked, without touching a server
    #[arg(long, conflicts_with_all = ["junit", "inject"])]
    dry_run: bool,

    /// Inject a fault, to prove that the test can fail: the verdict must name it
    #[arg(long, value_name = "FAULT")]
    inject: Option<Injection>,

    #[command(flatten)]
    confirmation: Confirmation,
}

const NO_JUNIT: &str = "cannot write the JUnit report";

const EXAMPLES: &str = "\
Permissions on your own server, as one line of its ACL file:
  user flow-test on >PASSWORD ~astra-flowtest-* -@all +ping +info +multi +exec +xgroup|create
    +pexpire +xadd +xreadgroup +xack +xinfo|stream +xinfo|groups +unlink +cluster|slots

  In a cluster also grant +cluster|shards +cluster|nodes +asking, behind Sentinels +role, and for
  --inject missing-group +xgroup|destroy.

Examples:
  astra flow-test                              On a private server
  astra flow-test --url redis://staging:6379   On a shared server, where nothing is left behind
  astra flow-test --junit flow.xml             In CI; exit code 1 if anything failed
  astra flow-test --trades 100000              As a load test: 800,000 events
  astra flow-test --inject no-ack              Prove that the test can fail
  astra flow-test --dry-run                    What it would create and check";

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    let topology = env.topology()?;
    let plan = RunPlan::new(&topology, args.settings()?)
        .map_err(|error| CommandError::new(ExitKind::Failure, error))?;
    if args.dry_run {
        env.out.print(&DryRunReport::new(&plan, env.names_a_server()?))?;
        return Ok(Verdict::Pass);
    }
    let junit = args.junit.as_deref().map(destination).transpose()?;
    if env.names_a_server()? {
        let permit = env.change_permit(&args.confirmation)?;
        let bus = permit.confirm("Run the reference flow there").await?;
        return run_and_report(args, env, &bus, plan, junit).await;
    }
    if let Some(name) = env.changeable_context() {
        notes::note(format_args!(
            "using a private server; pass --context {name} to run on that context"
        ));
    }
    let sandbox = match private_server::start().await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            write_junit_error(&error, junit)?;
            return Err(error.into());
        }
    };
    let bus = private_server::bus(&sandbox, env.globals.timeout)?;
    let verdict = run_and_report(args, env, &bus, plan, junit).await;
    sandbox.stop().await?;
    verdict
}

/// Checks before the run that the report can be written.
fn destination(path: &Path) -> CommandResult<Destination> {
    Destination::new(path).map_err(|error| {
        Usage::new(format!("cannot write `{}`: {}", path.display(), io_reason(&error))).into()
    })
}

/// Writes the error of a run without a verdict to the `JUnit` report, if there is one.
fn write_junit_error(error: &impl ToString, junit: Option<Destination>) -> CommandResult<()> {
    junit.map_or(Ok(()), |to| junit::write_error(error, to)).with_context(|| NO_JUNIT.into())
}

/// Runs the plan and reports the verdict on standard output and, if requested, as `JUnit` XML.
async fn run_and_report(
    args: &Args,
    env: &Env,
    bus: &BusWriter,
    plan: RunPlan,
    junit: Option<Destination>,
) -> CommandResult {
    let groups = report::groups(&plan);
    let settings = plan.settings.clone();
    let outcome = match run_with_progress(env, bus, plan).await {
        Ok(outcome) => outcome,
        Err(error) => {
            write_junit_error(&error, junit)?;
            return Err(command_error(error));
        }
    };
    if let Some(stop) = outcome.stopped {
        notes::warning(describe_stop(stop, &settings));
    }
    let report =
        FlowReport::new(outcome, &settings, bus.address(), args.inject.map(Injection::name));
    if let Some(to) = junit {
        junit::write(&report, &groups, to).with_context(|| NO_JUNIT.into())?;
    }
    env.out.print(&report)?;
    if env.out.format() == Format::Csv {
        report.failures().for_each(notes::warning);
    }
    Ok(Verdict::pass_if(report.verdict.passed))
}

/// Runs the plan with a progress bar, and warns if the streams of the run could not be removed.
async fn run_with_progress(
    env: &Env,
    bus: &BusWriter,
    plan: RunPlan,
) -> Result<FlowOutcome, RunError> {
    let prefix = plan.prefix.clone();
    let mut interrupt = env.interrupt.watch();
    let progress = Progress::new(Some(plan.settings.trades));
    let mut on_progress = |done, total| {
        progress.update(done, || format!("{} of {}", Grouped(done), Counted(total, "trade")));
    };
    let result = run::run(bus, plan, &mut on_progress, requested(&mut interrupt)).await;
    progress.finish();
    let RunResult { outcome, cleanup_error } = result;
    match (cleanup_error, &outcome) {
        (Some(error), _) => notes::warning(format_args!(
            "cannot remove the streams of this run, `{prefix}.*`: {error}; they expire within {}",
            format_duration(LIFETIME)
        )),
        (None, Err(RunError::Interrupted)) => {
            notes::note("interrupted: the streams of this run were removed");
        }
        _ => {}
    }
    outcome
}

/// Parses `--run-timeout`, which must not be too short to do anything.
fn run_timeout(text: &str) -> Result<Duration, String> {
    const HINT: &str = "omit --run-timeout, or set it to a few seconds";
    value_parsers::duration(text).and_then(|limit| value_parsers::some_time(text, limit, HINT))
}

fn describe_stop(stop: EarlyStop, settings: &RunSettings) -> String {
    match stop {
        EarlyStop::TimedOut => {
            format!("stopped after the run timeout of {}", format_duration(settings.timeout))
        }
        EarlyStop::Failing => {
            "stopped early: too much failed, and more trades would show nothing new".to_owned()
        }
    }
}

/// Converts the error for the edge of the program, which chooses the exit code.
fn command_error(error: RunError) -> CommandError {
    match error {
        RunError::Bus(error) => error.into(),
        RunError::Interrupted => Interrupted.into(),
        RunError::Panicked(panic) => std::panic::resume_unwind(panic),
        error => CommandError::new(ExitKind::Failure, error.to_string()),
    }
}

impl Args {
    fn settings(&self) -> CommandResult<RunSettings> {
        if self.deadline.is_zero() {
            let usage = Usage::new("the deadline is 0: no delivery can meet it");
            return Err(usage.with_hint("omit --deadline, or set it to a few milliseconds").into());
        }
        Ok(RunSettings {
            run_id: Uuid::new_v4().simple().to_string(),
            trades: self.trades,
            deadline: self.deadline,
            timeout: self.run_timeout.unwrap_or_else(|| run::default_timeout(self.trades)),
            fault: self.inject.map(Injection::fault),
        })
    }
}
