//! `astra man`: writes the manual pages, one for each command.

mod roff;

use std::path::{Path, PathBuf};
use std::{fs, io};

use astra_model::io_reason;
use serde::Serialize;

use crate::commands::env::{CommandResult, Env, Usage};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table};

/// Write the manual pages, one for each command
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder for the pages; astra creates it if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  astra man ~/.local/share/man/man1   Install them for your user
  astra man man && man -l man/astra-lag.1";

const EXIT_STATUS: [(&str, &str); 5] = [
    ("0", "Done, or the answer is yes."),
    ("1", "The answer is no, or an item failed."),
    ("2", "Wrong usage, an invalid file, or a refused confirmation."),
    ("3", "The server cannot be reached, logged in to, or kept."),
    ("130", "Interrupted by Ctrl-C (143 by SIGTERM, 129 by SIGHUP)."),
];

const ENVIRONMENT: [(&str, &str); 9] = [
    ("ASTRA_REDIS_URL", "The server, if neither --url nor --context is given."),
    ("REDIS_URL", "The server, if ASTRA_REDIS_URL is not set."),
    ("ASTRA_CONTEXT", "The context, if no URL is set; otherwise the active context."),
    (
        "REDIS_HOST, REDIS_PORT, REDIS_PASSWORD",
        "The server, if there is no context; otherwise redis://127.0.0.1:6379.",
    ),
    ("ASTRA_GROUPS", "The topology file, if --file is not given."),
    (
        "ASTRA_TLS_CA, ASTRA_TLS_CERT, ASTRA_TLS_KEY, ASTRA_TLS_INSECURE",
        "As the options of the same name.",
    ),
    ("ASTRA_REDIS_SERVER", "The Redis server program that a sandbox starts."),
    ("XDG_CONFIG_HOME", "The folder of astra/contexts.toml; otherwise ~/.config."),
    ("NO_COLOR", "If it is set, astra uses no color unless --color asks for it."),
];

/// The document `astra.man/v1`.
#[derive(Serialize)]
struct ManReport {
    /// The paths of the pages.
    pages: Vec<String>,
    #[serde(skip)]
    folder: String,
}

impl Report for ManReport {
    const SCHEMA: &'static str = "astra.man/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = Table::new(&[Column::text("PAGE", "page")]);
        self.pages.iter().for_each(|page| table.push(vec![Cell::new(page)]));
        vec![table]
    }

    fn summary(&self) -> Vec<String> {
        vec![format!("{} in {}", Counted(self.pages.len() as u64, "page"), self.folder)]
    }
}

/// Writes the pages of `command`, the whole command line.
pub(crate) fn run(args: &Args, env: &Env, mut command: clap::Command) -> CommandResult {
    let folder = &args.folder;
    fs::create_dir_all(folder).map_err(|error| cannot("create", folder, &error))?;
    command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    write(&command, folder, &mut pages)?;
    env.out.print(&ManReport { pages, folder: folder.display().to_string() })?;
    Ok(Verdict::Pass)
}

/// Writes the page of a command, then those of its subcommands.
fn write(command: &clap::Command, folder: &Path, pages: &mut Vec<String>) -> Result<(), Usage> {
    // `text` adds the examples, because the generator would join their lines into a paragraph.
    let page = clap_mangen::Man::new(command.clone().after_help(None::<&'static str>));
    let path = folder.join(page.get_filename());
    let is_main_page = pages.is_empty();
    text(command, &page, is_main_page)
        .and_then(|text| fs::write(&path, text))
        .map_err(|error| cannot("write", &path, &error))?;
    pages.push(path.display().to_string());
    command.get_subcommands().try_for_each(|subcommand| write(subcommand, folder, pages))
}

/// The text of a page. The main page also has the sections that apply to every command.
fn text(
    command: &clap::Command,
    page: &clap_mangen::Man,
    is_main_page: bool,
) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    if is_main_page {
        text.extend(roff::list("EXIT STATUS", &EXIT_STATUS).into_bytes());
        text.extend(roff::list("ENVIRONMENT", &ENVIRONMENT).into_bytes());
    }
    if let Some(help) = command.get_after_help() {
        let help = help.to_string();
        let (notes, examples) = help.split_once("Examples:\n").unwrap_or((&help, ""));
        let sections = [("NOTES", notes.trim_end()), ("EXAMPLES", examples)];
        for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
            text.extend(roff::verbatim(title, lines).into_bytes());
        }
    }
    Ok(text)
}

fn cannot(action: &str, path: &Path, error: &io::Error) -> Usage {
    Usage::new(format!("cannot {action} `{}`: {}", path.display(), io_reason(error)))
}
