//! The command line: what can be typed, the one place that prints errors and chooses exit codes.

mod usage;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::bus::{BusError, KnownBy, io_reason};
use crate::commands::{
    Env, Globals, Interrupt, Interrupted, Typed, Usage, Verdict, acl, completions, context,
    flow_test, lag, man, pending, publish, sandbox, services, setup, tail,
};
use crate::context::{ChoiceError, ContextError, TargetError};
use crate::output::notes;
use crate::sandbox::SandboxError;
use crate::topology::{self, LoadError, Severity};

use usage::Fault;

/// The operator's command line for a Redis Streams event bus
#[derive(Parser, Debug)]
#[command(
    name = "astra",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    globals: Globals,

    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  astra sandbox                      Start a private Redis with the whole topology
  astra setup --check                Say whether the server matches the topology
  astra tail 'astra.trading.*'       Watch the trading streams
  astra lag --only-lagging           Show the groups that trail their streams";

#[derive(Subcommand, Debug)]
enum Command {
    Setup(setup::Args),
    Publish(publish::Args),
    Lag(lag::Args),
    Tail(tail::Args),
    Services(services::Args),
    Sandbox(sandbox::Args),
    Completions(completions::Args),
    Man(man::Args),
    Pending(pending::Args),
    FlowTest(flow_test::Args),
    Context(context::Args),
    Acl(acl::Args),
}

/// The exit codes of the program.
mod exit {
    pub(super) const NO: u8 = 1;
    pub(super) const USAGE: u8 = 2;
    pub(super) const SERVER: u8 = 3;
    pub(super) const INTERRUPTED: u8 = 130;
}

/// Time for a command that is dropped to let go of what it holds, a server of its own among that.
const LETS_GO_WITHIN: Duration = Duration::from_millis(500);

/// Runs the program on the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let read = Cli::command().try_get_matches();
    let read = read.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (mut cli, matches) = match read {
        Ok(read) => read,
        Err(error) => return refuse(&error).into(),
    };
    cli.globals.tls.note_typed(&matches);
    cli.globals.typed = Typed::read(&matches);
    notes::set_color(cli.globals.color);
    if cli.globals.verbose {
        log_to_stderr();
    }
    match refuse_ignored(&cli).and_then(|()| start(cli)) {
        Ok(code) => code.into(),
        Err(error) => report(&error).into(),
    }
}

/// Prints help and versions as they are, and what is wrong with the words that were typed as any error.
fn refuse(error: &clap::Error) -> u8 {
    if usage::is_answer(error) {
        error.exit();
    }
    notes::set_color(usage::color(std::env::args_os()));
    let Fault { message, hint } = Fault::of(error, &mut Cli::command());
    notes::error(message, hint.as_deref());
    exit::USAGE
}

/// Refuses a server that was typed where the command starts its own; one in the environment is
/// meant for the other commands.
fn refuse_ignored(cli: &Cli) -> Result<()> {
    let Typed { url, context, .. } = cli.globals.typed;
    let flag = if url { "--url" } else { "--context" };
    if !(url || context) || !matches!(cli.command, Command::Sandbox(_)) {
        return Ok(());
    }
    let refusal = Usage::new(format!("a sandbox starts a server of its own, and takes no {flag}"));
    let hint = format!("leave {flag} out, or run astra setup on that server");
    Err(refusal.with_hint(hint).into())
}

fn start(cli: Cli) -> Result<u8> {
    let runtime = runtime(&cli.command)?;
    let code = runtime.block_on(until_interrupted(cli));
    runtime.shutdown_background();
    code
}

/// One worker beside the main thread, so that replies are parsed beside what is done with them.
///
/// Not to publish: it parses its input on a thread of its own, and its connection stays on the
/// main thread. There a worker only passed on its wake-ups, for 0.3 µs of system time an event.
fn runtime(command: &Command) -> io::Result<Runtime> {
    let mut builder = match command {
        Command::Publish(_) => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(1).enable_all().build()
}

async fn until_interrupted(cli: Cli) -> Result<u8> {
    let interrupt = Interrupt::new();
    // Before the command begins: whoever reads its first line may interrupt it at once.
    let forced = interrupted_by_force(&interrupt)?;
    let mut env = Env::new(cli.globals, interrupt.clone());
    tokio::select! {
        verdict = dispatch(cli.command, &mut env) => match verdict {
            Ok(Verdict::Pass) => Ok(0),
            Ok(Verdict::Fail) => Ok(exit::NO),
            Ok(Verdict::Exit(code)) => Ok(code),
            Err(error) if error.is::<Interrupted>() => {
                Ok(interrupt.code().unwrap_or(exit::INTERRUPTED))
            }
            Err(error) => Err(placed(error, &env)),
        },
        Ok(code) = forced => Ok(code),
    }
}

/// Says of a server that failed which context it is the one of.
fn placed(error: anyhow::Error, env: &Env) -> anyhow::Error {
    let is_away = error.downcast_ref().is_some_and(BusError::is_connection);
    match env.chosen_context().filter(|_| is_away) {
        Some(name) => error.context(InContext(name.to_owned())),
        None => error,
    }
}

/// The context of a server that failed.
#[derive(Debug, thiserror::Error)]
#[error("context `{0}`")]
struct InContext(String);

/// Completes with the exit code when the command has to be dropped.
///
/// A command that computes without end, as a filter that the user wrote may, never comes to where
/// it can be dropped: that one the process takes with it.
fn interrupted_by_force(interrupt: &Interrupt) -> Result<oneshot::Receiver<u8>> {
    let (sender, receiver) = oneshot::channel();
    let forced = interrupt.forced()?;
    tokio::spawn(async move {
        let code = forced.await;
        // Nobody listens where the command has ended at this very moment.
        let _is_heard = sender.send(code);
        tokio::time::sleep(LETS_GO_WITHIN).await;
        std::process::exit(code.into());
    });
    Ok(receiver)
}

async fn dispatch(command: Command, env: &mut Env) -> Result<Verdict> {
    match command {
        Command::Setup(args) => setup::run(&args, env).await,
        Command::Publish(args) => publish::run(&args, env).await,
        Command::Lag(args) => lag::run(&args, env).await,
        Command::Tail(args) => tail::run(&args, env).await,
        Command::Services(args) => services::run(&args, env).await,
        Command::Sandbox(args) => sandbox::run(&args, env).await,
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, env, Cli::command()),
        Command::Pending(args) => pending::run(&args, env).await,
        Command::FlowTest(args) => flow_test::run(&args, env).await,
        Command::Acl(args) => acl::run(&args, env),
        Command::Context(args) => context::run(&args, env).await,
    }
}

