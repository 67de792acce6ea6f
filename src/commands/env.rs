//! What every command is given: the global options, the bus, the topology and the output.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::bus::Bus;
use crate::commands::tls_options::TlsOptions;
use crate::commands::{Interrupt, typed};
use crate::context::Target;
use crate::output::{ColorWhen, Format, Out, notes};
use crate::topology::{self, Loaded, Source, Topology};

/// Options that every command takes, before or after its name.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS,
    /// `redis+sentinel://host:port,host:port/master` or `unix:///socket`
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "ASTRA_REDIS_URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,

    /// Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]
    #[arg(short, long, global = true, value_name = "FILE", env = "ASTRA_GROUPS")]
    pub(crate) file: Option<PathBuf>,

    /// Form of what is printed
    #[arg(short, long, global = true, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: Format,

    /// Leave out the headings of tables and CSV
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,

    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,

    /// Bound for connecting and for each answer
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s", value_parser = typed::duration)]
    pub(crate) timeout: Duration,

    #[command(flatten)]
    pub(crate) tls: TlsOptions,

    /// Log every Redis command with its latency to standard error
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// The surroundings of a command.
#[derive(Debug)]
pub(crate) struct Env {
    pub(crate) globals: Globals,
    pub(crate) out: Out,
    pub(crate) interrupt: Interrupt,
}

/// Something typed that cannot be done; ends with exit code 2.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Usage {
    message: String,
    hint: Option<String>,
}

impl Usage {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    #[must_use]
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl Env {
    pub(crate) fn new(globals: Globals, interrupt: Interrupt) -> Self {
        let out = Out::new(globals.output, globals.color, !globals.no_headers);
        Self { globals, out, interrupt }
    }

    /// The bus of the server that the options and the environment name.
    pub(crate) fn bus(&self) -> Result<Bus> {
        let target = Target::choose(self.globals.url.as_deref(), variable)?;
        let target = self.globals.tls.apply(target)?;
        Ok(Bus::new(target, self.globals.timeout))
    }

    /// Whether the user has named a server at all.
    pub(crate) fn names_a_server(&self) -> bool {
        Target::is_named(self.globals.url.as_deref(), variable)
    }

    /// The topology, with its warnings told; all of its faults are one error.
    pub(crate) fn topology(&self) -> Result<Topology> {
        let Loaded { topology, warnings, .. } = self.load_topology()?;
        for warning in warnings {
            notes::warning(warning);
        }
        Ok(topology)
    }

    /// The topology with its warnings, for a command that reports them itself.
    pub(crate) fn load_topology(&self) -> Result<Loaded> {
        Ok(topology::load(&Source::choose(self.globals.file.as_deref()))?)
    }

    /// Asks before something is destroyed. Without a terminal nobody can answer: that is refused.
    ///
    /// # Errors
    /// [`Usage`] where the answer is no, or cannot be given.
    #[expect(clippy::unused_self, reason = "who is asked is a matter of the surroundings")]
    pub(crate) fn confirm(&self, question: &str, is_agreed: bool) -> Result<()> {
        if is_agreed {
            return Ok(());
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let refusal = Usage::new(format!(
                "{question} needs a confirmation, and there is no terminal to ask on"
            ));
            return Err(refusal.with_hint("pass --yes to agree beforehand").into());
        }
        write!(anstream::stderr(), "{question}? [y/N] ")?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Usage::new("not confirmed, nothing was changed").into()),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
