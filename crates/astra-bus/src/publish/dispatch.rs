//! Which lane a command goes over, and the bytes of a batch laid out for the lanes.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use crate::cluster::slot_map::SlotMap;
use crate::error::reply_error::ReplyError;
use crate::publish::batch::{Batch, Item, WirePosition};
use crate::publish::encode;

/// Where each stream is written. A stream goes over one lane, which is what keeps its order.
#[derive(Clone, Debug)]
pub(crate) enum Routes {
    /// Everything over the first lane.
    One,
    /// The lane of each node of the layout, or why there is none.
    Many { slot_map: Arc<SlotMap>, lanes: Vec<Result<usize, ReplyError>> },
}

/// A batch under way.
#[derive(Debug)]
pub(crate) struct InFlight<T> {
    pub(crate) items: Vec<Item<T>>,
    /// The commands, for those that have to be sent again elsewhere.
    pub(crate) transport: Rc<Vec<u8>>,
    pub(crate) mark: u64,
    pub(crate) since: Instant,
}

/// What one lane has to send of a batch.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) lane: usize,
    pub(crate) bytes: Rc<Vec<u8>>,
}

impl Routes {
    /// The lane of a stream.
    ///
    /// # Errors
    /// Where the server that holds it is away.
    pub(crate) fn lane_of(&self, stream: &[u8]) -> Result<usize, &ReplyError> {
        match self {
            Self::One => Ok(0),
            Self::Many { slot_map, lanes } => lanes[slot_map.index_of(stream)].as_ref().copied(),
        }
    }

    /// Whether every server is there.
    pub(crate) fn is_whole(&self) -> bool {
        match self {
            Self::One => true,
            Self::Many { lanes, .. } => lanes.iter().all(Result::is_ok),
        }
    }

    /// Lays a batch out for the lanes, of which each has been given `queued` bytes before.
    pub(crate) fn assign<T>(
        &self,
        batch: Batch<T>,
        queued: &mut [u64],
    ) -> (InFlight<T>, Vec<Part>) {
        let Batch { transport, mut items, mark, .. } = batch;
        let transport = Rc::new(transport);
        let parts = match self {
            Self::One => {
                place(&mut items, queued[0]);
                vec![Part { lane: 0, bytes: Rc::clone(&transport) }]
            }
            Self::Many { .. } => self.divide(&transport, &mut items, queued),
        };
        for part in &parts {
            queued[part.lane] += part.bytes.len() as u64;
        }
        (InFlight { items, transport, mark, since: Instant::now() }, parts)
    }

    fn divide<T>(&self, transport: &[u8], items: &mut [Item<T>], queued: &[u64]) -> Vec<Part> {
        let mut parts = vec![Vec::new(); queued.len()];
        let mut start = 0;
        for item in items {
            let Some(end) = item.end else { continue };
            let command = &transport[start..end];
            start = end;
            let Ok(lane) = self.lane_of(encode::stream_of(command)) else { continue };
            parts[lane].extend_from_slice(command);
            item.place = Some(WirePosition { lane, end: queued[lane] + parts[lane].len() as u64 });
        }
        let parts = parts.into_iter().enumerate().filter(|(_, bytes)| !bytes.is_empty());
        parts.map(|(lane, bytes)| Part { lane, bytes: Rc::new(bytes) }).collect()
    }
}

/// Places items that all go over the first lane.
fn place<T>(items: &mut [Item<T>], before: u64) {
    for item in items {
        if let Some(end) = item.end {
            item.place = Some(WirePosition { lane: 0, end: before + end as u64 });
        }
    }
}
