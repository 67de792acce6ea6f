//! What a server would let its user do, asked of its ACL without doing it.

use astra_model::Name;
use redis::{Pipeline, Value};

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::identity::Identity;
use crate::server::permission::{Permission, across_commands, across_nodes, across_streams};

/// The words of a command, with `@` for the stream.
type Words = &'static [&'static str];

/// An operation, and all commands that it needs.
type Operation = (&'static str, &'static [Words]);

/// Streams per pipeline; each takes one command or reply.
const STREAMS_PER_PIPELINE: usize = 50;

/// What checks and then acts is a script.
const SCRIPT: Words = &["EVAL", "return 1", "1", "@"];

const GROUPS: Words = &["XINFO", "GROUPS", "@"];

/// The operations that change a stream, as an operator names them.
const CHANGES: [Operation; 4] = [
    ("create groups", &[&["XGROUP", "CREATE", "@", "g", "$", "MKSTREAM"], GROUPS]),
    (
        "remove groups",
        &[
            &["XGROUP", "DESTROY", "@", "g"],
            SCRIPT,
            &["EXISTS", "@"],
            &["XLEN", "@"],
            GROUPS,
            &["XINFO", "CONSUMERS", "@", "g"],
        ],
    ),
    ("publish", &[&["XADD", "@", "*", "f", "v"]]),
    ("acknowledge", &[&["XACK", "@", "g", "0-1"], SCRIPT, &["XPENDING", "@", "g"]]),
];

impl Bus {
    /// Returns for each operation whether `identity` could do it on `streams`.
    ///
    /// Reading is tried on one entry of each stream; every other operation is checked with `ACL DRYRUN`.
    /// Each node of a cluster has its own ACL, and an operation that one of them denies is not allowed.
    /// Nodes that cannot be reached are left out, see [`Bus::unreachable_nodes`].
    ///
    /// # Errors
    /// No server that serves keys.
    pub async fn permissions(
        &self,
        identity: &Identity,
        streams: &[Name],
    ) -> Result<Vec<(&'static str, Permission)>, BusError> {
        // A replica of a cluster only leads to the masters.
        let is_alone = self.slot_map().await?.only().is_some();
        let refuses_writes = identity.refuses_writes && is_alone;
        let user = identity.user.as_deref();
        let ask = async |node: &Node| node.permissions(user, refuses_writes, streams).await;
        let answers = self.on_each_master(ask).await?;
        let operations = ["read"].into_iter().chain(CHANGES.map(|(operation, _)| operation));
        let of_each_node = |index: usize| {
            answers.iter().filter_map(move |(node, permissions)| {
                Some((node.address(), permissions.get(index)?))
            })
        };
        Ok(operations
            .enumerate()
            .map(|(index, operation)| (operation, across_nodes(of_each_node(index))))
            .collect())
    }
}

impl Node {
    /// Returns the permission for each operation, in the order of [`Bus::permissions`].
    async fn permissions(
        &self,
        user: Option<&str>,
        refuses_writes: bool,
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut permissions = vec![across_streams(streams, &self.try_reading(streams).await?)];
        let Some(user) = user.filter(|_| !refuses_writes) else {
            let permission = if refuses_writes {
                Permission::Denied("it is a replica and accepts no writes".into())
            } else {
                Permission::Unknown("this user may not run ACL WHOAMI".into())
            };
            permissions.extend(CHANGES.map(|_| permission.clone()));
            return Ok(permissions);
        };
        for (_, commands) in CHANGES {
            let of_each_stream = self.dry_run_all(user, commands, streams).await?;
            permissions.push(across_streams(streams, &of_each_stream));
        }
        Ok(permissions)
    }

    /// Returns for each stream whether `user` may run all of these commands on it.
    async fn dry_run_all(
        &self,
        user: &str,
        commands: &[Words],
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut permissions = vec![Permission::Allowed; streams.len()];
        for words in commands {
            let answers = self.dry_run(user, words, streams).await?;
            for (permission, answer) in permissions.iter_mut().zip(answers) {
                *permission = across_commands([permission.clone(), answer].into_iter());
            }
        }
        Ok(permissions)
    }

    /// Returns for each stream whether `user` may run the command on it.
    async fn dry_run(
        &self,
        user: &str,
        words: &[&str],
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut permissions = Vec::with_capacity(streams.len());
        for part in streams.chunks(STREAMS_PER_PIPELINE) {
            let mut pipeline = Pipeline::new();
            for stream in part {
                pipeline.cmd("ACL").arg("DRYRUN").arg(user);
                for word in words {
                    pipeline.arg(if *word == "@" { stream.as_bytes() } else { word.as_bytes() });
                }
            }
            permissions.extend(self.pipeline(&pipeline).await?.iter().map(dry_run_result));
        }
        Ok(permissions)
    }

    /// Reads one entry of each stream.
    async fn try_reading(&self, streams: &[Name]) -> Result<Vec<Permission>, BusError> {
        let mut permissions = Vec::with_capacity(streams.len());
        for part in streams.chunks(STREAMS_PER_PIPELINE) {
            let mut pipeline = Pipeline::new();
            for stream in part {
                pipeline.cmd("XRANGE").arg(stream.as_bytes()).arg("-").arg("+");
                pipeline.arg("COUNT").arg(1);
            }
            for answer in self.pipeline(&pipeline).await? {
                permissions.push(self.reading_result(&answer)?);
            }
        }
        Ok(permissions)
    }

    fn reading_result(&self, answer: &Value) -> Result<Permission, BusError> {
        Ok(match value::refusal(answer) {
            None => Permission::Allowed,
            Some(refusal) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: self.address(), refusal });
            }
            Some(refusal) if refusal.code == "NOPERM" => Permission::Denied(refusal.detail),
            // The server checks the ACL before the slot and the type of the key.
            Some(refusal) if refusal.code == "WRONGTYPE" || refusal.is_redirect() => {
                Permission::Allowed
            }
            Some(refusal) => Permission::Unknown(refusal.to_string()),
        })
    }
}

/// Reads a reply to `ACL DRYRUN`: `OK`, or a text with the reason. An error reply is about `ACL DRYRUN` itself.
fn dry_run_result(answer: &Value) -> Permission {
    if let Some(refusal) = value::refusal(answer) {
        return Permission::Unknown(match refusal.code.as_str() {
            "NOPERM" => "this user may not run ACL DRYRUN".into(),
            "ERR" => "this server has no ACL DRYRUN".into(),
            _ => refusal.to_string(),
        });
    }
    match value::text(answer) {
        Some(reason) if reason != "OK" => Permission::Denied(reason),
        Some(_) => Permission::Allowed,
        None => Permission::Unknown("unexpected reply to ACL DRYRUN".into()),
    }
}
