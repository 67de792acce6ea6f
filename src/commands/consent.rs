//! ChangePermit to change a server: refused for a read-only context, and asked for where it matters.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::Result;
use astra_bus::{Bus, BusWriter};

use crate::commands::env::Usage;
use crate::context::{Choice, Context};

/// What was agreed to beforehand.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct Consent {
    /// Agree beforehand to a change of this production context, in place of typing its name
    #[arg(long, value_name = "CONTEXT")]
    pub(crate) confirm: Option<String>,
}

/// ChangePermit to change the server of a run, and who must still agree.
#[derive(Debug)]
#[must_use = "a change of a production context is asked for by `confirm`"]
pub(crate) struct ChangePermit {
    bus: Bus,
    /// The production context whose name is still to be typed, and its server.
    awaited: Option<(String, String)>,
}

impl ChangePermit {
    /// Judges what can be judged before anything is looked at.
    ///
    /// # Errors
    /// [`Usage`] where the context is read-only, where `--confirm` names another one, and where a
    /// name is to be typed and there is no terminal to type it on.
    pub(crate) fn request(choice: &Choice, consent: &Consent, bus: Bus) -> Result<Self, Usage> {
        let context = choice.context();
        if let Some(context) = context.filter(|context| context.is_read_only) {
            return Err(refuse_read_only(context));
        }
        let name = context.map(|context| context.name.as_str());
        if let Some(confirmed) = &consent.confirm {
            check_confirmed(confirmed, name, choice)?;
            return Ok(Self { bus, awaited: None });
        }
        let Some(context) = context.filter(|context| context.is_production) else {
            return Ok(Self { bus, awaited: None });
        };
        if !has_terminal() {
            return Err(refuse_unasked(context));
        }
        let place = choice.target.address.to_string();
        Ok(Self { bus, awaited: Some((context.name.to_string(), place)) })
    }

    /// The bus, for reading.
    pub(crate) fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Whether something will be asked before a deed that destroys.
    pub(crate) fn asks(&self, is_agreed: bool) -> bool {
        self.awaited.is_some() || !is_agreed
    }

    /// Asks for the name of a production context before `deed`, in words that follow "before".
    ///
    /// # Errors
    /// [`Usage`] where another name is typed.
    pub(crate) async fn confirm(&self, deed: &str) -> Result<BusWriter> {
        if let Some((name, place)) = &self.awaited {
            ask_name(name, place, deed).await?;
        }
        Ok(BusWriter::new(self.bus.clone()))
    }

    /// As [`ChangePermit::confirm`] for a deed that destroys, which is asked for on every server: whoever
    /// types the name has agreed, `is_agreed` alone is not enough in production.
    ///
    /// # Errors
    /// [`Usage`] where the answer is no, or cannot be given.
    pub(crate) async fn confirm_loss(
        &self,
        question: &str,
        deed: &str,
        is_agreed: bool,
    ) -> Result<BusWriter> {
        if self.awaited.is_none() {
            confirm(if has_terminal() { question } else { deed }, is_agreed).await?;
        }
        self.confirm(deed).await
    }
}

/// Asks before something is destroyed. Without a terminal nobody can answer: that is refused.
///
/// # Errors
/// [`Usage`] where the answer is no, or cannot be given.
pub(crate) async fn confirm(question: &str, is_agreed: bool) -> Result<()> {
    if is_agreed {
        return Ok(());
    }
    if !has_terminal() {
        let refusal = Usage::new(format!(
            "{question} needs a confirmation, and there is no terminal to ask on"
        ));
        return Err(refusal.with_hint("pass --yes to agree beforehand").into());
    }
    match ask(&format!("{question}? [y/N] ")).await?.to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Usage::new("not confirmed, nothing was changed").into()),
    }
}

async fn ask_name(name: &str, place: &str, deed: &str) -> Result<()> {
    let answer =
        ask(&format!("context `{name}` is production, at {place}\ntype its name before {deed}: "))
            .await?;
    if answer == name {
        return Ok(());
    }
    let refusal = Usage::new("not confirmed, nothing was changed");
    Err(refusal.with_hint(format!("the name to type is `{name}`")).into())
}

/// Reads the answer on a thread of its own: Ctrl-C is heard while nobody types.
async fn ask(question: &str) -> Result<String> {
    write!(anstream::stderr(), "{question}")?;
    let typed = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    Ok(typed.await??.trim().to_owned())
}

fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

fn refuse_read_only(context: &Context) -> Usage {
    Usage::new(format!("context `{}` is read-only: astra changes nothing there", context.name))
        .with_hint(
            "--dry-run and --check work there; to change it, choose a context that is not read-only",
        )
}

fn refuse_unasked(context: &Context) -> Usage {
    let name = &context.name;
    Usage::new(format!(
        "context `{name}` is production, and there is no terminal to type its name on"
    ))
    .with_hint(format!("pass --confirm {name} to agree beforehand; --yes is not enough there"))
}

/// What was confirmed must be what is changed.
fn check_confirmed(confirmed: &str, name: Option<&str>, choice: &Choice) -> Result<(), Usage> {
    match name {
        Some(name) if name == confirmed => Ok(()),
        Some(name) => Err(Usage::new(format!(
            "--confirm says `{confirmed}`, and the server is that of context `{name}`"
        ))),
        None => Err(Usage::new(format!(
            "--confirm says `{confirmed}`, and the server comes from {}, not from a context",
            choice.origin
        ))),
    }
}
