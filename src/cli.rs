//! The command line: what can be typed, and from there to an exit code.

mod ending;
mod usage;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use astra_bus::BusError;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::commands::{
    Env, Globals, Interrupt, Interrupted, Typed, Usage, Verdict, acl, completions, context,
    flow_test, lag, man, pending, publish, sandbox, services, setup, tail,
};
use crate::output::notes;
use ending::{InContext, exit, report};
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

/// Time for a command that is dropped to let go of what it holds, a server of its own among that.
const LETS_GO_WITHIN: Duration = Duration::from_millis(500);

/// Runs the program on the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    if let Some(fault) = usage::detached(std::env::args_os()) {
        return tell(&fault).into();
    }
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
    tell(&Fault::of(error, &mut Cli::command()))
}

fn tell(fault: &Fault) -> u8 {
    notes::set_color(usage::color(std::env::args_os()));
    notes::error(&fault.message, fault.hint.as_deref());
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
