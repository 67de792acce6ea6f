//! What a server would let its user do, of what astra does, without doing it.

use astra_model::Name;
use redis::{Pipeline, Value};

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;
use crate::server::identity::{Identity, text};

/// Whether the server would let its user do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    Allowed,
    /// On some of the streams: on how many, and why not on another.
    Part(String),
    Denied(String),
    /// The server cannot tell, or not this user.
    Unknown(String),
}

/// The words of a command, with `@` for the stream.
type Words = &'static [&'static str];

/// A deed, and the commands that it takes, all of them.
type Operation = (&'static str, &'static [Words]);

/// Streams that are asked about at a time, several commands each.
const AT_A_TIME: usize = 50;

const SCRIPT: Words = &["EVAL", "return 1", "1", "@"];

const GROUPS: Words = &["XINFO", "GROUPS", "@"];

/// What changes a stream, in the words of an operator: what looks first and then acts is a script.
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
    /// Says for each deed whether `identity` could do it on `streams`: reads one entry of each, and asks
    /// of everything else what the ACL would say. Each server of a cluster has an ACL of its own, and
    /// what one of them denies is not allowed; those that stay away are left out, see [`Bus::absent`].
    ///
    /// # Errors
    /// Where no server serves any key.
    pub async fn permissions(
        &self,
        identity: &Identity,
        streams: &[Name],
    ) -> Result<Vec<(&'static str, Permission)>, BusError> {
        // A replica of a cluster only shows the way to the masters.
        let is_alone = self.slot_map().await?.only().is_some();
        let refuses_writes = identity.refuses_writes && is_alone;
        let user = identity.user.as_deref();
        let ask = async |node: &Node| node.permissions(user, refuses_writes, streams).await;
        let answers = self.on_each_master(ask).await?;
        let deeds = ["read"].into_iter().chain(CHANGES.map(|(deed, _)| deed));
        let of_each = |index: usize| {
            answers
                .iter()
                .filter_map(move |(node, rights)| Some((node.address(), rights.get(index)?)))
        };
        Ok(deeds.enumerate().map(|(index, deed)| (deed, worst(of_each(index)))).collect())
    }
}

impl Node {
    /// Its answer to each deed, in their order.
    async fn permissions(
        &self,
        user: Option<&str>,
        refuses_writes: bool,
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut rights = vec![together(streams, &self.may_read(streams).await?)];
        let Some(user) = user.filter(|_| !refuses_writes) else {
            let right = if refuses_writes {
                Permission::Denied("it is a replica, which takes no writes".into())
            } else {
                Permission::Unknown("this user may not ask who it is (ACL WHOAMI)".into())
            };
            rights.extend(CHANGES.map(|_| right.clone()));
            return Ok(rights);
        };
        for (_, commands) in CHANGES {
            rights.push(together(streams, &self.can_do(user, commands, streams).await?));
        }
        Ok(rights)
    }

    /// Whether `user` may do to each stream what takes all of these commands.
    async fn can_do(
        &self,
        user: &str,
        commands: &[Words],
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut rights = vec![Permission::Allowed; streams.len()];
        for words in commands {
            let answers = self.may_change(user, words, streams).await?;
            for (right, answer) in rights.iter_mut().zip(answers) {
                *right = all([right.clone(), answer].into_iter());
            }
        }
        Ok(rights)
    }

    /// Whether `user` may do to each stream what these words say.
    async fn may_change(
        &self,
        user: &str,
        words: &[&str],
        streams: &[Name],
    ) -> Result<Vec<Permission>, BusError> {
        let mut rights = Vec::with_capacity(streams.len());
        for part in streams.chunks(AT_A_TIME) {
            let mut pipeline = Pipeline::new();
            for stream in part {
                pipeline.cmd("ACL").arg("DRYRUN").arg(user);
                for word in words {
                    pipeline.arg(if *word == "@" { stream.as_bytes() } else { word.as_bytes() });
                }
            }
            rights.extend(self.pipeline(&pipeline).await?.iter().map(right));
        }
        Ok(rights)
    }

    async fn may_read(&self, streams: &[Name]) -> Result<Vec<Permission>, BusError> {
        let mut rights = Vec::with_capacity(streams.len());
        for part in streams.chunks(AT_A_TIME) {
            let mut pipeline = Pipeline::new();
            for stream in part {
                pipeline.cmd("XRANGE").arg(stream.as_bytes()).arg("-").arg("+");
                pipeline.arg("COUNT").arg(1);
            }
            for answer in self.pipeline(&pipeline).await? {
                rights.push(self.read_right(&answer)?);
            }
        }
        Ok(rights)
    }

    fn read_right(&self, answer: &Value) -> Result<Permission, BusError> {
        Ok(match value::refusal(answer) {
            None => Permission::Allowed,
            Some(refusal) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: self.address(), refusal });
            }
            Some(refusal) if refusal.code == "NOPERM" => Permission::Denied(refusal.detail),
            // The ACL is looked at before the slot and the type.
            Some(refusal) if refusal.code == "WRONGTYPE" || refusal.is_redirect() => {
                Permission::Allowed
            }
            Some(refusal) => Permission::Unknown(refusal.to_string()),
        })
    }
}

