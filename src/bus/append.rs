//! Adding events to streams that must exist already.

use redis::{Cmd, Pipeline, cmd};

use crate::bus::error::{BusError, Refusal};
use crate::bus::node::Node;
use crate::bus::{Name, value};
use crate::entry_id::EntryId;
use crate::event::Event;

/// What became of an event: its entry, `None` where the stream is gone, or the server's refusal.
pub(crate) type Appended = Result<Option<EntryId>, Refusal>;

impl Node {
    /// Adds events in one round trip, in order. It never makes a stream: one that expired stays gone.
    pub(crate) async fn append(
        &self,
        events: &[(Name, &Event<'_>)],
    ) -> Result<Vec<Appended>, BusError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = Pipeline::with_capacity(events.len());
        for (stream, event) in events {
            pipeline.add_command(addition(stream, event));
        }
        self.pipeline(&pipeline).await?.iter().map(appended).collect()
    }
}

/// The command that adds an event to a stream that exists.
pub(super) fn addition(stream: &Name, event: &Event<'_>) -> Cmd {
    let mut add = cmd("XADD");
    add.arg(stream.as_bytes()).arg("NOMKSTREAM").arg("*");
    for (field, value) in event.fields() {
        add.arg(field).arg(value);
    }
    add
}

fn appended(answer: &redis::Value) -> Result<Appended, BusError> {
    if let Some(refusal) = value::refusal(answer) {
        return Ok(Err(refusal));
    }
    if matches!(answer, redis::Value::Nil) {
        return Ok(Ok(None));
    }
    let id = value::bytes(answer).and_then(EntryId::parse_bytes);
    id.map(|id| Ok(Some(id))).ok_or_else(|| value::shape("XADD", "an entry ID"))
}