fn log_to_stderr() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::DEBUG)
        .with_target(false)
        .with_level(false)
        .with_ansi(false)
        .init();
}

/// Prints an error and returns the exit code for it.
fn report(error: &anyhow::Error) -> u8 {
    if is_closed_pipe(error) {
        return 0;
    }
    if let Some(LoadError::Faulty(faults)) = error.downcast_ref::<LoadError>() {
        faults.0.iter().for_each(tell_fault);
        return exit::USAGE;
    }
    if let Some(ContextError::Faulty(faults)) = context_error(error) {
        for fault in faults {
            notes::error(fault, fault.hint.as_deref());
        }
        return exit::USAGE;
    }
    notes::error(text(error), hint(error).as_deref());
    exit_code(error)
}

/// What failed, and why; without the numbers of the operating system.
fn text(error: &anyhow::Error) -> String {
    let text = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        Some(error) if error.raw_os_error().is_some() => io_reason(error),
        _ => cause.to_string(),
    };
    error.chain().map(text).collect::<Vec<_>>().join(": ")
}

fn tell_fault(fault: &topology::Fault) {
    match fault.severity {
        Severity::Error => notes::error(fault, None),
        Severity::Warning => notes::warning(fault),
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    let is_usage = error.is::<Usage>() || error.is::<LoadError>();
    if is_usage || target_error(error).is_some() || context_error(error).is_some() {
        return exit::USAGE;
    }
    // A sandbox that cannot be had is a server that cannot be reached: `1` would be an answer.
    if error.is::<SandboxError>() {
        return exit::SERVER;
    }
    match error.downcast_ref::<BusError>() {
        Some(error) if error.is_connection() => exit::SERVER,
        Some(error) if error.is_invalid_file() => exit::USAGE,
        _ => exit::NO,
    }
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(cut) = error.downcast_ref::<publish::CutShort>() {
        return Some(cut.hint().to_owned());
    }
    if let Some(connected) = error.downcast_ref::<publish::StillConnected>() {
        return Some(connected.hint());
    }
    if let Some(bus_error) = error.downcast_ref::<BusError>() {
        return bus_hint(bus_error, error.downcast_ref());
    }
    if let Some(error) = target_error(error) {
        return Some(error.hint().to_owned());
    }
    if let Some(error) = context_error(error) {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<SandboxError>() {
        return error.hint().map(str::to_owned);
    }
    if let Some(error) = error.downcast_ref::<LoadError>() {
        return error.hint().map(str::to_owned);
    }
    error.downcast_ref::<Usage>()?.hint().map(str::to_owned)
}

/// Nobody starts a server of their own where that of a context is away.
fn bus_hint(error: &BusError, context: Option<&InContext>) -> Option<String> {
    match (error, context) {
        (BusError::Unreachable { known_by: KnownBy::Url, .. }, Some(InContext(name))) => {
            Some(format!(
                "see what it says with astra context show {name}, or choose another with --context"
            ))
        }
        _ => error.hint(),
    }
}

fn context_error(error: &anyhow::Error) -> Option<&ContextError> {
    error.downcast_ref::<ContextError>().or_else(|| match error.downcast_ref::<ChoiceError>()? {
        ChoiceError::Context(error) => Some(error),
        ChoiceError::Target(_) => None,
    })
}

fn target_error(error: &anyhow::Error) -> Option<&TargetError> {
    error.downcast_ref::<TargetError>().or_else(|| match error.downcast_ref::<ChoiceError>()? {
        ChoiceError::Target(error) => Some(error),
        ChoiceError::Context(_) => None,
    })
}

/// Whether whoever read our output has left, e.g. `head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
