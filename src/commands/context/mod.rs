//! `astra context`: named servers, and which of them is active.

mod add;
mod check;
mod effective;
mod listing;
mod rm;
mod row;
mod select;
mod show;

use crate::commands::env::{CommandResult, Env, Usage};
use crate::commands::verdict::Verdict;

/// Name servers, choose between them, and protect them from changes
///
/// A context names a server, says where its password comes from, and what may be changed there. astra
/// keeps the contexts in `astra/contexts.toml` in your config folder (`$XDG_CONFIG_HOME`, else
/// `~/.config`), without passwords. Commands use the active context, unless `--url`, `--context`,
/// `ASTRA_REDIS_URL`, `REDIS_URL` or `ASTRA_CONTEXT` names another server.
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
  astra context use prod                 Use it until you use another one
  astra lag --context prod               Use it for one run
  astra context show --effective         Which server, and what chose it
  astra context check                    Whether it is reachable, and what you may do";

pub(crate) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    match &args.action {
        Action::Show(args) => show::run(args, env),
        Action::Check(args) => check::run(args, env).await,
        action => {
            refuse_context(env)?;
            edit_file(action, env).await
        }
    }
}

/// Runs an action that reads and changes the contexts file and contacts no server.
async fn edit_file(action: &Action, env: &Env) -> CommandResult {
    match action {
        Action::Add(args) => return add::run(args, env),
        _ if env.globals.from_command_line.contains("url") => {
            return Err(Usage::new("of these commands, only astra context add takes --url").into());
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
    if env.globals.from_command_line.contains("context") {
        let refusal = Usage::new("--context chooses a server, but this command contacts none");
        return Err(refusal.with_hint("pass the name as an argument"));
    }
    Ok(())
}

/// Uses the name in the argument of a command as if it were given by `--context`.
fn choose(name: Option<&str>, env: &mut Env) -> Result<(), Usage> {
    let Some(name) = name else { return Ok(()) };
    let globals = &mut env.globals;
    if globals.from_command_line.contains("context") && globals.context.as_deref() != Some(name) {
        return Err(Usage::new("the argument and --context name two different contexts"));
    }
    if globals.from_command_line.contains("url") {
        return Err(Usage::new(
            "the context and --url both choose a server: leave one of them out",
        ));
    }
    globals.context = Some(name.to_owned());
    globals.from_command_line.insert("context");
    Ok(())
}
