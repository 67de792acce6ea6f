//! `astra completions`: prints the completion script for a shell.

use std::io::Write as _;

use clap_complete::Shell;

use crate::commands::env::CommandResult;
use crate::commands::verdict::Verdict;
use crate::output::stdout;

/// Print the completion script for a shell
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Shell that will read the script
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  astra completions bash > ~/.local/share/bash-completion/completions/astra
  astra completions zsh > \"${fpath[1]}/_astra\"
  astra completions fish > ~/.config/fish/completions/astra.fish";

/// Prints the script for `command`, the whole command line.
pub(crate) fn run(args: &Args, mut command: clap::Command) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "astra", &mut script);
    let mut stdout = stdout();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Verdict::Pass)
}
