//! Adding events to streams that must exist already.

use astra_model::event::Event;
use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::requests::{Answer, Request};
use crate::cluster::writer::BusWriter;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::value;

/// What became of an event: its entry, `None` where the stream is gone, or the server's refusal.
pub type Appended = Result<Option<EntryId>, ReplyError>;

impl BusWriter {
    /// Adds events in pipelined round trips; those of one stream in order. It never makes a stream:
    /// one that expired stays gone.
    pub async fn append(&self, events: &[(Name, &Event<'_>)]) -> Result<Vec<Appended>, BusError> {
        let requests = events
            .iter()
            .map(|(stream, event)| Request::one(stream.clone(), addition(stream, event)));
        self.ask(requests.collect()).await?.into_iter().map(appended).collect()
    }
}

/// The command that adds an event to a stream that exists.
pub(crate) fn addition(stream: &Name, event: &Event<'_>) -> Cmd {
    let mut add = cmd("XADD");
    add.arg(stream.as_bytes()).arg("NOMKSTREAM").arg("*");
    for (field, value) in event.fields() {
        add.arg(field).arg(value);
    }
    add
}

fn appended(answer: Answer) -> Result<Appended, BusError> {
    match answer {
        Err(refusal) => Ok(Err(refusal)),
        Ok(redis::Value::Nil) => Ok(Ok(None)),
        Ok(id) => {
            let id = value::bytes(&id).and_then(EntryId::parse_bytes);
            id.map(|id| Ok(Some(id))).ok_or_else(|| value::shape("XADD", "an entry ID"))
        }
    }
}
