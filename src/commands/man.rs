//! `astra man`: a manual page for each command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use crate::bus::io_reason;
use crate::commands::{Env, Usage, Verdict};
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table};

/// Write the manual pages, one for each command
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder to write them to; made where it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  astra man ~/.local/share/man/man1   Install them for yourself
  astra man man && man -l man/astra-lag.1";

/// The document `astra.man/v1`.
#[derive(Serialize)]
struct Written {
    /// Paths of the pages.
    pages: Vec<String>,
    #[serde(skip)]
    folder: String,
}

impl Report for Written {
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
pub(crate) fn run(args: &Args, env: &Env, mut command: clap::Command) -> Result<Verdict> {
    let folder = &args.folder;
    fs::create_dir_all(folder).map_err(|error| refused("make", folder, &error))?;
    command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    write(&command, folder, &mut pages)?;
    env.out.print(&Written { pages, folder: folder.display().to_string() })?;
    Ok(Verdict::Pass)
}

/// Writes the page of a command, then those of the commands below it.
fn write(command: &clap::Command, folder: &Path, pages: &mut Vec<String>) -> Result<()> {
    let page = clap_mangen::Man::new(command.clone());
    let path = page
        .generate_to(folder)
        .map_err(|error| refused("write", &folder.join(page.get_filename()), &error))?;
    pages.push(path.display().to_string());
    command.get_subcommands().try_for_each(|below| write(below, folder, pages))
}

fn refused(deed: &str, path: &Path, error: &io::Error) -> Usage {
    Usage::new(format!("cannot {deed} `{}`: {}", path.display(), io_reason(error)))
}
