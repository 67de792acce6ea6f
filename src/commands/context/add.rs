//! `astra context add`: names a server.

use std::path::PathBuf;

use astra_bus::{Endpoint, Tls};
use serde::Serialize;

use crate::commands::context::row::Row;
use crate::commands::env::{CommandResult, Env, Usage};
use crate::commands::verdict::Verdict;
use crate::contexts::{
    Context, ContextError, ContextName, ContextStore, Contexts, Edit, PasswordSource,
};
use crate::output::{Report, Table, notes};

/// Add a context, that is, name a server
///
/// `--url` is the server, without its password. Pass where the password is kept instead: every command
/// that connects fetches it from there.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Name of the context: letters, digits, `-`, `_` and `.`
    #[arg(value_name = "NAME")]
    name: ContextName,

    #[command(flatten)]
    password: PasswordArgs,

    /// Refuse every command that changes something there
    #[arg(long)]
    read_only: bool,

    /// Ask for the name of the context before every change there
    #[arg(long)]
    production: bool,

    /// Description, which astra context ls shows
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Make it the active context
    #[arg(long = "use")]
    is_used: bool,

    /// Replace an existing context of the same name
    #[arg(long)]
    force: bool,
}

#[derive(clap::Args, Debug)]
#[group(multiple = false)]
#[expect(clippy::struct_field_names, reason = "they are the names of the flags")]
struct PasswordArgs {
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// Read the password from the first line that this shell command prints
    #[arg(long, value_name = "COMMAND")]
    password_command: Option<String>,

    /// Read the password from this environment variable
    #[arg(long, value_name = "VARIABLE")]
    password_env: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  astra context add local --url redis://127.0.0.1:6379 --use
  astra context add staging --url redis://ops@staging:6379/1 --password-file ~/.redis-staging
  astra context add prod --url redis://ops@redis.example:6379 --production \\
      --password-command 'pass show redis/prod' --description 'orders go here'
  astra context add prod-look --url unix:///run/redis.sock --read-only --password-env REDIS_LOOK";

/// The document `astra.context.add/v1`.
#[derive(Serialize)]
struct AddReport {
    context: Row,
    /// Whether it replaced a context of the same name.
    replaced: bool,
    file: String,
}

impl Report for AddReport {
    const SCHEMA: &'static str = "astra.context.add/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = Table::new(&Row::columns());
        table.push(self.context.cells());
        vec![table]
    }
}

pub(super) fn run(args: &Args, env: &Env) -> CommandResult {
    let context = args.context(env)?;
    context.endpoint()?;
    warn_about_password(&context);
    let store = ContextStore::locate()?;
    let (mut is_replaced, mut is_active) = (false, false);
    store.change(|contexts| {
        is_replaced = contexts.find(context.name.as_str()).is_ok();
        is_active = args.is_used || contexts.active.as_ref() == Some(&context.name);
        args.edits(&context, contexts)
    })?;
    let file = store.path().display().to_string();
    env.out.print(&AddReport {
        context: Row::new(&context, is_active),
        replaced: is_replaced,
        file,
    })?;
    if !is_active {
        notes::hint(format_args!("astra context use {} makes it the active one", context.name));
    }
    Ok(Verdict::Pass)
}

/// Warns about a password source that may be a mistake, but may also be intended.
fn warn_about_password(context: &Context) {
    let Some(source) = &context.password else { return };
    source.warning().into_iter().for_each(notes::warning);
    if let PasswordSource::File(path) = source
        && !path.exists()
    {
        notes::warning(format_args!("there is no file `{}` yet", path.display()));
    }
}

/// Makes the paths absolute, because the context is used from other folders.
fn absolute(tls: Tls) -> std::io::Result<Tls> {
    let path = |path: PathBuf| std::path::absolute(path);
    let identity = match tls.identity {
        Some((certificate, key)) => Some((path(certificate)?, path(key)?)),
        None => None,
    };
    Ok(Tls { ca: tls.ca.map(path).transpose()?, identity, ..tls })
}

impl Args {
    fn context(&self, env: &Env) -> CommandResult<Context> {
        // A URL in the environment does not count: it is for other commands, and may contain a password.
        let typed_url = env.globals.from_command_line.contains("url");
        let Some(url) = env.globals.url.clone().filter(|_| typed_url) else {
            let refusal = Usage::new(format!("context `{}` needs a server", self.name));
            return Err(refusal.with_hint("pass --url").into());
        };
        // `Context::endpoint` reports an invalid URL.
        let tls = match Endpoint::parse(&url) {
            Ok(endpoint) => env.with_tls_options(endpoint)?.tls,
            Err(_) => None,
        };
        Ok(Context {
            name: self.name.clone(),
            url,
            password: self.password.source()?,
            tls: tls.filter(|tls| *tls != Tls::default()).map(absolute).transpose()?,
            is_read_only: self.read_only,
            is_production: self.production,
            description: self.description.clone().filter(|text| !text.is_empty()),
        })
    }

    fn edits(&self, context: &Context, contexts: &Contexts) -> Result<Vec<Edit>, ContextError> {
        if contexts.find(context.name.as_str()).is_ok() && !self.force {
            return Err(ContextError::Exists(context.name.clone()));
        }
        let mut edits = vec![Edit::Put(context.clone())];
        if self.is_used {
            edits.push(Edit::Activate(Some(context.name.clone())));
        }
        Ok(edits)
    }
}

impl PasswordArgs {
    /// The chosen source. The path of a file becomes absolute, because the context is used from other folders.
    fn source(&self) -> Result<Option<PasswordSource>, Usage> {
        let source = match self {
            Self { password_file: Some(path), .. } => {
                PasswordSource::File(std::path::absolute(path).map_err(|_| empty("file"))?)
            }
            Self { password_command: Some(text), .. } => PasswordSource::Command(text.clone()),
            Self { password_env: Some(name), .. } => PasswordSource::Variable(name.clone()),
            _ => return Ok(None),
        };
        if source.text().is_empty() {
            return Err(empty(source.key()));
        }
        Ok(Some(source))
    }
}

fn empty(what: &str) -> Usage {
    Usage::new(format!("the {} is empty", what.replace('_', " ")))
}
