//! `astra acl`: the minimal ACL rules for each role of the bus.

use std::io::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use crate::commands::env::{CommandResult, Env};
use crate::commands::verdict::Verdict;
use crate::output::{Cell, Column, Format, Report, Table, notes, stdout};

/// Print the minimal ACL rules for the roles of the bus, as lines of an ACL file
///
/// The lines contain no passwords, so nobody can log in until you add one to each. astra does not
/// contact a server.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Roles to print [default: all]
    #[arg(value_name = "ROLE")]
    roles: Vec<Role>,

    /// Print rules for Redis 6.2, which does not know read-only keys
    #[arg(long)]
    redis_6: bool,
}

const EXAMPLES: &str = "\
Examples:
  astra acl                          All roles, one per line
  astra acl operator >> users.acl    Add a password to the line, then run ACL LOAD
  astra acl publisher --redis-6      For Redis 6.2
  astra acl -o json | jq -r '.roles[].rule'";

/// The roles of the bus.
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

/// Commands of every role: logging in, and finding out what the server is and which commands it knows.
const COMMON: &str = "+ping +hello +auth +client|setname +info +time +role +command";

/// Commands that find the nodes of a cluster.
const CLUSTER: &str = "+cluster|slots +cluster|shards +cluster|nodes +asking";

impl Role {
    /// The keys of the role, on a bus whose streams start with `prefix`.
    fn keys(self, prefix: &str) -> String {
        match self {
            // The key of a dead letter stream starts with the key of its stream in braces.
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

    /// The line of an ACL file. It first takes everything away, then allows what is listed.
    fn rule(self, prefix: &str, redis_6: bool) -> String {
        let name = self.to_possible_value().map_or_else(String::new, |name| name.get_name().into());
        let keys = self.keys(prefix);
        let keys = if redis_6 { keys.replace("%R~", "~") } else { keys };
        let commands = self.commands();
        format!(
            "user {name} on resetpass resetkeys resetchannels {keys} -@all {COMMON} {commands} {CLUSTER}"
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
    /// The requested roles, each once, because a server rejects a file that names a user twice.
    fn roles(&self) -> Vec<Role> {
        let requested = if self.roles.is_empty() { Role::value_variants() } else { &self.roles };
        let is_first = |(index, role): &(usize, &Role)| !requested[..*index].contains(role);
        requested.iter().enumerate().filter(is_first).map(|(_, role)| *role).collect()
    }
}

pub(crate) fn run(args: &Args, env: &Env) -> CommandResult {
    let prefix = env.topology()?.prefix;
    let roles = args.roles();
    let rule = |role: &Role| Rule { role: *role, rule: role.rule(&prefix, args.redis_6) };
    let report = AclReport { roles: roles.iter().map(rule).collect() };
    if env.out.format() == Format::Table {
        // Plain lines, not a table, because they become part of a file.
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
            "Redis 6.2 has no read-only keys: the operator could write with any command you add; none of these writes",
        );
    }
    Ok(Verdict::Pass)
}
