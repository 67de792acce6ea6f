//! `astra sandbox`: a private server with the whole topology, for as long as somebody needs it.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use anyhow::{Result, bail};
use astra_bus::BusWriter;
use astra_model::io_reason;
use astra_model::topology::Topology;
use astra_sandbox::{Sandbox, SandboxError};
use serde::Serialize;
use tokio::process::{Child, Command};
use tokio::sync::watch;

use crate::commands::env::{Env, Usage};
use crate::commands::interrupt::{HUNG_UP, Interrupted, TERMINATED, requested};
use crate::commands::verdict::Verdict;
use crate::output::{Cell, Column, Format, Report, Table, notes};
use crate::private_server;
use crate::provision::{self, CreationOutcome, Obstacle};

/// Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs
///
/// The server listens on a free port of this machine alone, keeps its files in a temporary
/// folder, and has every group of the topology. Both are gone when it ends.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Run this on the sandbox, which it finds in `ASTRA_REDIS_URL`; its exit code becomes astra's
    #[arg(value_name = "COMMAND", last = true)]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  astra sandbox                          Print the URL, and live until Ctrl-C
  astra sandbox -- astra lag             Run one command on a fresh bus
  astra sandbox -f new.yaml -- ./e2e.sh  Run tests on another topology
  astra sandbox -- bash                  A shell in which astra finds the sandbox";

/// The document `astra.sandbox/v1`.
#[derive(Serialize)]
struct Started {
    url: String,
    /// Process id of the server.
    pid: u32,
    #[serde(skip)]
    has_columns: bool,
}

impl Report for Started {
    const SCHEMA: &'static str = "astra.sandbox/v1";

    fn tables(&self) -> Vec<Table> {
        if !self.has_columns {
            return Vec::new();
        }
        let mut table = Table::new(&[Column::text("URL", "url"), Column::number("PID", "pid")]);
        table.push(vec![Cell::new(&self.url), Cell::new(self.pid)]);
        vec![table]
    }

    /// The URL alone, so that `read -r url` of a shell takes it.
    fn summary(&self) -> Vec<String> {
        if self.has_columns { Vec::new() } else { vec![self.url.clone()] }
    }
}

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let mut interrupt = env.interrupt.watch();
    let mut sandbox = private_server::start().await?;
    for setting in sandbox.omitted_directives() {
        notes::warning(format_args!("this server does not know `{setting}` and runs without it"));
    }
    let result = live(args, env, &topology, &mut sandbox, &mut interrupt).await;
    let is_dead =
        |error: &anyhow::Error| matches!(error.downcast_ref(), Some(SandboxError::Died { .. }));
    if !result.as_ref().is_err_and(is_dead) {
        sandbox.stop().await?;
    }
    result
}

async fn live(
    args: &Args,
    env: &Env,
    topology: &Topology,
    sandbox: &mut Sandbox,
    interrupt: &mut watch::Receiver<bool>,
) -> Result<Verdict> {
    let bus = private_server::bus(sandbox, env.globals.timeout)?;
    tokio::select! {
        result = provision(topology, &bus) => result?,
        () = requested(interrupt) => return Err(Interrupted.into()),
    }
    if !args.command.is_empty() {
        return accompany(&args.command, env, sandbox, interrupt).await;
    }
    announce(env, topology, sandbox)?;
    tokio::select! {
        death = sandbox.unexpected_exit() => Err(death.into()),
        () = requested(interrupt) => Err(Interrupted.into()),
    }
}

/// Makes the whole topology on the new server.
async fn provision(topology: &Topology, bus: &BusWriter) -> Result<()> {
    let plan = provision::plan(bus, topology).await?;
    let outcomes = provision::apply(bus, &plan).await?;
    for ((binding, _), outcome) in plan.missing().zip(&outcomes) {
        if let CreationOutcome::Failed(Obstacle { reason, .. }) = outcome {
            bail!("cannot create group `{}` on `{}`: {reason}", binding.group, binding.stream);
        }
    }
    Ok(())
}

fn announce(env: &Env, topology: &Topology, sandbox: &Sandbox) -> Result<()> {
    let url = sandbox.url();
    let has_columns = env.out.format() == Format::Csv;
    env.out.print(&Started { url: url.clone(), pid: sandbox.pid(), has_columns })?;
    notes::note(format_args!(
        "a private server with {} groups on {} streams; in another terminal:\n  \
         export ASTRA_REDIS_URL={url}\nCtrl-C stops it and removes all it holds",
        topology.groups.len(),
        topology.streams.len(),
    ));
    Ok(())
}

/// Runs the command beside the server. One that has lost its server ends in its own time.
async fn accompany(
    command: &[OsString],
    env: &Env,
    sandbox: &mut Sandbox,
    interrupt: &mut watch::Receiver<bool>,
) -> Result<Verdict> {
    let mut child = spawn(command, &sandbox.url())?;
    let mut death = None;
    loop {
        tokio::select! {
            status = child.wait() => {
                let verdict = Verdict::Exit(exit_code(status?));
                // The command may have ended the server as the last thing that it did.
                let death = if death.is_none() { sandbox.check_exit().await } else { death };
                return death.map_or(Ok(verdict), |death: SandboxError| Err(death.into()));
            }
            died = sandbox.unexpected_exit(), if death.is_none() => {
                notes::warning(format_args!("{died}; waiting for the command to end"));
                death = Some(died);
            }
            () = terminated(env, interrupt) => pass_on(&mut child, env.interrupt.code()).await?,
        }
    }
}

fn spawn(command: &[OsString], url: &str) -> Result<Child> {
    let (program, arguments) =
        command.split_first().ok_or_else(|| Usage::new("no command after `--`"))?;
    let mut command = Command::new(program);
    command.args(arguments).env("ASTRA_REDIS_URL", url);
    // It would be told on every run that the sandbox goes before it.
    command.env_remove("ASTRA_CONTEXT").kill_on_drop(true);
    command.spawn().map_err(|error| {
        Usage::new(format!("cannot run `{}`: {}", program.display(), io_reason(&error))).into()
    })
}

/// Completes once, on SIGTERM and SIGHUP: a Ctrl-C the terminal has sent to the command as well.
async fn terminated(env: &Env, interrupt: &mut watch::Receiver<bool>) {
    if interrupt.changed().await.is_err()
        || !matches!(env.interrupt.code(), Some(HUNG_UP | TERMINATED))
    {
        std::future::pending::<()>().await;
    }
}

/// Ends the command as whoever ended astra would have.
async fn pass_on(child: &mut Child, code: Option<u8>) -> Result<()> {
    let Some(pid) = child.id() else { return Ok(()) };
    // An interactive shell heeds the one and ignores the other.
    let name = if code == Some(HUNG_UP) { "HUP" } else { "TERM" };
    Command::new("kill").args(["-s", name, &pid.to_string()]).status().await?;
    Ok(())
}

/// The exit code as a shell tells it: 128 and the number of the signal that ended the process.
fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
