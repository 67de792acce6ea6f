//! `astra completions`: what a shell needs to complete the command line.

use std::io::Write as _;

use anyhow::Result;
use clap_complete::Shell;

use crate::commands::verdict::Verdict;
use crate::output::stdout;

/// Print the completions for a shell
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Shell to print them for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  astra completions bash > ~/.local/share/bash-completion/completions/astra
  astra completions zsh > \"${fpath[1]}/_astra\"
  astra completions fish > ~/.config/fish/completions/astra.fish";

/// Prints what completes `command`, the whole command line.
pub(crate) fn run(args: &Args, mut command: clap::Command) -> Result<Verdict> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "astra", &mut script);
    let mut stdout = stdout();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Verdict::Pass)
}
