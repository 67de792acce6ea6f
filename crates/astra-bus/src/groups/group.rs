//! Creates consumer groups, and lists their consumers.

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value::{self, Record};

/// A group to create on a stream.
#[derive(Clone, Debug)]
pub struct NewGroup {
    pub stream: Name,
    pub group: Name,
    /// The group will be delivered the entries after this ID.
    pub after: EntryId,
    /// The number of entries ever added up to `after`, if it is known.
    pub entries_read: Option<u64>,
    /// Whether to create the stream if it does not exist.
    pub make_stream: bool,
}

/// A consumer of a group, and its share of the pending entries.
#[derive(Clone, Debug)]
pub struct ConsumerState {
    pub name: Name,
    pub pending: u64,
    /// Milliseconds since the consumer's last call; before Redis 7.2, since its last call that returned entries.
    pub idle_ms: u64,
}

impl NewGroup {
    fn command(&self, with_entries_read: bool) -> Cmd {
        let mut create = cmd("XGROUP");
        create
            .arg("CREATE")
            .arg(self.stream.as_bytes())
            .arg(self.group.as_bytes())
            .arg(self.after.to_string());
        if self.make_stream {
            create.arg("MKSTREAM");
        }
        if let Some(count) = self.entries_read.filter(|_| with_entries_read) {
            create.arg("ENTRIESREAD").arg(count);
        }
        create
    }
}

impl BusWriter {
    /// Creates groups in pipelined round trips; a reply for each, in order.
    ///
    /// A server before Redis 7.0 does not know `ENTRIESREAD`. A command that it refuses for that reason is
    /// sent again without it.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn create_groups(&self, groups: &[NewGroup]) -> Result<Vec<Answer>, BusError> {
        let request =
            |group: &NewGroup, counted| Request::one(group.stream.clone(), group.command(counted));
        let mut answers =
            self.ask(groups.iter().map(|group| request(group, true)).collect()).await?;
        let refused: Vec<usize> = (0..groups.len())
            .filter(|&index| {
                groups[index].entries_read.is_some()
                    && is_unknown_syntax(&answers[index], groups[index].make_stream)
            })
            .collect();
        let requests = refused.iter().map(|&index| request(&groups[index], false)).collect();
        for (index, answer) in refused.iter().zip(self.ask(requests).await?) {
            answers[*index] = answer;
        }
        Ok(answers)
    }
}

impl Bus {
    /// Returns the consumers of each (stream, group), in order, or the error reply, for example if the group was
    /// removed.
    ///
    /// # Errors
    /// A server that cannot be reached.
    pub async fn consumers(
        &self,
        bindings: &[(Name, Name)],
    ) -> Result<Vec<Result<Vec<ConsumerState>, ReplyError>>, BusError> {
        let requests = bindings
            .iter()
            .map(|(stream, group)| Request::one(stream.clone(), xinfo_consumers(stream, group)));
        let answers = self.ask(requests.collect()).await?;
        answers
            .into_iter()
            .map(|answer| value::transpose(answer.map(|value| consumer_states(&value))))
            .collect()
    }
}

pub(crate) fn xinfo_consumers(stream: &Name, group: &Name) -> Cmd {
    let mut xinfo = cmd("XINFO");
    xinfo.arg("CONSUMERS").arg(stream.as_bytes()).arg(group.as_bytes());
    xinfo
}

/// Whether a server refused `ENTRIESREAD`. Redis 6.2 replies "Unknown subcommand or wrong number of arguments for
/// 'CREATE'", or overlooks the `MKSTREAM` before it and reports that the key must exist.
fn is_unknown_syntax(answer: &Answer, make_stream: bool) -> bool {
    answer.as_ref().is_err_and(|refusal| {
        refusal.is_unknown_syntax()
            || refusal.detail.starts_with("Unknown subcommand or wrong number")
            || make_stream && refusal.detail.contains("requires the key to exist")
    })
}

pub(crate) fn consumer_states(value: &redis::Value) -> Result<Vec<ConsumerState>, BusError> {
    let items =
        value::items(value).ok_or_else(|| value::unexpected("XINFO CONSUMERS", "an array"))?;
    items.iter().map(consumer_state).collect()
}

fn consumer_state(value: &redis::Value) -> Result<ConsumerState, BusError> {
    let record = Record::new("XINFO CONSUMERS", value)?;
    Ok(ConsumerState {
        name: record.name("name")?,
        pending: record.number("pending")?,
        idle_ms: record.number("idle")?,
    })
}
