//! `astra context check`: whether a server answers, who it is, and what it lets its user do.

use anyhow::Result;
use serde::Serialize;

use crate::bus::{Bus, BusError, Identity, Name, Right};
use crate::commands::context::choose;
use crate::commands::{Env, Verdict};
use crate::context::Choice;
use crate::output::{Cell, Column, Report, Table, Tone};

/// Connect, and say who answers, as whom, how fast, and what it lets you do
///
/// Nothing is changed: what may be written is asked of the server's ACL. Exit code 3 if the server
/// cannot be reached or logged in to.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Its name [default: the server that a command would go to]
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  astra context check
  astra context check prod
  astra context check --url redis://other:6379 -o json";

/// The document `astra.context.check/v1`; what the server does not say is `null`.
#[derive(Serialize)]
struct Checked {
    context: Option<String>,
    server: String,
    /// Who chose the server.
    from: String,
    software: Option<String>,
    version: Option<String>,
    mode: Option<String>,
    role: Option<String>,
    user: Option<String>,
    /// The middle one of five round trips.
    latency_ms: f64,
    read_only: bool,
    production: bool,
    may: Vec<May>,
}

/// Whether the server lets its user do something.
#[derive(Serialize)]
struct May {
    deed: &'static str,
    /// `null` where nobody knows.
    allowed: Option<bool>,
    reason: Option<String>,
}

pub(super) async fn run(args: &Args, env: &mut Env) -> Result<Verdict> {
    choose(args.name.as_deref(), env)?;
    let topology = env.topology()?;
    let bus = env.bus()?;
    let stream = topology.streams.first().map_or(topology.prefix.as_str(), |spec| &spec.name);
    let (identity, rights) = ask(&bus, &Name::from(stream)).await?;
    env.out.print(&Checked::new(env.choice()?, identity, rights))?;
    Ok(Verdict::Pass)
}

async fn ask(bus: &Bus, stream: &Name) -> Result<(Identity, Vec<(&'static str, Right)>), BusError> {
    let layout = bus.layout().await?;
    let node = layout.node_of(stream.as_bytes());
    let identity = node.identity().await?;
    let rights = node.rights(&identity, stream).await?;
    Ok((identity, rights))
}

impl Checked {
    fn new(choice: &Choice, identity: Identity, rights: Vec<(&'static str, Right)>) -> Self {
        let context = choice.context();
        Self {
            context: context.map(|context| context.name.to_string()),
            server: choice.target.place.to_string(),
            from: choice.origin.to_string(),
            software: identity.software,
            version: identity.version,
            mode: identity.mode,
            role: identity.role,
            user: identity.user,
            latency_ms: identity.latency.as_secs_f64() * 1e3,
            read_only: context.is_some_and(|context| context.is_read_only),
            production: context.is_some_and(|context| context.is_production),
            may: rights.into_iter().map(|(deed, right)| May::new(deed, right)).collect(),
        }
    }

    fn pairs(&self) -> [(&'static str, Option<String>); 7] {
        let software = self.software.as_ref().zip(self.version.as_ref());
        [
            ("server", Some(format!("{}, from {}", self.server, self.from))),
            ("version", software.map(|(software, version)| format!("{software} {version}"))),
            ("mode", self.mode.clone()),
            ("role", self.role.clone()),
            ("user", self.user.clone()),
            ("latency", Some(format!("{:.2} ms", self.latency_ms))),
            ("astra", Some(self.policy().to_owned())),
        ]
    }

    /// What astra itself lets pass there.
    fn policy(&self) -> &'static str {
        match (self.read_only, self.production) {
            (true, _) => "refuses every change, the context is read-only",
            (false, true) => "asks for the name of the context before every change",
            (false, false) => "lets every change pass that the server does",
        }
    }
}

impl May {
    fn new(deed: &'static str, right: Right) -> Self {
        let (allowed, reason) = match right {
            Right::Allowed => (Some(true), None),
            Right::Denied(reason) => (Some(false), Some(reason)),
            Right::Unknown(reason) => (None, Some(reason)),
        };
        Self { deed, allowed, reason }
    }

    fn cell(&self) -> Cell {
        let reason = self.reason.as_deref().unwrap_or_default();
        match self.allowed {
            Some(true) => Cell::new("yes").tone(Tone::Good),
            Some(false) => Cell::new(format!("no: {reason}")).tone(Tone::Warning),
            None => Cell::new(format!("? {reason}")).tone(Tone::Dim),
        }
    }
}

impl Report for Checked {
    const SCHEMA: &'static str = "astra.context.check/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table =
            Table::new(&[Column::text("WHAT", "what"), Column::prose("ANSWER", "answer")]);
        for (what, answer) in self.pairs() {
            let answer = answer.map_or_else(|| Cell::absent("?"), Cell::new);
            table.push(vec![Cell::new(what), answer]);
        }
        for may in &self.may {
            table.push(vec![Cell::new(format!("may {}", may.deed)), may.cell()]);
        }
        vec![table]
    }
}
