//! `astra flow-test`: the reference flow through real groups and real consumers.

mod junit;
mod plan;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use astra_bus::BusWriter;
use astra_model::io_reason;
use astra_model::time::format_duration;
use uuid::Uuid;

use crate::commands::env::Confirmation;
use crate::commands::env::value_parsers;
use crate::commands::env::{Env, Usage};
use crate::commands::env::{Interrupted, requested};
use crate::commands::verdict::Verdict;
use crate::flow::run::{self, Ending, Fault, LIFETIME, Outcome, RunError, Script, Settings, Stop};
use crate::output::units::{Counted, Grouped};
use crate::output::{Format, Progress, notes};
use crate::private_server;
use junit::Destination;
use plan::PlanReport;
use report::FlowReport;

/// Prove that events flow: publish trades, consume them with every group, and check each delivery
///
/// Without a server (`--url`, its variables, or `--context`) it starts a private one and removes it afterwards. On a
/// server of yours, everything it makes is named `astra-flowtest-<run id>.…`, expires within a minute of
/// the end of the program however that ends, and is removed at the end of the run.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Trades to make, of 8 events each; a run keeps about 3 kB of each on the server until it ends
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    trades: u64,

    /// How late after its publishing an event may reach a group
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = value_parsers::duration)]
    deadline: Duration,

    /// How long the whole run may take [default: 30s, and 10ms for each trade]
    #[arg(long, value_name = "DURATION", value_parser = run_timeout)]
    run_timeout: Option<Duration>,

    /// Also write the verdict as `JUnit` XML, a test case for each check and each group
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Show what would be made and checked, and touch nothing
    #[arg(long, conflicts_with_all = ["junit", "inject"])]
    dry_run: bool,

    /// Plant a fault in the run, to prove that the gate can fail: the verdict must name it
    #[arg(long, value_name = "FAULT")]
    inject: Option<Injection>,

    #[command(flatten)]
    confirmation: Confirmation,
}

/// What could not be done where the verdict could not be written.
const NO_JUNIT: &str = "cannot write the JUnit report";

/// A fault to plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Injection {
    /// Destroy a group after it was created
    MissingGroup,
    /// Let the consumers of a group never acknowledge
    NoAck,
    /// Let the consumers of a group publish without the correlation id
    DropCorrelation,
    /// Let the consumers of a group sleep past the deadline
    Delay,
    /// Add an event twice
    Duplicate,
}

const EXAMPLES: &str = "\
Rights on a server of yours, as one line of its ACL file:
  user flow-test on >PASSWORD ~astra-flowtest-* -@all +ping +info +multi +exec +xgroup|create
    +pexpire +xadd +xreadgroup +xack +xinfo|stream +xinfo|groups +unlink +cluster|slots

  In a cluster also +cluster|shards +cluster|nodes +asking, behind Sentinels +role, and for
  --inject missing-group +xgroup|destroy.

Examples:
  astra flow-test                              On a private server of its own
  astra flow-test --url redis://staging:6379   On a shared server, leaving nothing there
  astra flow-test --junit flow.xml             In CI; exit code 1 if anything is amiss
  astra flow-test --trades 100000              As a load test: 800,000 events
  astra flow-test --inject no-ack              Prove that the test can fail
  astra flow-test --dry-run                    What it would make and check";

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let script = Script::new(&topology, args.settings()?)?;
    if args.dry_run {
        env.out.print(&PlanReport::new(&script, env.names_a_server()?))?;
        return Ok(Verdict::Pass);
    }
    let junit = args.junit.as_deref().map(destination).transpose()?;
    if env.names_a_server()? {
        let permit = env.change_permit(&args.confirmation)?;
        let bus = permit.confirm("playing the reference flow there").await?;
        return perform(args, env, &bus, script, junit).await;
    }
    if let Some(name) = env.changeable_context() {
        notes::note(format_args!("on a private server; --context {name} runs it on that one"));
    }
    let sandbox = match private_server::start().await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            tell_junit(&error, junit)?;
            return Err(error.into());
        }
    };
    let bus = private_server::bus(&sandbox, env.globals.timeout)?;
    let verdict = perform(args, env, &bus, script, junit).await;
    sandbox.stop().await?;
    verdict
}

/// Looks before the run: better to hear at once that the report cannot be written.
fn destination(path: &Path) -> Result<Destination> {
    Destination::new(path).map_err(|error| {
        Usage::new(format!("cannot write `{}`: {}", path.display(), io_reason(&error))).into()
    })
}

