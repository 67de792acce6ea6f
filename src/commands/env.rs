//! What every command is given: the global options, the bus, the topology and the output.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use astra_bus::{AddressSource, Bus, Endpoint};
use astra_model::topology::{self, LoadedTopology, Source, Topology};
use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::built_in;
use crate::commands::consent::{ChangePermit, Consent};
use crate::commands::interrupt::Interrupt;
use crate::commands::tls_options::TlsOptions;
use crate::commands::typed;
use crate::context::{Asked, Choice, Origin, Store};
use crate::output::{ColorWhen, Format, Out, notes};

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

    /// Server that `astra context add` has given a name, for this run [default: the active context]
    #[arg(long, global = true, value_name = "NAME", env = "ASTRA_CONTEXT")]
    pub(crate) context: Option<String>,

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
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s", value_parser = typed::limit)]
    pub(crate) timeout: Duration,

    #[command(flatten)]
    pub(crate) tls: TlsOptions,

    /// Log every Redis command with its latency to standard error
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// Which of these were typed.
    #[arg(skip)]
    pub(crate) typed: Typed,
}

/// Options that somebody typed, rather than set in the environment or left alone.
#[expect(clippy::struct_excessive_bools, reason = "each says the same of another option")]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) url: bool,
    pub(crate) context: bool,
    pub(crate) file: bool,
    pub(crate) timeout: bool,
}

impl Typed {
    pub(crate) fn read(matches: &ArgMatches) -> Self {
        let is_typed = |name| matches.value_source(name) == Some(ValueSource::CommandLine);
        Self {
            url: is_typed("url"),
            context: is_typed("context"),
            file: is_typed("file"),
            timeout: is_typed("timeout"),
        }
    }
}

/// The surroundings of a command.
#[derive(Debug)]
pub(crate) struct Env {
    pub(crate) globals: Globals,
    pub(crate) out: Out,
    pub(crate) interrupt: Interrupt,
    choice: OnceCell<Choice>,
    target: OnceCell<Endpoint>,
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
        Self { globals, out, interrupt, choice: OnceCell::new(), target: OnceCell::new() }
    }

    /// The bus of the server that the options, the environment and the contexts choose, to look at it.
    pub(crate) fn bus(&self) -> Result<Bus> {
        let address_source = match &self.choice()?.origin {
            Origin::Flag => AddressSource::User("--url"),
            Origin::Variable(name) => AddressSource::User(name),
            Origin::Context(..) => AddressSource::User("the context"),
            Origin::Parts => AddressSource::User("REDIS_HOST or REDIS_PORT"),
            Origin::Default => AddressSource::Default,
        };
        Ok(Bus::new(self.target()?.clone(), self.globals.timeout, address_source))
    }

    /// The permit to change the same bus; confirming it yields the [`astra_bus::BusWriter`].
    ///
    /// # Errors
    /// [`Usage`] where the context is read-only, or is of production and nobody can be asked.
    pub(crate) fn change_permit(&self, consent: &Consent) -> Result<ChangePermit> {
        Ok(ChangePermit::request(self.choice()?, consent, self.bus()?)?)
    }

    /// Which server it is, chosen once for the run.
    pub(crate) fn choice(&self) -> Result<&Choice> {
        if let Some(choice) = self.choice.get() {
            return Ok(choice);
        }
        let globals = &self.globals;
        let asked = Asked {
            url: globals.url.as_deref().map(|url| (url, globals.typed.url)),
            context: globals.context.as_deref().map(|name| (name, globals.typed.context)),
        };
        let choice = Choice::make(asked, variable, || Store::locate_and_load(notes::warning))?;
        tracing::debug!("server {}, from {}", choice.target.address, choice.origin);
        self.warn_of_ignored(&choice);
        Ok(self.choice.get_or_init(|| choice))
    }

    /// The server with everything that a login needs.
    fn target(&self) -> Result<&Endpoint> {
        if let Some(target) = self.target.get() {
            return Ok(target);
        }
        let target = self.globals.tls.apply(self.choice()?.complete()?)?;
        Ok(self.target.get_or_init(|| target))
    }

    /// A context that was chosen for the run and does not count is no small thing.
    fn warn_of_ignored(&self, choice: &Choice) {
        let name = self.globals.context.as_deref().filter(|name| !name.is_empty());
        let Origin::Variable(variable) = choice.origin else { return };
        if let Some(name) = name {
            notes::warning(format_args!(
                "{variable} goes before ASTRA_CONTEXT: this is not context `{name}`"
            ));
        }
    }

    /// Says what goes before the active context, to whoever is choosing one.
    pub(crate) fn warn_of_bypass(&self) {
        let is_set = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
        let url = variable("REDIS_URL");
        let bypass = if is_set(&self.globals.url) {
            "ASTRA_REDIS_URL is set, and goes before every context"
        } else if is_set(&url) {
            "REDIS_URL is set, and goes before every context"
        } else if is_set(&self.globals.context) {
            "ASTRA_CONTEXT is set, and goes before the active context"
        } else {
            return;
        };
        notes::warning(bypass);
    }

    /// Whether the user has named a server for this run; the active context is there anyway.
    pub(crate) fn names_a_server(&self) -> Result<bool> {
        Ok(self.choice()?.origin.is_named(variable))
    }

    /// The context that the server was chosen by, once it was.
    pub(crate) fn chosen_context(&self) -> Option<&str> {
        Some(self.choice.get()?.context()?.name.as_str())
    }

    /// The same where it lets anybody change something.
    pub(crate) fn changeable_context(&self) -> Option<&str> {
        let context = self.choice.get()?.context()?;
        (!context.is_read_only).then_some(context.name.as_str())
    }

    /// The topology, with its warnings told; all of its faults are one error.
    pub(crate) fn topology(&self) -> Result<Topology> {
        let LoadedTopology { topology, warnings, .. } = self.load_topology()?;
        for warning in warnings {
            notes::warning(warning);
        }
        Ok(topology)
    }

    /// The topology with its warnings, for a command that reports them itself.
    pub(crate) fn load_topology(&self) -> Result<LoadedTopology> {
        let loaded =
            topology::load(&Source::choose(self.globals.file.as_deref(), built_in::GROUPS))?;
        self.out.set_stream_prefix(&loaded.topology.prefix);
        Ok(loaded)
    }
}

/// A variable of the environment.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
