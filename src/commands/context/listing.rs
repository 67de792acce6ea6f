//! `astra context ls`: lists every context.

use serde::Serialize;

use crate::commands::context::row::Row;
use crate::commands::env::{CommandResult, Env};
use crate::commands::verdict::Verdict;
use crate::contexts::ContextStore;
use crate::output::{Report, Table, notes};

/// List the contexts; `*` marks the active one
#[derive(clap::Args, Debug)]
#[command(
    visible_alias = "list",
    after_help = "Examples:\n  astra context ls\n  astra context ls -o json | jq -r '.contexts[].name'"
)]
pub(super) struct Args {}

/// The document `astra.context.ls/v1`.
#[derive(Serialize)]
struct ListReport {
    file: String,
    active: Option<String>,
    contexts: Vec<Row>,
}

impl Report for ListReport {
    const SCHEMA: &'static str = "astra.context.ls/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = Table::new(&Row::columns());
        self.contexts.iter().for_each(|row| table.push(row.cells()));
        vec![table]
    }
}

pub(super) fn run(env: &Env) -> CommandResult {
    let store = ContextStore::locate()?;
    let contexts = store.load()?;
    store.warning().into_iter().for_each(notes::warning);
    let rows = contexts.all.iter();
    let report = ListReport {
        file: store.path().display().to_string(),
        active: contexts.active.as_ref().map(ToString::to_string),
        contexts: rows
            .map(|context| Row::new(context, contexts.active.as_ref() == Some(&context.name)))
            .collect(),
    };
    env.out.print(&report)?;
    if contexts.all.is_empty() {
        notes::note("there are no contexts yet");
        notes::hint("astra context add NAME --url URL adds one");
    }
    env.warn_of_overridden_contexts();
    Ok(Verdict::Pass)
}
