//! `astra context show`: the settings of a context, or all settings of a run and their sources.

use serde::Serialize;

use crate::commands::context::choose;
use crate::commands::context::effective::{Setting, settings};
use crate::commands::context::row::Row;
use crate::commands::env::{CommandResult, Env, Usage};
use crate::commands::verdict::Verdict;
use crate::contexts::ContextStore;
use crate::output::{Cell, Column, Report, Table};

/// Show a context, or with --effective every setting of a run and where it comes from
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Name of the context [default: the one that --context, `ASTRA_CONTEXT` or `astra context use` chose]
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// Show every setting that a command would use now, and where each comes from
    #[arg(long)]
    effective: bool,
}

const EXAMPLES: &str = "\
Examples:
  astra context show                     The active context
  astra context show prod
  astra context show --effective         Which server, and what chose it
  astra context show --effective --url redis://other:6379";

/// The document `astra.context.show/v1`.
#[derive(Serialize)]
struct ShowReport {
    /// `null` if the server does not come from a context.
    context: Option<Row>,
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<Vec<Setting>>,
}

impl Report for ShowReport {
    const SCHEMA: &'static str = "astra.context.show/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = match (&self.effective, &self.context) {
            (Some(settings), _) => return vec![Setting::table(settings)],
            (None, Some(_)) => {
                Table::new(&[Column::text("KEY", "key"), Column::prose("VALUE", "value")])
            }
            (None, None) => return Vec::new(),
        };
        for (key, value) in self.context.iter().flat_map(Row::pairs) {
            table.push(vec![Cell::new(key), Cell::new(value)]);
        }
        vec![table]
    }
}

pub(super) fn run(args: &Args, env: &mut Env) -> CommandResult {
    choose(args.name.as_deref(), env)?;
    let choice = env.choice()?;
    let context = choice.context();
    if context.is_none() && !args.effective {
        let refusal = Usage::new(format!("no context: the server comes from {}", choice.origin));
        return Err(refusal
            .with_hint("astra context show --effective shows every setting and its source")
            .into());
    }
    let store = ContextStore::locate().ok().filter(|_| context.is_some());
    let active =
        store.as_ref().map(ContextStore::load).transpose()?.and_then(|contexts| contexts.active);
    let report = ShowReport {
        context: context.map(|context| Row::new(context, active.as_ref() == Some(&context.name))),
        file: store.as_ref().map(|store| store.path().display().to_string()),
        effective: args.effective.then(|| settings(choice, env, store.as_ref())),
    };
    env.out.print(&report)?;
    Ok(Verdict::Pass)
}