/// What holds of several streams together, where these rights are of one each.
fn together(streams: &[Name], rights: &[Permission]) -> Permission {
    let mut denied = streams.iter().zip(rights).filter_map(|(stream, right)| match right {
        Permission::Denied(reason) => Some((stream, reason)),
        _ => None,
    });
    let Some((stream, reason)) = denied.next() else {
        let unknown = rights.iter().find(|right| **right != Permission::Allowed);
        return unknown.cloned().unwrap_or(Permission::Allowed);
    };
    match rights.len() - 1 - denied.count() {
        0 => Permission::Denied(reason.clone()),
        others => Permission::Part(format!(
            "on {others} of {}, not on `{stream}`: {reason}",
            rights.len()
        )),
    }
}

/// What holds of a deed that takes several commands: the first that is not allowed decides.
fn all(rights: impl Iterator<Item = Permission>) -> Permission {
    let mut rights: Vec<Permission> = rights.collect();
    let is_denied = |right: &Permission| matches!(right, Permission::Denied(_));
    let is_known = |right: &Permission| !matches!(right, Permission::Unknown(_));
    let decisive = rights.iter().position(is_denied);
    let decisive = decisive.or_else(|| rights.iter().position(|right| !is_known(right)));
    decisive.map_or(Permission::Allowed, |index| rights.swap_remove(index))
}

/// What holds of several servers together: the worst that one of them says, and which, where they differ.
fn worst<'a>(answers: impl Iterator<Item = (String, &'a Permission)> + Clone) -> Permission {
    let mut others = answers.clone().map(|(_, right)| right);
    let first = others.next();
    let is_same = others.all(|right| Some(right) == first);
    let rank = |right: &Permission| match right {
        Permission::Allowed => 0,
        Permission::Unknown(_) => 1,
        Permission::Part(_) => 2,
        Permission::Denied(_) => 3,
    };
    let at = |reason: &str, address: String| {
        if is_same { reason.to_owned() } else { format!("{reason} (at {address})") }
    };
    match answers.max_by_key(|(_, right)| rank(right)) {
        Some((address, Permission::Denied(reason))) => Permission::Denied(at(reason, address)),
        Some((address, Permission::Part(reason))) => Permission::Part(at(reason, address)),
        Some((address, Permission::Unknown(reason))) => Permission::Unknown(at(reason, address)),
        Some((_, Permission::Allowed)) => Permission::Allowed,
        None => Permission::Unknown("no server answered".into()),
    }
}

/// `ACL DRYRUN` says `OK`, or in a text why not; an error is about the question itself.
fn right(answer: &Value) -> Permission {
    if let Some(refusal) = value::refusal(answer) {
        return Permission::Unknown(match refusal.code.as_str() {
            "NOPERM" => "this user may not ask (ACL DRYRUN)".into(),
            "ERR" => "this server cannot say (no ACL DRYRUN)".into(),
            _ => refusal.to_string(),
        });
    }
    match text(answer) {
        Some(reason) if reason != "OK" => Permission::Denied(reason),
        Some(_) => Permission::Allowed,
        None => Permission::Unknown("this server cannot say".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst_of(rights: &[Permission]) -> Permission {
        worst(rights.iter().enumerate().map(|(index, right)| (format!("h:{index}"), right)))
    }

    #[test]
    fn a_deed_takes_each_of_its_commands() {
        let (denied, unknown) = (Permission::Denied("no".into()), Permission::Unknown("?".into()));
        for (rights, expected) in [
            (vec![Permission::Allowed, Permission::Allowed], &Permission::Allowed),
            (vec![Permission::Allowed, unknown.clone()], &unknown),
            (vec![unknown.clone(), denied.clone(), Permission::Allowed], &denied),
        ] {
            assert_eq!(all(rights.into_iter()), *expected);
        }
    }

    #[test]
    fn what_one_server_denies_is_not_allowed() {
        let denied = |reason: &str| Permission::Denied(reason.into());
        let unknown = Permission::Unknown("?".into());
        assert_eq!(worst_of(&[Permission::Allowed, Permission::Allowed]), Permission::Allowed);
        assert_eq!(
            worst_of(&[unknown.clone(), denied("no"), Permission::Allowed]),
            denied("no (at h:1)")
        );
        assert_eq!(
            worst_of(&[Permission::Allowed, unknown]),
            Permission::Unknown("? (at h:1)".into())
        );
        assert_eq!(worst_of(&[denied("no"), denied("no")]), denied("no"));
    }

    #[test]
    fn what_is_denied_on_one_stream_is_allowed_in_part() {
        let streams = ["a", "b", "c"].map(Name::from);
        let of = |rights: [Permission; 3]| together(&streams, &rights);
        let denied = || Permission::Denied("no".into());
        let unknown = || Permission::Unknown("?".into());
        assert_eq!(
            of([Permission::Allowed, Permission::Allowed, Permission::Allowed]),
            Permission::Allowed
        );
        assert_eq!(of([denied(), denied(), denied()]), denied());
        assert_eq!(of([Permission::Allowed, unknown(), Permission::Allowed]), unknown());
        let part = Permission::Part("on 1 of 3, not on `b`: no".into());
        assert_eq!(of([Permission::Allowed, denied(), denied()]), part);
    }
}