/// Writes why there is no verdict, where one was asked for.
fn tell_junit(error: &impl ToString, junit: Option<Destination>) -> Result<()> {
    junit.map_or(Ok(()), |to| junit::write_error(error, to)).context(NO_JUNIT)
}

/// Plays the script and tells what it came to, wherever it is to be told.
async fn perform(
    args: &Args,
    env: &Env,
    bus: &BusWriter,
    script: Script,
    junit: Option<Destination>,
) -> Result<Verdict> {
    let groups = report::groups(&script);
    let settings = script.settings.clone();
    let outcome = match play(env, bus, script).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tell_junit(&error, junit)?;
            return Err(told(error));
        }
    };
    if let Some(stop) = outcome.stopped {
        notes::warning(reason(stop, &settings));
    }
    let report = FlowReport::new(outcome, &settings, bus.address(), args.injected());
    if let Some(to) = junit {
        junit::write(&report, &groups, to).context(NO_JUNIT)?;
    }
    env.out.print(&report)?;
    if env.out.format() == Format::Csv {
        report.failures().for_each(notes::warning);
    }
    Ok(Verdict::pass_if(report.verdict.passed))
}

/// Plays the script with a progress bar, and says where something was left behind.
async fn play(env: &Env, bus: &BusWriter, script: Script) -> Result<Outcome, RunError> {
    let prefix = script.prefix.clone();
    let mut interrupt = env.interrupt.watch();
    let progress = Progress::new(Some(script.settings.trades));
    let mut watcher = |done, total| {
        progress.reach(done, || format!("{} of {}", Grouped(done), Counted(total, "trade")));
    };
    let ending = run::run(bus, script, &mut watcher, requested(&mut interrupt)).await;
    progress.finish();
    let Ending { outcome, left } = ending;
    match (left, &outcome) {
        (Some(error), _) => notes::warning(format_args!(
            "could not remove the streams of this run, `{prefix}.*`: {error}; they expire within {}",
            format_duration(LIFETIME)
        )),
        (None, Err(RunError::Interrupted)) => {
            notes::note("interrupted: the streams of this run were removed");
        }
        _ => {}
    }
    outcome
}

/// Reads how long a run may take, which leaves time for something.
fn run_timeout(text: &str) -> Result<Duration, String> {
    const HINT: &str = "leave --run-timeout out, or give it a few seconds";
    value_parsers::duration(text).and_then(|limit| value_parsers::some_time(text, limit, HINT))
}

fn reason(stop: Stop, settings: &Settings) -> String {
    match stop {
        Stop::TimedOut => {
            format!("stopped after the run timeout of {}", format_duration(settings.timeout))
        }
        Stop::Failing => "stopped early: going on would show nothing new".to_owned(),
    }
}

/// Gives the error to the one place that knows what each means for the exit code.
fn told(error: RunError) -> anyhow::Error {
    match error {
        RunError::Bus(error) => error.into(),
        RunError::Interrupted => Interrupted.into(),
        RunError::Panicked(panic) => std::panic::resume_unwind(panic),
        error => anyhow::anyhow!("{error}"),
    }
}

impl Args {
    fn settings(&self) -> Result<Settings> {
        if self.deadline.is_zero() {
            let usage = Usage::new("the deadline is 0: nothing can be delivered in no time");
            return Err(usage
                .with_hint("leave --deadline out, or give it a few milliseconds")
                .into());
        }
        Ok(Settings {
            run_id: Uuid::new_v4().simple().to_string(),
            trades: self.trades,
            deadline: self.deadline,
            timeout: self.run_timeout.unwrap_or_else(|| run::patience(self.trades)),
            fault: self.inject.map(Injection::fault),
        })
    }

    /// The fault's name as it was typed.
    fn injected(&self) -> Option<String> {
        use clap::ValueEnum as _;
        Some(self.inject?.to_possible_value()?.get_name().to_owned())
    }
}

impl Injection {
    fn fault(self) -> Fault {
        match self {
            Self::MissingGroup => Fault::MissingGroup,
            Self::NoAck => Fault::NoAck,
            Self::DropCorrelation => Fault::DropCorrelation,
            Self::Delay => Fault::Delay,
            Self::Duplicate => Fault::Duplicate,
        }
    }
}
