//! `astra sandbox`: runs a private, provisioned server until Ctrl-C, or while a command runs.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use astra_bus::BusWriter;
use astra_model::io_reason;
use astra_model::topology::Topology;
use astra_sandbox::{Sandbox, SandboxError};
use serde::Serialize;
use tokio::process::{Child, Command};
use tokio::sync::watch;

use crate::commands::env::{
    CommandError, CommandResult, Env, ExitKind, HUNG_UP, Interrupted, TERMINATED, Usage, requested,
};
use crate::commands::verdict::Verdict;
use crate::output::{Cell, Column, Format, Report, Table, notes};
use crate::private_server;
use crate::provision::{self, CreationOutcome, Obstacle};

/// Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs
///
/// The server listens only on this machine, on a free port, keeps its files in a temporary folder, and
/// has every group of the topology. When it stops, astra removes the folder.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Command to run with `ASTRA_REDIS_URL` set to the sandbox; astra exits with its exit code
    #[arg(value_name = "COMMAND", last = true)]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  astra sandbox                          Print the URL, and run until Ctrl-C
  astra sandbox -- astra lag             Run one command on a fresh bus
  astra sandbox -f new.yaml -- ./e2e.sh  Run tests on another topology
  astra sandbox -- bash                  A shell in which astra uses the sandbox";

/// The document `astra.sandbox/v1`.
#[derive(Serialize)]
struct SandboxReport {
    url: String,
    /// The process ID of the server.
    pid: u32,
    #[serde(skip)]
    has_columns: bool,
}

impl Report for SandboxReport {
    const SCHEMA: &'static str = "astra.sandbox/v1";

    fn tables(&self) -> Vec<Table> {
        if !self.has_columns {
            return Vec::new();
        }
        let mut table = Table::new(&[Column::text("URL", "url"), Column::number("PID", "pid")]);
        table.push(vec![Cell::new(&self.url), Cell::new(self.pid)]);
        vec![table]
    }

    /// The URL alone, so that a shell can read it with `read -r url`.
    fn summary(&self) -> Vec<String> {
        if self.has_columns { Vec::new() } else { vec![self.url.clone()] }
    }
}

/// How a run ended that was neither interrupted nor failed.
enum Ended {
    Done(Verdict),
    ServerDied(SandboxError),
}

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    let topology = env.topology()?;
    let mut interrupt = env.interrupt.watch();
    let mut sandbox = private_server::start().await?;
    for setting in sandbox.omitted_directives() {
        notes::warning(format_args!("this server does not know `{setting}` and runs without it"));
    }
    match provision_and_run(args, env, &topology, &mut sandbox, &mut interrupt).await {
        Ok(Ended::ServerDied(error)) => Err(error.into()),
        Ok(Ended::Done(verdict)) => {
            sandbox.stop().await?;
            Ok(verdict)
        }
        Err(error) => {
            sandbox.stop().await?;
            Err(error)
        }
    }
}

async fn provision_and_run(
    args: &Args,
    env: &Env,
    topology: &Topology,
    sandbox: &mut Sandbox,
    interrupt: &mut watch::Receiver<bool>,
) -> CommandResult<Ended> {
    let bus = private_server::bus(sandbox, env.globals.timeout)?;
    tokio::select! {
        result = provision(topology, &bus) => result?,
        () = requested(interrupt) => return Err(Interrupted.into()),
    }
    if !args.command.is_empty() {
        return run_beside(&args.command, env, sandbox, interrupt).await;
    }
    announce(env, topology, sandbox)?;
    tokio::select! {
        error = sandbox.unexpected_exit() => Ok(Ended::ServerDied(error)),
        () = requested(interrupt) => Err(Interrupted.into()),
    }
}

/// Creates every group of the topology on the new server.
async fn provision(topology: &Topology, bus: &BusWriter) -> CommandResult<()> {
    let plan = provision::plan(bus, topology).await?;
    let outcomes = provision::apply(bus, &plan).await?;
    for ((binding, _), outcome) in plan.missing().zip(&outcomes) {
        if let CreationOutcome::Failed(Obstacle { reason, .. }) = outcome {
            let (group, stream) = (&binding.group, &binding.stream);
            let message = format!("cannot create group `{group}` on `{stream}`: {reason}");
            return Err(CommandError::new(ExitKind::Failure, message));
        }
    }
    Ok(())
}

fn announce(env: &Env, topology: &Topology, sandbox: &Sandbox) -> io::Result<()> {
    let url = sandbox.url();
    let has_columns = env.out.format() == Format::Csv;
    env.out.print(&SandboxReport { url: url.clone(), pid: sandbox.pid(), has_columns })?;
    notes::note(format_args!(
        "a private server with {} groups on {} streams; in another terminal:\n  \
         export ASTRA_REDIS_URL={url}\nCtrl-C stops it and removes its data",
        topology.groups.len(),
        topology.streams.len(),
    ));
    Ok(())
}

/// Runs the command beside the server. If the server dies, it waits for the command to end.
async fn run_beside(
    command: &[OsString],
    env: &Env,
    sandbox: &mut Sandbox,
    interrupt: &mut watch::Receiver<bool>,
) -> CommandResult<Ended> {
    let mut child = spawn(command, &sandbox.url())?;
    let mut death = None;
    loop {
        tokio::select! {
            status = child.wait() => {
                let verdict = Verdict::Exit(exit_code(status?));
                // The last action of the command may have been to stop the server.
                let death = if death.is_none() { sandbox.check_exit().await } else { death };
                return Ok(death.map_or(Ended::Done(verdict), Ended::ServerDied));
            }
            error = sandbox.unexpected_exit(), if death.is_none() => {
                notes::warning(format_args!("{error}; waiting for the command to end"));
                death = Some(error);
            }
            () = terminated(env, interrupt) => forward_signal(&mut child, env.interrupt.code()).await?,
        }
    }
}

fn spawn(command: &[OsString], url: &str) -> Result<Child, Usage> {
    let (program, arguments) =
        command.split_first().ok_or_else(|| Usage::new("no command after `--`"))?;
    let mut command = Command::new(program);
    command.args(arguments).env("ASTRA_REDIS_URL", url);
    // Otherwise every run of astra in the sandbox would warn that ASTRA_REDIS_URL overrides it.
    command.env_remove("ASTRA_CONTEXT").kill_on_drop(true);
    command.spawn().map_err(|error| {
        Usage::new(format!("cannot run `{}`: {}", program.display(), io_reason(&error)))
    })
}

/// Completes at the first SIGTERM or SIGHUP. Ctrl-C does not count: the terminal sends it to the command as well.
async fn terminated(env: &Env, interrupt: &mut watch::Receiver<bool>) {
    if interrupt.changed().await.is_err()
        || !matches!(env.interrupt.code(), Some(HUNG_UP | TERMINATED))
    {
        std::future::pending::<()>().await;
    }
}

/// Sends the signal that ended astra to the command.
async fn forward_signal(child: &mut Child, code: Option<u8>) -> io::Result<()> {
    let Some(pid) = child.id() else { return Ok(()) };
    // An interactive shell ends at SIGHUP, but ignores SIGTERM.
    let name = if code == Some(HUNG_UP) { "HUP" } else { "TERM" };
    Command::new("kill").args(["-s", name, &pid.to_string()]).status().await?;
    Ok(())
}

/// The exit code as a shell reports it: 128 and the number of the signal, if one ended the process.
fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
