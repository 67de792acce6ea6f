//! Streams that live only for as long as somebody renews them: a test's own, which must not outlive it.

use std::time::Duration;

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// A group that is made to make a stream, where no group is wanted on it.
const MAKER: &[u8] = b"astra-maker";

/// Streams that could not all be made.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct CreateError {
    pub error: BusError,
    /// Whether any of them may be there.
    pub is_partial: bool,
}

impl BusWriter {
    /// Creates a stream with its groups, which read it from the beginning; it expires after `lifetime`.
    ///
    /// One transaction makes the stream and its expiry, so that whoever dies half-way leaves nothing for long.
    ///
    /// # Errors
    /// The refusal of any command, which then has changed nothing that does not expire.
    pub async fn create_temporary_streams(
        &self,
        streams: &[(Name, Vec<Name>)],
        lifetime: Duration,
    ) -> Result<(), CreateError> {
        let requests = streams
            .iter()
            .map(|(name, groups)| Request::atomic(name.clone(), birth(name, groups, lifetime)));
        let answers = self.ask(requests.collect()).await;
        let answers = answers.map_err(|error| CreateError { error, is_partial: true })?;
        let is_partial = answers.iter().any(may_have_made);
        let mut born = streams.iter().zip(answers);
        let made = born.try_for_each(|((name, _), answer)| is_born(name, answer));
        made.map_err(|error| CreateError { error, is_partial })
    }

    /// Lets streams live for another `lifetime`; one that is gone stays gone.
    ///
    /// # Errors
    /// The first refusal, after all were tried.
    pub async fn renew(&self, streams: &[Name], lifetime: Duration) -> Result<(), BusError> {
        let requests =
            streams.iter().map(|name| Request::one(name.clone(), expiry(name, lifetime)));
        none_refused(streams, self.ask(requests.collect()).await?)
    }

    /// Removes streams with all that is in them.
    ///
    /// # Errors
    /// The first refusal, after all were tried.
    pub async fn remove_streams(&self, streams: &[Name]) -> Result<(), BusError> {
        let requests = streams.iter().map(|name| Request::one(name.clone(), on("UNLINK", name)));
        none_refused(streams, self.ask(requests.collect()).await?)
    }

    /// Destroys a group, whatever is pending in it.
    pub async fn destroy_group(&self, stream: &Name, group: &Name) -> Result<(), BusError> {
        let mut destroy = cmd("XGROUP");
        destroy.arg("DESTROY").arg(stream.as_bytes()).arg(group.as_bytes());
        self.call(stream, &format!("group `{group}` on `{stream}`"), &destroy).await.map(drop)
    }
}

/// Whether a transaction may have been carried out, be it in part.
fn may_have_made(answer: &Answer) -> bool {
    answer.as_ref().err().is_none_or(ReplyError::is_unreachable)
}

fn is_born(name: &Name, answer: Answer) -> Result<(), BusError> {
    let values = answer.map_err(|refusal| refused_on(name, refusal))?;
    let values = value::items(&values).ok_or_else(|| value::shape("EXEC", "an array"))?;
    let refusal = values.iter().find_map(value::refusal);
    refusal.map_or(Ok(()), |refusal| Err(refused_on(name, refusal)))
}

fn none_refused(streams: &[Name], answers: Vec<Answer>) -> Result<(), BusError> {
    let mut answers = streams.iter().zip(answers);
    answers.try_for_each(|(name, answer)| {
        answer.map(drop).map_err(|refusal| refused_on(name, refusal))
    })
}

fn refused_on(name: &Name, refusal: ReplyError) -> BusError {
    BusError::Refused { subject: format!("stream `{name}`"), refusal }
}

fn birth(name: &Name, groups: &[Name], lifetime: Duration) -> Vec<Cmd> {
    let create = |group: &[u8]| {
        let mut create = cmd("XGROUP");
        create.arg("CREATE").arg(name.as_bytes()).arg(group).arg("0").arg("MKSTREAM");
        create
    };
    let mut commands: Vec<Cmd> = groups.iter().map(|group| create(group.as_bytes())).collect();
    if groups.is_empty() {
        let mut destroy = cmd("XGROUP");
        destroy.arg("DESTROY").arg(name.as_bytes()).arg(MAKER);
        commands.extend([create(MAKER), destroy]);
    }
    commands.push(expiry(name, lifetime));
    commands
}

fn expiry(name: &Name, lifetime: Duration) -> Cmd {
    let mut expire = on("PEXPIRE", name);
    expire.arg(u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX));
    expire
}

fn on(command: &'static str, name: &Name) -> Cmd {
    let mut command = cmd(command);
    command.arg(name.as_bytes());
    command
}
