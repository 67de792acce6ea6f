//! Streams that expire unless their lifetime is extended: those of a test, which must not outlive it.

use std::time::Duration;

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::keys::key_command;
use crate::protocol::value;

/// A group that is created and destroyed to create a stream without groups.
const PLACEHOLDER_GROUP: &[u8] = b"astra-maker";

/// The failure to create all of several streams.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct CreateError {
    pub error: BusError,
    /// Whether some of them may exist.
    pub is_partial: bool,
}

impl BusWriter {
    /// Creates streams with their groups, which read from the beginning. Each stream expires after `lifetime`.
    ///
    /// One transaction creates a stream and sets its expiry, so that a process that dies in between leaves
    /// nothing behind for long.
    ///
    /// # Errors
    /// A server that cannot be reached, or the first error reply. Whatever was created expires.
    pub async fn create_temporary_streams(
        &self,
        streams: &[(Name, Vec<Name>)],
        lifetime: Duration,
    ) -> Result<(), CreateError> {
        let requests = streams
            .iter()
            .map(|(name, groups)| Request::atomic(name.clone(), creation(name, groups, lifetime)));
        let answers = self.ask(requests.collect()).await;
        let answers = answers.map_err(|error| CreateError { error, is_partial: true })?;
        let is_partial = answers.iter().any(may_be_created);
        let mut answers = streams.iter().zip(answers);
        let created = answers.try_for_each(|((name, _), answer)| check_creation(name, answer));
        created.map_err(|error| CreateError { error, is_partial })
    }

    /// Lets streams expire `lifetime` from now; one that has already expired stays gone.
    ///
    /// # Errors
    /// A server that cannot be reached, or the first error reply, after all streams were tried.
    pub async fn extend_lifetime(
        &self,
        streams: &[Name],
        lifetime: Duration,
    ) -> Result<(), BusError> {
        let requests =
            streams.iter().map(|name| Request::one(name.clone(), expiry(name, lifetime)));
        first_error(streams, self.ask(requests.collect()).await?)
    }

    /// Removes streams with all their entries and groups.
    ///
    /// # Errors
    /// A server that cannot be reached, or the first error reply, after all streams were tried.
    pub async fn remove_streams(&self, streams: &[Name]) -> Result<(), BusError> {
        let requests =
            streams.iter().map(|name| Request::one(name.clone(), key_command("UNLINK", name)));
        first_error(streams, self.ask(requests.collect()).await?)
    }

    /// Destroys a group, even if it has pending entries.
    ///
    /// # Errors
    /// A server that cannot be reached, or that refuses it.
    pub async fn destroy_group(&self, stream: &Name, group: &Name) -> Result<(), BusError> {
        let mut destroy = cmd("XGROUP");
        destroy.arg("DESTROY").arg(stream.as_bytes()).arg(group.as_bytes());
        self.call(stream, &format!("group `{group}` on `{stream}`"), &destroy).await.map(drop)
    }
}

/// Whether a transaction was executed, or may have been.
fn may_be_created(answer: &Answer) -> bool {
    answer.as_ref().err().is_none_or(ReplyError::is_unreachable)
}

/// Returns the first error of a transaction.
fn check_creation(name: &Name, answer: Answer) -> Result<(), BusError> {
    let values = answer.map_err(|refusal| stream_error(name, refusal))?;
    let values = value::items(&values).ok_or_else(|| value::unexpected("EXEC", "an array"))?;
    let refusal = values.iter().find_map(value::refusal);
    refusal.map_or(Ok(()), |refusal| Err(stream_error(name, refusal)))
}

fn first_error(streams: &[Name], answers: Vec<Answer>) -> Result<(), BusError> {
    let mut answers = streams.iter().zip(answers);
    answers.try_for_each(|(name, answer)| {
        answer.map(drop).map_err(|refusal| stream_error(name, refusal))
    })
}

fn stream_error(name: &Name, refusal: ReplyError) -> BusError {
    BusError::Refused { subject: format!("stream `{name}`"), refusal }
}

fn creation(name: &Name, groups: &[Name], lifetime: Duration) -> Vec<Cmd> {
    let create = |group: &[u8]| {
        let mut create = cmd("XGROUP");
        create.arg("CREATE").arg(name.as_bytes()).arg(group).arg("0").arg("MKSTREAM");
        create
    };
    let mut commands: Vec<Cmd> = groups.iter().map(|group| create(group.as_bytes())).collect();
    if groups.is_empty() {
        let mut destroy = cmd("XGROUP");
        destroy.arg("DESTROY").arg(name.as_bytes()).arg(PLACEHOLDER_GROUP);
        commands.extend([create(PLACEHOLDER_GROUP), destroy]);
    }
    commands.push(expiry(name, lifetime));
    commands
}

fn expiry(name: &Name, lifetime: Duration) -> Cmd {
    let mut expire = key_command("PEXPIRE", name);
    expire.arg(u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX));
    expire
}
