//! The options that every command takes, and which of them come from the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::commands::env::tls_args::TlsArgs;
use crate::commands::env::value_parsers;
use crate::output::{ColorWhen, Format};

/// Options that every command takes, before or after its name.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS,
    /// `redis+sentinel://host:port,host:port/master` or `unix:///socket`
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "ASTRA_REDIS_URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,

    /// Use the server of this context, see `astra context` [default: the active context]
    #[arg(long, global = true, value_name = "NAME", env = "ASTRA_CONTEXT")]
    pub(crate) context: Option<String>,

    /// Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]
    #[arg(short, long, global = true, value_name = "FILE", env = "ASTRA_GROUPS")]
    pub(crate) file: Option<PathBuf>,

    /// Output format
    #[arg(short, long, global = true, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: Format,

    /// Leave out the headers of tables and CSV
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,

    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,

    /// Time limit for connecting and for each reply
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s", value_parser = value_parsers::limit)]
    pub(crate) timeout: Duration,

    #[command(flatten)]
    pub(crate) tls: TlsArgs,

    /// Log every Redis command with its latency to standard error
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    #[arg(skip)]
    pub(crate) from_command_line: FromCommandLine,
}

/// The IDs of the options that the user typed, rather than set in the environment or left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct FromCommandLine(Vec<String>);

impl FromCommandLine {
    pub(crate) fn new(matches: &ArgMatches) -> Self {
        let is_typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        Self(matches.ids().map(clap::Id::as_str).filter(is_typed).map(str::to_owned).collect())
    }

    /// Whether the option was typed; its ID is the name of its field.
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.0.iter().any(|typed| typed == id)
    }

    /// Treats an option as typed, because an argument of the command stands in for it.
    pub(crate) fn insert(&mut self, id: &str) {
        self.0.push(id.to_owned());
    }
}
