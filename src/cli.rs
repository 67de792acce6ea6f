//! The command line: parses the arguments, runs a command, and returns its exit code.

mod error_report;
mod exit_code;
mod usage;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::commands::{
    CommandError, CommandResult, Env, FromCommandLine, Globals, Interrupt, Usage, Verdict, acl,
    completions, concepts, context, flow_test, lag, man, pending, publish, sandbox, services,
    setup, tail,
};
use crate::output::notes;

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
  astra setup --check                Check whether the server matches the topology
  astra tail 'astra.trading.*'       Follow the trading streams
  astra lag --only-lagging           Show the groups that are behind
  astra help concepts                Explain the terms that astra uses";

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
    #[command(hide = true)]
    Concepts(concepts::Args),
}

/// How long a cancelled command may take to clean up, for example to stop its private server.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let (mut cli, matches) = match parse() {
        Ok(parsed) => parsed,
        Err(error) if usage::is_help(&error) => error.exit(),
        Err(error) => {
            notes::set_color(usage::typed_color(std::env::args_os()));
            usage::report(&error);
            return exit_code::USAGE.into();
        }
    };
    cli.globals.from_command_line = FromCommandLine::new(&matches);
    notes::set_color(cli.globals.color);
    if cli.globals.verbose {
        log_to_stderr();
    }
    let interrupt = Interrupt::new();
    let code = refuse_ignored_server(&cli).and_then(|()| start(cli, interrupt.clone()));
    code.unwrap_or_else(|error| error_report::report(&error, &interrupt)).into()
}

fn parse() -> Result<(Cli, ArgMatches), clap::Error> {
    usage::check_watch_values(std::env::args_os())?;
    let matches = Cli::command().try_get_matches()?;
    Ok((Cli::from_arg_matches(&matches)?, matches))
}

/// Rejects a typed server for a command that starts its own. Variables are for other commands.
fn refuse_ignored_server(cli: &Cli) -> CommandResult<()> {
    let typed = &cli.globals.from_command_line;
    let flag = match cli.command {
        Command::Sandbox(_) if typed.contains("url") => "--url",
        Command::Sandbox(_) if typed.contains("context") => "--context",
        _ => return Ok(()),
    };
    let refusal = Usage::new(format!("a sandbox starts its own server, and takes no {flag}"));
    let hint = format!("leave {flag} out, or run astra setup on that server");
    Err(refusal.with_hint(hint).into())
}

fn start(cli: Cli, interrupt: Interrupt) -> CommandResult<u8> {
    let runtime = runtime(&cli.command)?;
    let code = runtime.block_on(until_interrupted(cli, interrupt));
    runtime.shutdown_background();
    code
}

/// A runtime with one worker beside the main thread, so that parsing replies overlaps with their use.
///
/// `publish` gets no worker: it parses its input on its own thread, and its connection stays on the main
/// thread. A worker would only pass on wake-ups, at 0.3 µs of system time per event.
fn runtime(command: &Command) -> io::Result<Runtime> {
    let mut builder = match command {
        Command::Publish(_) => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(1).enable_all().build()
}

async fn until_interrupted(cli: Cli, interrupt: Interrupt) -> CommandResult<u8> {
    // Before the command starts: a user may interrupt it as soon as its first line appears.
    let forced = interrupted_by_force(&interrupt)?;
    let mut env = Env::new(cli.globals, interrupt);
    tokio::select! {
        verdict = dispatch(cli.command, &mut env) => match verdict {
            Ok(Verdict::Pass) => Ok(0),
            Ok(Verdict::Fail) => Ok(exit_code::FAILURE),
            Ok(Verdict::Exit(code)) => Ok(code),
            Err(error) => Err(in_context(error, &env)),
        },
        Ok(code) = forced => Ok(code),
    }
}

fn in_context(error: CommandError, env: &Env) -> CommandError {
    match env.chosen_context() {
        Some(name) => error.in_context(name),
        None => error,
    }
}

/// Completes with the exit code when the command must be cancelled.
///
/// A user's filter may loop forever without yielding. Such a command cannot be cancelled; exiting the
/// process ends it.
fn interrupted_by_force(interrupt: &Interrupt) -> io::Result<oneshot::Receiver<u8>> {
    let (sender, receiver) = oneshot::channel();
    let forced = interrupt.forced()?;
    tokio::spawn(async move {
        let code = forced.await;
        // The receiver is gone if the command ended at the same moment.
        let _is_received = sender.send(code);
        tokio::time::sleep(SHUTDOWN_GRACE).await;
        std::process::exit(code.into());
    });
    Ok(receiver)
}

async fn dispatch(command: Command, env: &mut Env) -> CommandResult {
    match command {
        Command::Setup(args) => Ok(setup::run(&args, env).await?),
        Command::Publish(args) => Ok(publish::run(&args, env).await?),
        Command::Lag(args) => Ok(lag::run(&args, env).await?),
        Command::Tail(args) => Ok(tail::run(&args, env).await?),
        Command::Services(args) => Ok(services::run(&args, env).await?),
        Command::Sandbox(args) => sandbox::run(&args, env).await,
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, env, Cli::command()),
        Command::Pending(args) => Ok(pending::run(&args, env).await?),
        Command::FlowTest(args) => Ok(flow_test::run(&args, env).await?),
        Command::Acl(args) => acl::run(&args, env),
        Command::Context(args) => context::run(&args, env).await,
        Command::Concepts(_) => concepts::run(),
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
