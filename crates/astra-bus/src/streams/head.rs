//! The head of a stream: its last ID, and how many entries it ever had.

use astra_model::{EntryId, Name};
use redis::{Value, cmd};

use crate::cluster::bus::Bus;
use crate::cluster::requests::{Answer, Request};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;
use crate::protocol::value::Record;
use crate::streams::range::{Order, xrange};
use crate::streams::state;

/// A stream at one moment, without its groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHead {
    pub length: u64,
    pub first: Option<EntryId>,
    pub last_generated: EntryId,
    /// Entries ever added; Redis 7.0 and later.
    pub entries_added: Option<u64>,
}

impl Bus {
    /// The head of each stream, in order: `None` if there is no such key, an error reply if the server refuses
    /// to read it.
    pub async fn stream_heads(
        &self,
        names: &[Name],
    ) -> Result<Vec<Result<Option<StreamHead>, ReplyError>>, BusError> {
        let requests = names.iter().map(|name| {
            let mut xinfo = cmd("XINFO");
            xinfo.arg("STREAM").arg(name.as_bytes());
            Request::one(name.clone(), xinfo)
        });
        self.ask(requests.collect()).await?.into_iter().map(lookup).collect()
    }

    /// The ID of the last entry of a stream up to and including `id`; `None` if there is none.
    pub async fn last_entry_up_to(
        &self,
        stream: &Name,
        id: EntryId,
    ) -> Result<Option<EntryId>, BusError> {
        let range = xrange(stream, EntryId::MIN, id, 1, Order::NewestFirst);
        let reply = self.call(stream, &format!("stream `{stream}`"), &range).await?;
        let entries =
            value::items(&reply).ok_or_else(|| value::unexpected("XREVRANGE", "entries"))?;
        Ok(entries.first().and_then(state::entry_id))
    }
}

fn lookup(answer: Answer) -> Result<Result<Option<StreamHead>, ReplyError>, BusError> {
    match answer {
        Ok(value) => head(&value).map(|head| Ok(Some(head))),
        Err(refusal) if refusal.is_missing_key() => Ok(Ok(None)),
        Err(refusal) if refusal.is_unavailable() => {
            Err(BusError::Refused { subject: String::new(), refusal })
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

pub(crate) fn head(value: &Value) -> Result<StreamHead, BusError> {
    let record = Record::new("XINFO STREAM", value)?;
    Ok(StreamHead {
        length: record.number("length")?,
        first: record.find("first-entry").and_then(state::entry_id),
        last_generated: record.id("last-generated-id")?,
        entries_added: record.optional_number("entries-added"),
    })
}
