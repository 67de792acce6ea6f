//! `astra context`: the servers that have a name, and which of them is active.

mod add;
mod check;
mod effective;
mod listing;
mod rm;
mod row;
mod select;
mod show;

use anyhow::Result;

use crate::commands::env::{Env, Usage};
use crate::commands::verdict::Verdict;

/// Give servers a name, choose among them, and say what may be done to each
///
/// A context is a server, where its password is kept, and whether it may be changed. The contexts are
/// kept in `astra/contexts.toml` of your config folder (`$XDG_CONFIG_HOME`, else `~/.config`), without
/// any password. The active one is where commands go that name no server otherwise: `--url`,
/// `--context`, `ASTRA_REDIS_URL`, `REDIS_URL` and `ASTRA_CONTEXT` go before it.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    Add(add::Args),
    Ls(listing::Args),
    Use(select::UseArgs),
    Unset(select::UnsetArgs),
    Show(show::Args),
    Rm(rm::Args),
    Check(check::Args),
}

const EXAMPLES: &str = "\
Examples:
  astra context add local --url redis://127.0.0.1:6379 --use
  astra context add prod --url redis://ops@redis.example:6379 --production \\
      --password-command 'pass show redis/prod'
  astra context use prod                 Go there, until another one is used
  astra lag --context prod               Go there once
  astra context show --effective         Which server, and who says so
  astra context check                    Whether it answers, and what it lets you do";

pub(crate) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    match &args.action {
        Action::Show(args) => show::run(args, env),
        Action::Check(args) => check::run(args, env).await,
        action => {
            refuse_context(env)?;
            keep(action, env).await
        }
    }
}

/// What is about the file alone.
async fn keep(action: &Action, env: &Env) -> Result<Verdict> {
    match action {
        Action::Add(args) => return add::run(args, env),
        _ if env.globals.typed.url => {
            return Err(Usage::new("only astra context add takes a --url here").into());
        }
        _ => {}
    }
    match action {
        Action::Ls(_) => listing::run(env),
        Action::Use(args) => select::use_context(args, env),
        Action::Unset(_) => select::unset(env),
        Action::Rm(args) => rm::run(args, env).await,
        Action::Add(_) | Action::Show(_) | Action::Check(_) => Ok(Verdict::Pass),
    }
}

fn refuse_context(env: &Env) -> Result<(), Usage> {
    if env.globals.typed.context {
        let refusal = Usage::new("--context chooses a server, and this command asks none");
        return Err(refusal.with_hint("give the name as an argument"));
    }
    Ok(())
}

/// Takes a name that was given as an argument for `--context`.
fn choose(name: Option<&str>, env: &mut Env) -> Result<(), Usage> {
    let Some(name) = name else { return Ok(()) };
    let globals = &mut env.globals;
    if globals.typed.context && globals.context.as_deref() != Some(name) {
        return Err(Usage::new("two contexts are named, one of them by --context"));
    }
    if globals.typed.url {
        return Err(Usage::new("a context is named, and a server by --url: leave one of them out"));
    }
    (globals.context, globals.typed.context) = (Some(name.to_owned()), true);
    Ok(())
}
