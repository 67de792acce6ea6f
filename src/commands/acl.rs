//! `astra acl`: the least that a server has to allow for each role.

use std::io::Write as _;

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::commands::env::Env;
use crate::commands::verdict::Verdict;
use crate::output::{Cell, Column, Format, Report, Table, notes, stdout};

/// Print the least ACL rules for the roles of the bus, as lines of an ACL file
///
/// The lines hold no password, so that nobody can log in with them until one is added. No server is
/// asked.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Roles to print [default: all]
    #[arg(value_name = "ROLE")]
    roles: Vec<Role>,

    /// For Redis 6.2, which does not know keys that may only be read
    #[arg(long)]
    redis_6: bool,
}

const EXAMPLES: &str = "\
Examples:
  astra acl                          Every role, a line each
  astra acl operator >> users.acl    For the server's --aclfile; add a password before ACL LOAD
  astra acl publisher --redis-6      For Redis 6.2
  astra acl -o json | jq -r '.roles[].rule'";

/// Who does what on the bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// Reads everything, changes nothing
    Operator,
    /// Runs `astra setup`, without `--prune`
    Provisioner,
    /// Publishes events
    Publisher,
}

/// What every role needs: to log in, and to see what the server is and what it knows.
const EVERYBODY: &str = "+ping +hello +auth +client|setname +info +time +role +command";

/// What it takes to find the servers of a cluster.
const CLUSTER: &str = "+cluster|slots +cluster|shards +cluster|nodes +asking";

impl Role {
    /// The keys that the role sees, of a bus whose streams begin with `prefix`.
    fn keys(self, prefix: &str) -> String {
        match self {
            // Dead letters stand under the key of their stream in braces.
            Self::Operator => {
                format!("%R~{prefix}.* %R~{{{prefix}.* %R~service:* %R~services:*")
            }
            Self::Provisioner | Self::Publisher => format!("~{prefix}.*"),
        }
    }

    fn commands(self) -> &'static str {
        match self {
            Self::Operator => {
                "+scan +type +exists +ttl +xinfo +xlen +xrange +xrevrange +xpending +xread +hget +hgetall +get +mget +smembers +multi +exec"
            }
            Self::Provisioner => "+scan +type +exists +xinfo +xgroup|create +multi +exec",
            Self::Publisher => "+type +exists +xlen +xadd +wait",
        }
    }

    /// The line of an ACL file, from nothing: what is not named is refused.
    fn rule(self, prefix: &str, redis_6: bool) -> String {
        let name = self.to_possible_value().map_or_else(String::new, |name| name.get_name().into());
        let keys = self.keys(prefix);
        let keys = if redis_6 { keys.replace("%R~", "~") } else { keys };
        let commands = self.commands();
        format!(
            "user {name} on resetpass resetkeys resetchannels {keys} -@all {EVERYBODY} {commands} {CLUSTER}"
        )
    }
}

/// The document `astra.acl/v1`.
#[derive(Debug, Serialize)]
struct AclReport {
    roles: Vec<Rule>,
}

#[derive(Debug, Serialize)]
struct Rule {
    role: Role,
    rule: String,
}

impl Report for AclReport {
    const SCHEMA: &'static str = "astra.acl/v1";

    fn tables(&self) -> Vec<Table> {
        let mut table = Table::new(&[Column::text("RULE", "rule")]);
        for Rule { rule, .. } in &self.roles {
            table.push(vec![Cell::new(rule)]);
        }
        vec![table]
    }
}

impl Args {
    /// The roles that were asked for, each once: a server takes no file that names a user twice.
    fn roles(&self) -> Vec<Role> {
        let asked = if self.roles.is_empty() { Role::value_variants() } else { &self.roles };
        let is_first = |(index, role): &(usize, &Role)| !asked[..*index].contains(role);
        asked.iter().enumerate().filter(is_first).map(|(_, role)| *role).collect()
    }
}

pub(crate) fn run(args: &Args, env: &Env) -> Result<Verdict> {
    let prefix = env.topology()?.prefix;
    let roles = args.roles();
    let rule = |role: &Role| Rule { role: *role, rule: role.rule(&prefix, args.redis_6) };
    let report = AclReport { roles: roles.iter().map(rule).collect() };
    if env.out.format() == Format::Table {
        // No table: what is printed is meant to be a part of a file.
        let mut stdout = stdout();
        for Rule { rule, .. } in &report.roles {
            writeln!(stdout, "{rule}")?;
        }
        stdout.flush()?;
    } else {
        env.out.print(&report)?;
    }
    if args.redis_6 && roles.contains(&Role::Operator) {
        notes::warning(
            "on Redis 6.2 the keys of the operator may be written by whatever command is allowed; none of these writes",
        );
    }
    Ok(Verdict::Pass)
}
