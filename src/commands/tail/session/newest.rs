//! The start of the newest N entries that the filters accept, found by reading backwards.

use astra_bus::{History, StreamRange};
use astra_model::EntryId;

use crate::commands::env::CommandResult;
use crate::commands::tail::printer::Printer;
use crate::commands::tail::session::stream_set::Backlog;

/// Where the newest entries of a backlog start.
#[derive(Clone, Copy, Debug)]
pub(super) enum Newest {
    Nothing,
    /// At this entry of the range with this index.
    From(EntryId, usize),
    Everything,
}

impl Newest {
    /// Reads `history`, which goes backwards over `backlog`, until `count` entries are accepted.
    pub(super) async fn find(
        history: &mut History,
        backlog: &Backlog,
        count: u64,
        printer: &mut Printer,
    ) -> CommandResult<Self> {
        let mut newest = Self::Nothing;
        for _ in 0..count {
            newest = loop {
                let Some((index, entry)) = history.next_entry().await? else {
                    return Ok(Self::Everything);
                };
                if printer.accepts(&backlog[index].stream, &entry) {
                    break Self::From(entry.id, index);
                }
            };
        }
        Ok(newest)
    }

    /// Removes the entries that come earlier in the merged order.
    pub(super) fn cut(self, backlog: Backlog) -> Backlog {
        let (id, index) = match self {
            Self::Nothing => return Backlog::new(),
            Self::Everything => return backlog,
            Self::From(id, index) => (id, index),
        };
        let shorten = |(own, range): (usize, StreamRange)| {
            let first = if own < index { id.next()? } else { id };
            Some(StreamRange { first: range.first.max(first), ..range })
        };
        let kept = backlog.into_iter().enumerate().filter_map(shorten);
        kept.filter(|range| range.first <= range.last).collect()
    }
}
