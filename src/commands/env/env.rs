//! The environment of a command: its options, the server, the topology and the output.

use std::cell::OnceCell;

use astra_bus::{AddressSource, Bus, Endpoint};
use astra_model::topology::{self, LoadError, LoadedTopology, Source, Topology};

use crate::built_in;
use crate::commands::env::command_error::CommandResult;
use crate::commands::env::confirm::{ChangePermit, Confirmation};
use crate::commands::env::globals::Globals;
use crate::commands::env::interrupt::Interrupt;
use crate::contexts::{
    ContextStore, Given, ServerChoice, ServerChoiceError, ServerOptions, ServerOrigin,
};
use crate::output::{Out, notes};

/// What every command gets. The server is chosen once, when a command first asks for it.
#[derive(Debug)]
pub(crate) struct Env {
    pub(crate) globals: Globals,
    pub(crate) out: Out,
    pub(crate) interrupt: Interrupt,
    choice: OnceCell<ServerChoice>,
    endpoint: OnceCell<Endpoint>,
}

impl Env {
    pub(crate) fn new(globals: Globals, interrupt: Interrupt) -> Self {
        let out = Out::new(globals.output, globals.color, !globals.no_headers);
        Self { globals, out, interrupt, choice: OnceCell::new(), endpoint: OnceCell::new() }
    }

    /// The bus on the chosen server, for reading.
    pub(crate) fn bus(&self) -> CommandResult<Bus> {
        let address_source = match &self.choice()?.origin {
            ServerOrigin::Flag => AddressSource::User("--url"),
            ServerOrigin::Variable(name) => AddressSource::User(name),
            ServerOrigin::Context(..) => AddressSource::User("the context"),
            ServerOrigin::Parts => AddressSource::User("REDIS_HOST or REDIS_PORT"),
            ServerOrigin::Default => AddressSource::Default,
        };
        Ok(Bus::new(self.endpoint()?.clone(), self.globals.timeout, address_source))
    }

    /// The permit to change the same bus; confirming it yields the [`astra_bus::BusWriter`].
    ///
    /// # Errors
    /// [`crate::commands::env::Usage`] if the context is read-only, or is production and nobody can be asked.
    pub(crate) fn change_permit(&self, confirmation: &Confirmation) -> CommandResult<ChangePermit> {
        Ok(ChangePermit::request(self.choice()?, confirmation, self.bus()?)?)
    }

    /// The server of the run, and which option, variable or context it comes from.
    pub(crate) fn choice(&self) -> Result<&ServerChoice, ServerChoiceError> {
        if let Some(choice) = self.choice.get() {
            return Ok(choice);
        }
        let contexts = || ContextStore::locate_and_load(notes::warning);
        let choice = ServerChoice::resolve(self.server_options(), variable, contexts)?;
        tracing::debug!("server {}, from {}", choice.endpoint.address, choice.origin);
        self.warn_of_ignored_context(&choice);
        Ok(self.choice.get_or_init(|| choice))
    }

    fn server_options(&self) -> ServerOptions<'_> {
        let globals = &self.globals;
        let given = |value, id| Given { value, is_typed: globals.from_command_line.contains(id) };
        ServerOptions {
            url: globals.url.as_deref().map(|url| given(url, "url")),
            context: globals.context.as_deref().map(|name| given(name, "context")),
        }
    }

    /// The server with its password and the TLS options.
    fn endpoint(&self) -> CommandResult<&Endpoint> {
        if let Some(endpoint) = self.endpoint.get() {
            return Ok(endpoint);
        }
        let endpoint = self.with_tls_options(self.choice()?.with_password()?)?;
        Ok(self.endpoint.get_or_init(|| endpoint))
    }

    /// Adds the TLS options of the command line and the environment to an endpoint.
    pub(crate) fn with_tls_options(&self, endpoint: Endpoint) -> CommandResult<Endpoint> {
        let typed = &self.globals.from_command_line;
        Ok(self.globals.tls.apply(endpoint, |id| typed.contains(id))?)
    }

    /// Warns if a URL variable overrides `ASTRA_CONTEXT`: the run is not on the server that it names.
    fn warn_of_ignored_context(&self, choice: &ServerChoice) {
        let name = self.globals.context.as_deref().filter(|name| !name.is_empty());
        let ServerOrigin::Variable(variable) = choice.origin else { return };
        if let Some(name) = name {
            notes::warning(format_args!(
                "{variable} overrides ASTRA_CONTEXT: this is not context `{name}`"
            ));
        }
    }

    /// Warns a user who chooses an active context that a variable overrides it.
    pub(crate) fn warn_of_overridden_contexts(&self) {
        let is_set = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
        let warning = if is_set(&self.globals.url) {
            "ASTRA_REDIS_URL is set and overrides every context"
        } else if is_set(&variable("REDIS_URL")) {
            "REDIS_URL is set and overrides every context"
        } else if is_set(&self.globals.context) {
            "ASTRA_CONTEXT is set and overrides the active context"
        } else {
            return;
        };
        notes::warning(warning);
    }

    /// Whether the user named a server for this run. The active context does not count.
    pub(crate) fn names_a_server(&self) -> Result<bool, ServerChoiceError> {
        Ok(self.choice()?.origin.is_named(variable))
    }

    /// The name of the context that the server comes from, if it was chosen yet.
    pub(crate) fn chosen_context(&self) -> Option<&str> {
        Some(self.choice.get()?.context()?.name.as_str())
    }

    /// Like [`Env::chosen_context`], unless the context is read-only.
    pub(crate) fn changeable_context(&self) -> Option<&str> {
        let context = self.choice.get()?.context()?;
        (!context.is_read_only).then_some(context.name.as_str())
    }

    /// Loads the topology and prints its warnings.
    ///
    /// # Errors
    /// [`LoadError`], which lists all faults of the file at once.
    pub(crate) fn topology(&self) -> Result<Topology, LoadError> {
        let LoadedTopology { topology, warnings, .. } = self.load_topology()?;
        for warning in warnings {
            notes::warning(warning);
        }
        Ok(topology)
    }

    /// Loads the topology with its warnings, for a command that reports them itself.
    ///
    /// # Errors
    /// [`LoadError`], which lists all faults of the file at once.
    pub(crate) fn load_topology(&self) -> Result<LoadedTopology, LoadError> {
        let loaded =
            topology::load(&Source::choose(self.globals.file.as_deref(), built_in::GROUPS))?;
        self.out.set_stream_prefix(&loaded.topology.prefix);
        Ok(loaded)
    }
}

/// The value of an environment variable, if it is set and UTF-8.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
