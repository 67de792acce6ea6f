//! `astra context use` and `unset`: choose the active context.

use serde::Serialize;

use crate::commands::env::{CommandResult, Env};
use crate::commands::verdict::Verdict;
use crate::contexts::{ContextError, ContextName, ContextStore, Contexts, Edit};
use crate::output::{Report, Table};

/// Make a context the active one
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  astra context use staging\n  astra context use -          Back to the previous one"
)]
pub(super) struct UseArgs {
    /// Name of the context, or `-` for the one that was active before
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    name: String,
}

/// Deactivate the active context
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  astra context unset          Undo it with astra context use -"
)]
pub(super) struct UnsetArgs {}

/// The document `astra.context.use/v1`.
#[derive(Serialize)]
struct UseReport {
    active: String,
    url: String,
    previous: Option<String>,
}

/// The document `astra.context.unset/v1`.
#[derive(Serialize)]
struct UnsetReport {
    previous: Option<String>,
}

impl Report for UseReport {
    const SCHEMA: &'static str = "astra.context.use/v1";

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }

    fn summary(&self) -> Vec<String> {
        vec![format!("context `{}` is active: {}", self.active, self.url)]
    }
}

impl Report for UnsetReport {
    const SCHEMA: &'static str = "astra.context.unset/v1";

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }

    fn summary(&self) -> Vec<String> {
        vec![match &self.previous {
            Some(name) => format!("no context is active; it was `{name}`"),
            None => "no context is active".into(),
        }]
    }
}

pub(super) fn use_context(args: &UseArgs, env: &Env) -> CommandResult {
    let mut used = None;
    ContextStore::locate()?.change(|contexts| {
        let context = contexts.find(args.resolve(contexts)?)?;
        let active = contexts.active.as_ref();
        let before = active.filter(|name| **name != context.name).or(contexts.previous.as_ref());
        used = Some(UseReport {
            active: context.name.to_string(),
            url: context.url.clone(),
            previous: before.map(ToString::to_string),
        });
        Ok(vec![Edit::Activate(Some(context.name.clone()))])
    })?;
    if let Some(used) = used {
        env.out.print(&used)?;
    }
    env.warn_of_overridden_contexts();
    Ok(Verdict::Pass)
}

pub(super) fn unset(env: &Env) -> CommandResult {
    let mut previous = None;
    ContextStore::locate()?.change(|contexts| {
        previous = contexts.active.as_ref().map(ToString::to_string);
        Ok(vec![Edit::Activate(None)])
    })?;
    env.out.print(&UnsetReport { previous })?;
    Ok(Verdict::Pass)
}

impl UseArgs {
    fn resolve<'a>(&'a self, contexts: &'a Contexts) -> Result<&'a str, ContextError> {
        if self.name != "-" {
            return Ok(&self.name);
        }
        contexts.previous.as_ref().map(ContextName::as_str).ok_or(ContextError::NoPrevious)
    }
}
