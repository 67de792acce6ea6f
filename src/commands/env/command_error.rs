//! The error of a command: what failed, the exit code and the next step, chosen where the error is converted.

use std::error::Error;
use std::{fmt, io};

use astra_bus::{AddressSource, BusError, EndpointError};
use astra_model::io_reason;
use astra_model::topology::{LoadError, Severity};
use astra_sandbox::SandboxError;
use tokio::task::JoinError;

use crate::commands::env::interrupt::Interrupted;
use crate::commands::env::usage::Usage;
use crate::commands::verdict::Verdict;
use crate::contexts::{ContextError, ServerChoiceError};

/// What a command returns.
pub(crate) type CommandResult<T = Verdict> = Result<T, CommandError>;

/// How an error ends the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitKind {
    /// The reader of standard output closed it, as `head` does: the process succeeds and prints nothing.
    ClosedPipe,
    /// Exit code 1: the server refused something, or an item failed.
    Failure,
    /// Exit code 2: wrong usage, an invalid file, or a refused confirmation.
    Usage,
    /// Exit code 3: the server cannot be reached, logged in to, or kept.
    Server,
    /// 128 and the number of the signal.
    Interrupted,
}

/// Why a command ended without a verdict.
#[derive(Debug)]
pub(crate) struct CommandError {
    exit: ExitKind,
    /// What astra was doing, outermost first.
    contexts: Vec<String>,
    error: Box<dyn Error + Send + Sync>,
    hint: Option<String>,
    faults: Vec<FileFault>,
}

/// One of the faults of a file, which are printed in place of the error that lists them.
#[derive(Clone, Debug)]
pub(crate) struct FileFault {
    pub(crate) severity: Severity,
    pub(crate) text: String,
    pub(crate) hint: Option<String>,
}

impl CommandError {
    /// If a closed pipe caused the error, it is [`ExitKind::ClosedPipe`] whatever `exit` is.
    pub(crate) fn new(exit: ExitKind, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = error.into();
        let exit = if is_closed_pipe(&*error) { ExitKind::ClosedPipe } else { exit };
        Self { exit, contexts: Vec::new(), error, hint: None, faults: Vec::new() }
    }

    /// Sets the next step, in place of the error's own.
    #[must_use]
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn with_own_hint(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    fn with_faults(mut self, faults: Vec<FileFault>) -> Self {
        self.faults = faults;
        self
    }

    /// Puts what astra was doing before the error's text.
    #[must_use]
    pub(crate) fn context(mut self, text: impl Into<String>) -> Self {
        self.contexts.insert(0, text.into());
        self
    }

    /// Adds the name of the context whose server failed; another error stays as it is.
    ///
    /// The hint to start a server or to check a URL does not help the user of a context: it becomes one
    /// about the context.
    #[must_use]
    pub(crate) fn in_context(mut self, name: &str) -> Self {
        let Some(error) = self.bus_error().filter(|error| error.is_connection()) else {
            return self;
        };
        let is_from_user =
            matches!(error, BusError::Unreachable { address_source: AddressSource::User(_), .. });
        if is_from_user && self.hint == error.hint() {
            self.hint = Some(format!(
                "check its settings with astra context show {name}, or choose another context with --context"
            ));
        }
        self.context(format!("context `{name}`"))
    }

    pub(crate) fn exit(&self) -> ExitKind {
        self.exit
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    pub(crate) fn faults(&self) -> &[FileFault] {
        &self.faults
    }

    /// The error of the server, if it is one.
    pub(crate) fn bus_error(&self) -> Option<&BusError> {
        self.error.downcast_ref()
    }

    /// Takes the error of the server, if it is one.
    ///
    /// # Errors
    /// The error itself, if it is another one.
    pub(crate) fn into_bus_error(self) -> CommandResult<BusError> {
        match self.error.downcast::<BusError>() {
            Ok(error) => Ok(*error),
            Err(error) => Err(Self { error, ..self }),
        }
    }
}

/// Adds what astra was doing to the error of a result.
pub(crate) trait WithContext<T> {
    fn with_context(self, text: impl FnOnce() -> String) -> CommandResult<T>;
}

impl<T, E: Into<CommandError>> WithContext<T> for Result<T, E> {
    fn with_context(self, text: impl FnOnce() -> String) -> CommandResult<T> {
        self.map_err(|error| error.into().context(text()))
    }
}

/// What astra was doing, then the chain of causes; without the error numbers of the operating system.
impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contexts.iter().try_for_each(|context| write!(f, "{context}: "))?;
        let texts: Vec<String> = chain(&*self.error).map(text).collect();
        f.write_str(&texts.join(": "))
    }
}

/// The error and its causes, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    chain(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn text(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<io::Error>() {
        Some(error) if error.raw_os_error().is_some() => io_reason(error),
        _ => error.to_string(),
    }
}

impl From<Usage> for CommandError {
    fn from(error: Usage) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self::new(ExitKind::Usage, error).with_own_hint(hint)
    }
}

/// A task that panicked or was cancelled.
impl From<JoinError> for CommandError {
    fn from(error: JoinError) -> Self {
        Self::new(ExitKind::Failure, error)
    }
}

impl From<Interrupted> for CommandError {
    fn from(error: Interrupted) -> Self {
        Self::new(ExitKind::Interrupted, error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::new(ExitKind::Failure, error)
    }
}

impl From<BusError> for CommandError {
    fn from(error: BusError) -> Self {
        let exit = if error.is_connection() {
            ExitKind::Server
        } else if error.is_invalid_file() {
            ExitKind::Usage
        } else {
            ExitKind::Failure
        };
        let hint = error.hint();
        Self::new(exit, error).with_own_hint(hint)
    }
}

/// A sandbox that does not start is a server that cannot be reached; exit code 1 would be an answer.
impl From<SandboxError> for CommandError {
    fn from(error: SandboxError) -> Self {
        let hint = error.hint();
        Self::new(ExitKind::Server, error).with_own_hint(hint)
    }
}

impl From<EndpointError> for CommandError {
    fn from(error: EndpointError) -> Self {
        let hint = error.hint();
        Self::new(ExitKind::Usage, error).with_own_hint(Some(hint))
    }
}

impl From<LoadError> for CommandError {
    fn from(error: LoadError) -> Self {
        let hint = error.hint();
        let faults = match &error {
            LoadError::Faulty(faults) => faults.0.iter().map(FileFault::from).collect(),
            LoadError::Unreadable { .. } => Vec::new(),
        };
        Self::new(ExitKind::Usage, error).with_own_hint(hint).with_faults(faults)
    }
}

impl From<ContextError> for CommandError {
    fn from(error: ContextError) -> Self {
        let hint = error.hint();
        let faults = match &error {
            ContextError::Faulty(faults) => faults.iter().map(FileFault::from).collect(),
            _ => Vec::new(),
        };
        Self::new(ExitKind::Usage, error).with_own_hint(hint).with_faults(faults)
    }
}

impl From<ServerChoiceError> for CommandError {
    fn from(error: ServerChoiceError) -> Self {
        match error {
            ServerChoiceError::Endpoint(error) => error.into(),
            ServerChoiceError::Context(error) => error.into(),
        }
    }
}

impl From<&astra_model::topology::Fault> for FileFault {
    fn from(fault: &astra_model::topology::Fault) -> Self {
        Self { severity: fault.severity, text: fault.to_string(), hint: None }
    }
}

impl From<&crate::contexts::FileFault> for FileFault {
    fn from(fault: &crate::contexts::FileFault) -> Self {
        Self { severity: Severity::Error, text: fault.to_string(), hint: fault.hint.clone() }
    }
}
