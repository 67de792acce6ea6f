//! `astra context check`: whether a server is reachable, what it is, and what its user may do.

use astra_bus::{Bus, BusError, Identity, Permission, UnreachableNode};
use astra_model::Name;
use serde::Serialize;

use crate::commands::context::choose;
use crate::commands::env::{CommandResult, Env};
use crate::commands::verdict::Verdict;
use crate::contexts::ServerChoice;
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table, Tone, notes};

/// Connect, and report the server, the user, the latency and the permissions
///
/// Changes nothing: astra asks the server's ACL (in a cluster that of each master) what the user may do,
/// for every stream in the catalog. Exit code 1 if part of a cluster is unreachable, 3 if the server cannot
/// be reached or logged in to, or if the cluster is down.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Name of the context [default: the server that a command would use]
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  astra context check
  astra context check prod
  astra context check --url redis://other:6379 -o json";

/// The document `astra.context.check/v1`; what the server does not report is `null`.
#[derive(Serialize)]
struct CheckReport {
    context: Option<String>,
    /// The address; that of a master behind Sentinels is the one that they report.
    server: String,
    /// The option, variable or context that chose the server.
    from: String,
    software: Option<String>,
    version: Option<String>,
    mode: Option<String>,
    role: Option<String>,
    #[serde(flatten)]
    cluster: Option<Cluster>,
    user: Option<String>,
    /// The median of five round trips.
    latency_ms: f64,
    read_only: bool,
    production: bool,
    may: Vec<May>,
}

/// The masters of a cluster.
#[derive(Serialize)]
struct Cluster {
    masters: usize,
    /// Slots that no master serves.
    #[serde(skip_serializing_if = "is_zero")]
    unserved_slots: usize,
    /// Masters that do not answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreachable: Vec<UnreachableNode>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Whether the user may perform an operation.
#[derive(Serialize)]
struct May {
    deed: &'static str,
    /// On every stream in the catalog; `null` if it cannot be found out.
    allowed: Option<bool>,
    #[serde(skip)]
    is_in_part: bool,
    reason: Option<String>,
}

pub(super) async fn run(args: &Args, env: &mut Env) -> CommandResult {
    choose(args.name.as_deref(), env)?;
    let topology = env.topology()?;
    let bus = env.bus()?;
    let mut streams: Vec<Name> =
        topology.streams.iter().map(|spec| Name::from(&*spec.name)).collect();
    if streams.is_empty() {
        streams.push(Name::from(&*topology.prefix));
    }
    let identity = bus.identity().await?;
    let permissions = bus.permissions(&identity, &streams).await?;
    let cluster = Cluster::of(&bus).await?;
    cluster.iter().flat_map(|cluster| &cluster.unreachable).for_each(notes::warning);
    let is_whole = cluster.as_ref().is_none_or(Cluster::is_whole);
    let checked =
        CheckReport { cluster, ..CheckReport::new(&bus, env.choice()?, identity, permissions) };
    env.out.print(&checked)?;
    Ok(Verdict::pass_if(is_whole))
}

impl Cluster {
    /// The masters that the requests before reached; `None` for a single server.
    async fn of(bus: &Bus) -> Result<Option<Self>, BusError> {
        let cluster = bus.cluster().await?;
        Ok(cluster.map(|cluster| Self {
            masters: cluster.masters,
            unserved_slots: cluster.unserved_slots,
            unreachable: bus.unreachable_nodes(),
        }))
    }

    fn is_whole(&self) -> bool {
        self.unreachable.is_empty() && self.unserved_slots == 0
    }

    fn summary(&self) -> String {
        let Self { masters, unserved_slots, unreachable } = self;
        let answering = match masters.saturating_sub(unreachable.len()) {
            all if all == *masters => "all answer".into(),
            answering => format!("{answering} answer"),
        };
        let unserved = match *unserved_slots as u64 {
            0 => String::new(),
            slots => format!(", {} without a master", Counted(slots, "slot")),
        };
        format!("{}, {answering}{unserved}", Counted(*masters as u64, "master"))
    }
}

impl CheckReport {
    fn new(
        bus: &Bus,
        choice: &ServerChoice,
        identity: Identity,
        permissions: Vec<(&'static str, Permission)>,
    ) -> Self {
        let context = choice.context();
        Self {
            context: context.map(|context| context.name.to_string()),
            server: bus.address(),
            from: choice.origin.to_string(),
            software: identity.software,
            version: identity.version,
            mode: identity.mode,
            role: identity.role,
            cluster: None,
            user: identity.user,
            latency_ms: identity.latency.as_secs_f64() * 1e3,
            read_only: context.is_some_and(|context| context.is_read_only),
            production: context.is_some_and(|context| context.is_production),
            may: permissions
                .into_iter()
                .map(|(deed, permission)| May::new(deed, permission))
                .collect(),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, Option<String>)> {
        let software = self.software.as_ref().zip(self.version.as_ref());
        let cluster = self.cluster.as_ref().map(|cluster| ("cluster", Some(cluster.summary())));
        let mut pairs = vec![
            ("server", Some(format!("{}, from {}", self.server, self.from))),
            ("version", software.map(|(software, version)| format!("{software} {version}"))),
            ("mode", self.mode.clone()),
            ("role", self.role.clone()),
        ];
        pairs.extend(cluster);
        pairs.extend([
            ("user", self.user.clone()),
            ("latency", Some(format!("{:.2} ms", self.latency_ms))),
            ("astra", Some(self.policy().to_owned())),
        ]);
        pairs
    }

    /// What astra itself allows there.
    fn policy(&self) -> &'static str {
        match (self.read_only, self.production) {
            (true, _) => "refuses every change: the context is read-only",
            (false, true) => "asks for the name of the context before every change",
            (false, false) => "allows every change that the server allows",
        }
    }
}

impl May {
    fn new(deed: &'static str, permission: Permission) -> Self {
        let is_in_part = matches!(permission, Permission::Partial(_));
        let (allowed, reason) = match permission {
            Permission::Allowed => (Some(true), None),
            Permission::Denied(reason) | Permission::Partial(reason) => (Some(false), Some(reason)),
            Permission::Unknown(reason) => (None, Some(reason)),
        };
        Self { deed, allowed, is_in_part, reason }
    }

    fn cell(&self) -> Cell {
        let reason = self.reason.as_deref().unwrap_or_default();
        match self.allowed {
            Some(true) => Cell::new("yes").tone(Tone::Good),
            Some(false) if self.is_in_part => {
                Cell::new(format!("in part: {reason}")).tone(Tone::Warning)
            }
            Some(false) => Cell::new(format!("no: {reason}")).tone(Tone::Warning),
            None => Cell::new(format!("? {reason}")).tone(Tone::Dim),
        }
    }
}

impl Report for CheckReport {
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
