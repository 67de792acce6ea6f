//! `astra context use` and `unset`: which context is active.

use anyhow::Result;
use serde::Serialize;

use crate::commands::env::Env;
use crate::commands::verdict::Verdict;
use crate::context::{ContextError, ContextName, Contexts, Edit, Store};
use crate::output::{Report, Table};

/// Make a context the active one
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  astra context use staging\n  astra context use -          Back to the one before"
)]
pub(super) struct UseArgs {
    /// Its name, or `-` for the one that was active before
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    name: String,
}

/// Have no active context
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  astra context unset          And astra context use - is the way back"
)]
pub(super) struct UnsetArgs {}

/// The document `astra.context.use/v1`.
#[derive(Serialize)]
struct Used {
    active: String,
    url: String,
    previous: Option<String>,
}

/// The document `astra.context.unset/v1`.
#[derive(Serialize)]
struct Unset {
    previous: Option<String>,
}

impl Report for Used {
    const SCHEMA: &'static str = "astra.context.use/v1";

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }

    fn summary(&self) -> Vec<String> {
        vec![format!("context `{}` is active: {}", self.active, self.url)]
    }
}

impl Report for Unset {
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

pub(super) fn use_context(args: &UseArgs, env: &Env) -> Result<Verdict> {
    let mut used = None;
    Store::locate()?.change(|contexts| {
        let context = contexts.find(args.resolve(contexts)?)?;
        let active = contexts.active.as_ref();
        let before = active.filter(|name| **name != context.name).or(contexts.previous.as_ref());
        used = Some(Used {
            active: context.name.to_string(),
            url: context.url.clone(),
            previous: before.map(ToString::to_string),
        });
        Ok(vec![Edit::Activate(Some(context.name.clone()))])
    })?;
    if let Some(used) = used {
        env.out.print(&used)?;
    }
    env.warn_of_bypass();
    Ok(Verdict::Pass)
}

pub(super) fn unset(env: &Env) -> Result<Verdict> {
    let mut previous = None;
    Store::locate()?.change(|contexts| {
        previous = contexts.active.as_ref().map(ToString::to_string);
        Ok(vec![Edit::Activate(None)])
    })?;
    env.out.print(&Unset { previous })?;
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
