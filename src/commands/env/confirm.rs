//! Permission to change a server: refused for read-only contexts, confirmed by the user if it matters.

use std::io::{self, IsTerminal as _, Write as _};

use astra_bus::{Bus, BusWriter};

use crate::commands::env::command_error::CommandResult;
use crate::commands::env::usage::Usage;
use crate::contexts::{Context, ServerChoice};

/// What the user confirmed on the command line.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct Confirmation {
    /// Confirm changes to this production context without a prompt
    #[arg(long, value_name = "CONTEXT")]
    pub(crate) confirm: Option<String>,
}

/// Permission to change the server of a run. Confirming it yields the [`BusWriter`].
#[derive(Debug)]
#[must_use = "`confirm` asks before it lets a production context be changed"]
pub(crate) struct ChangePermit {
    bus: Bus,
    /// Set if the user must still type the name of the context.
    production: Option<ProductionServer>,
}

/// A production context by its name, and the address of its server.
#[derive(Debug)]
struct ProductionServer {
    context: String,
    address: String,
}

impl ChangePermit {
    /// Checks what can be checked before the command reads anything.
    ///
    /// # Errors
    /// [`Usage`] if the context is read-only, if `--confirm` names another one, or if the user must type
    /// a name and there is no terminal.
    pub(crate) fn request(
        choice: &ServerChoice,
        confirmation: &Confirmation,
        bus: Bus,
    ) -> Result<Self, Usage> {
        let context = choice.context();
        if let Some(context) = context.filter(|context| context.is_read_only) {
            return Err(read_only(context));
        }
        if let Some(confirmed) = &confirmation.confirm {
            check_confirmed(confirmed, choice)?;
            return Ok(Self { bus, production: None });
        }
        let Some(context) = context.filter(|context| context.is_production) else {
            return Ok(Self { bus, production: None });
        };
        if !has_terminal() {
            return Err(no_terminal_for_name(context));
        }
        let production = ProductionServer {
            context: context.name.to_string(),
            address: choice.endpoint.address.to_string(),
        };
        Ok(Self { bus, production: Some(production) })
    }

    /// The bus, for reading.
    pub(crate) fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Whether a destructive change will prompt, so that the command shows first what it changes.
    pub(crate) fn asks(&self, is_agreed: bool) -> bool {
        self.production.is_some() || !is_agreed
    }

    /// Asks for the name of a production context before a `change`, such as "Create 3 groups".
    ///
    /// # Errors
    /// [`Usage`] if the user types another name.
    pub(crate) async fn confirm(&self, change: &str) -> CommandResult<BusWriter> {
        if let Some(production) = &self.production {
            ask_name(production, change).await?;
        }
        Ok(BusWriter::new(self.bus.clone()))
    }

    /// Asks before a `change` that destroys data, such as "Remove 1 group", on every server.
    ///
    /// In production, `is_agreed` (`--yes`) is not enough, and the name of the context answers both
    /// questions.
    ///
    /// # Errors
    /// [`Usage`] if the user does not agree, or there is no terminal to ask on.
    pub(crate) async fn confirm_loss(
        &self,
        change: &str,
        is_agreed: bool,
    ) -> CommandResult<BusWriter> {
        if self.production.is_none() {
            confirm(change, is_agreed).await?;
        }
        self.confirm(change).await
    }
}

/// Asks a yes-or-no question unless `is_agreed`. Without a terminal the answer is no.
///
/// # Errors
/// [`Usage`] if the user does not agree, or there is no terminal to ask on.
pub(crate) async fn confirm(question: &str, is_agreed: bool) -> CommandResult<()> {
    if is_agreed {
        return Ok(());
    }
    if !has_terminal() {
        let refusal = Usage::new(format!("no terminal to ask for confirmation: {question}"));
        return Err(refusal.with_hint("pass --yes to skip the confirmation prompt").into());
    }
    match ask(&format!("{question}? [y/N] ")).await?.to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Usage::new("not confirmed, nothing was changed").into()),
    }
}

async fn ask_name(production: &ProductionServer, change: &str) -> CommandResult<()> {
    let ProductionServer { context, address } = production;
    let question = format!(
        "context `{context}` is production, at {address}\n{change}: type its name to confirm: "
    );
    if ask(&question).await? == *context {
        return Ok(());
    }
    let refusal = Usage::new("not confirmed, nothing was changed");
    Err(refusal.with_hint(format!("the name to type is `{context}`")).into())
}

/// Reads the answer on its own thread, so that Ctrl-C works while the prompt waits.
async fn ask(question: &str) -> io::Result<String> {
    write!(anstream::stderr(), "{question}")?;
    let answer = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    Ok(answer.await??.trim().to_owned())
}

fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

fn read_only(context: &Context) -> Usage {
    Usage::new(format!("context `{}` is read-only: astra changes nothing there", context.name))
        .with_hint("--dry-run and --check work there; to change it, choose another context")
}

fn no_terminal_for_name(context: &Context) -> Usage {
    let name = &context.name;
    Usage::new(format!(
        "context `{name}` is production, and there is no terminal to type its name on"
    ))
    .with_hint(format!("pass --confirm {name} to skip the prompt; --yes is not enough there"))
}

/// Checks that the confirmed context is the one that will be changed.
fn check_confirmed(confirmed: &str, choice: &ServerChoice) -> Result<(), Usage> {
    match choice.context().map(|context| context.name.as_str()) {
        Some(name) if name == confirmed => Ok(()),
        Some(name) => Err(Usage::new(format!(
            "--confirm names `{confirmed}`, but the server is that of context `{name}`"
        ))),
        None => Err(Usage::new(format!(
            "--confirm names `{confirmed}`, but the server comes from {}, not from a context",
            choice.origin
        ))),
    }
}
