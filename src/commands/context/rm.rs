//! `astra context rm`: removes contexts.

use serde::Serialize;

use crate::commands::env::{CommandResult, Env, confirm};
use crate::commands::verdict::Verdict;
use crate::contexts::{ContextStore, Edit};
use crate::output::units::Counted;
use crate::output::{Report, Table, notes};

/// Remove contexts; their servers and passwords stay as they are
#[derive(clap::Args, Debug)]
#[command(
    visible_alias = "remove",
    after_help = "Examples:\n  astra context rm staging\n  astra context rm old-1 old-2 --yes"
)]
pub(super) struct Args {
    /// Names of the contexts
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,

    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
}

/// The document `astra.context.rm/v1`.
#[derive(Serialize)]
struct RemoveReport {
    removed: Vec<String>,
}

impl Report for RemoveReport {
    const SCHEMA: &'static str = "astra.context.rm/v1";

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }

    fn summary(&self) -> Vec<String> {
        vec![format!("removed {}", self.removed.join(", "))]
    }
}

/// Removes all of them, or none if one of them does not exist.
pub(super) async fn run(args: &Args, env: &Env) -> CommandResult {
    let store = ContextStore::locate()?;
    let contexts = store.load()?;
    for name in &args.names {
        contexts.find(name)?;
    }
    let question = match &args.names[..] {
        [name] => format!("Remove context `{name}`"),
        names => format!("Remove {}", Counted(names.len() as u64, "context")),
    };
    confirm(&question, args.yes).await?;
    let mut was_active = false;
    store.change(|contexts| {
        let found: Result<Vec<_>, _> = args.names.iter().map(|name| contexts.find(name)).collect();
        let found = found?;
        was_active = found.iter().any(|context| contexts.active.as_ref() == Some(&context.name));
        Ok(found.into_iter().map(|context| Edit::Remove(context.name.clone())).collect())
    })?;
    env.out.print(&RemoveReport { removed: args.names.clone() })?;
    if was_active {
        notes::warning("no context is active now");
    }
    Ok(Verdict::Pass)
}
