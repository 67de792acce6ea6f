//! Divides batches among the connections of a pipeline.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use crate::cluster::slot_map::SlotMap;
use crate::error::reply_error::ReplyError;
use crate::publish::batch::{Batch, Item, WirePosition};

/// Which connection writes to which stream. All commands of a stream go over one connection, which
/// keeps their order.
#[derive(Clone, Debug)]
pub(crate) enum Routes {
    /// Everything goes over the first connection.
    One,
    /// The index of the connection to each node of the slot map, or why there is none.
    Many { slot_map: Arc<SlotMap>, connections: Vec<Result<usize, ReplyError>> },
}

/// A batch that is sent and not yet answered.
#[derive(Debug)]
pub(crate) struct InFlight<T> {
    pub(crate) items: Vec<Item<T>>,
    /// The commands of the items, kept because a redirected one is sent again.
    pub(crate) commands: Rc<Vec<u8>>,
    pub(crate) mark: u64,
    pub(crate) since: Instant,
}

/// The commands of a batch that go over one connection.
#[derive(Debug)]
pub(crate) struct NodeCommands {
    pub(crate) connection: usize,
    pub(crate) bytes: Rc<Vec<u8>>,
}

impl Routes {
    /// The index of the connection that writes to a stream.
    ///
    /// # Errors
    /// If the node of the stream is unreachable.
    pub(crate) fn connection_of(&self, stream: &[u8]) -> Result<usize, &ReplyError> {
        match self {
            Self::One => Ok(0),
            Self::Many { slot_map, connections } => {
                connections[slot_map.index_of(stream)].as_ref().copied()
            }
        }
    }

    /// Whether every node is connected.
    pub(crate) fn is_complete(&self) -> bool {
        match self {
            Self::One => true,
            Self::Many { connections, .. } => connections.iter().all(Result::is_ok),
        }
    }

    /// Divides a batch among the connections. `queued` counts the bytes that each one was given so
    /// far, and grows by those of the batch.
    pub(crate) fn assign<T>(
        &self,
        batch: Batch<T>,
        queued: &mut [u64],
    ) -> (InFlight<T>, Vec<NodeCommands>) {
        let Batch { commands, mut items, mark, .. } = batch;
        let commands = Rc::new(commands);
        let parts = match self {
            Self::One => {
                position_on_first(&mut items, queued[0]);
                vec![NodeCommands { connection: 0, bytes: Rc::clone(&commands) }]
            }
            Self::Many { .. } => self.divide(&commands, &mut items, queued),
        };
        for part in &parts {
            queued[part.connection] += part.bytes.len() as u64;
        }
        (InFlight { items, commands, mark, since: Instant::now() }, parts)
    }

    fn divide<T>(
        &self,
        commands: &[u8],
        items: &mut [Item<T>],
        queued: &[u64],
    ) -> Vec<NodeCommands> {
        let mut parts = vec![Vec::new(); queued.len()];
        for item in items {
            let Some(span) = &item.command else { continue };
            let command = span.of(commands);
            let Ok(connection) = self.connection_of(command.stream) else { continue };
            let bytes = &mut parts[connection];
            bytes.extend_from_slice(command.bytes);
            let end = queued[connection] + bytes.len() as u64;
            item.position = Some(WirePosition { connection, end });
        }
        let parts = parts.into_iter().enumerate().filter(|(_, bytes)| !bytes.is_empty());
        let part = |(connection, bytes)| NodeCommands { connection, bytes: Rc::new(bytes) };
        parts.map(part).collect()
    }
}

/// Positions items that all go over the first connection, which was given `queued` bytes so far.
fn position_on_first<T>(items: &mut [Item<T>], queued: u64) {
    for item in items {
        let end = item.command.as_ref().map(|command| queued + command.end() as u64);
        item.position = end.map(|end| WirePosition { connection: 0, end });
    }
}
