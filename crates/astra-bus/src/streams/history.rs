//! The stored entries of any number of streams, merged in ID order.
//!
//! Each stream is read page by page, over one connection to each node. The next page is requested as soon as
//! the last ID of the current one is known, before the current one is read, so that the server and the reader
//! work at the same time. At most two pages per stream are in memory, and pages shrink as the number of
//! streams grows, so that memory use stays the same.

use std::collections::{BinaryHeap, VecDeque};

use redis::Cmd;

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::entries::{Entry, FieldSlices};
use crate::protocol::page::Page;
use crate::protocol::value;
use crate::streams::page_pipeline::{ConnectionId, PageConnections};
use crate::streams::range::{Order, Rank, StreamRange, xrange};

/// Entries of all streams that are requested for at a time; two of these are held at most.
const ENTRIES: usize = 20_000;

/// Entries of a page at most: more stalls the server for other clients.
const PAGE: usize = 1000;

/// Entries of a stream's first page at most, when their size is not known yet.
const FIRST_PAGE: usize = 128;

/// Bytes of a page, roughly.
const PAGE_BYTES: usize = 1 << 20;

/// Reads ranges of streams, merged by ID and then by stream.
#[derive(Debug)]
pub struct History {
    connections: PageConnections,
    order: Order,
    sources: Vec<Source>,
    /// The sources with an entry to give, the next one on top.
    heads: BinaryHeap<Rank>,
    /// The index that gave the last entry, not yet put back.
    current: Option<usize>,
    /// Lanes whose pages are under way, and how, in the order in which they will come.
    waiting: VecDeque<(usize, ConnectionId)>,
    fields: FieldSlices,
    spare: Vec<Vec<u8>>,
    refused: Vec<(usize, ReplyError)>,
    page: usize,
}

/// One stream of several that are read side by side.
#[derive(Debug)]
struct Source {
    range: StreamRange,
    page: Page,
    next_page: NextPage,
    /// Entries that were requested for.
    requested: usize,
}

#[derive(Debug)]
enum NextPage {
    Requested,
    Ready(Page),
    End,
}

impl Bus {
    /// Reads ranges of streams in an order. Streams of one ID come in the order of `ranges`.
    pub async fn history(
        &self,
        ranges: Vec<StreamRange>,
        order: Order,
    ) -> Result<History, BusError> {
        let page = (ENTRIES / ranges.len().max(1)).clamp(1, PAGE);
        let source = |range| Source {
            range,
            page: Page::default(),
            next_page: NextPage::End,
            requested: page.min(FIRST_PAGE),
        };
        let mut history = History {
            connections: PageConnections::new(self).await?,
            order,
            sources: ranges.into_iter().map(source).collect(),
            heads: BinaryHeap::new(),
            current: None,
            waiting: VecDeque::new(),
            fields: FieldSlices::new(),
            spare: Vec::new(),
            refused: Vec::new(),
            page,
        };
        history.begin().await?;
        Ok(history)
    }
}

impl History {
    /// The next entry and the index of its stretch.
    pub async fn next_entry(&mut self) -> Result<Option<(usize, Entry<'_>)>, BusError> {
        if let Some(index) = self.current.take() {
            if self.sources[index].page.next_id().is_none() {
                self.refill(index).await?;
            }
            self.enqueue(index);
        }
        let Some(rank) = self.heads.pop() else { return Ok(None) };
        let index = self.order.source(rank);
        self.current = Some(index);
        let entry = self.sources[index].page.take(&mut self.fields);
        let entry = entry.map_err(|_| protocol_error())?;
        Ok(entry.map(|entry| (index, entry)))
    }

    /// Stretches that the server refused to read since the last call, by index, and why.
    pub fn take_refused(&mut self) -> Vec<(usize, ReplyError)> {
        std::mem::take(&mut self.refused)
    }

    async fn begin(&mut self) -> Result<(), BusError> {
        for index in 0..self.sources.len() {
            self.request(index).await?;
        }
        self.connections.flush().await?;
        for index in 0..self.sources.len() {
            self.refill(index).await?;
            self.enqueue(index);
        }
        Ok(())
    }

    fn enqueue(&mut self, index: usize) {
        if let Some(id) = self.sources[index].page.next_id() {
            self.heads.push(self.order.rank(id, index));
        }
    }

    /// Asks for the next page of a index.
    async fn request(&mut self, index: usize) -> Result<(), BusError> {
        let source = &mut self.sources[index];
        let command = source.command(self.order);
        let connection = self.connections.queue(&source.range.stream, &command).await?;
        source.next_page = NextPage::Requested;
        self.waiting.push_back((index, connection));
        Ok(())
    }

    /// Puts the page that is ahead in place of the one that is read, and asks for the one after it.
    async fn refill(&mut self, index: usize) -> Result<(), BusError> {
        while matches!(self.sources[index].next_page, NextPage::Requested) {
            self.receive().await?;
        }
        let NextPage::Ready(page) =
            std::mem::replace(&mut self.sources[index].next_page, NextPage::End)
        else {
            return Ok(());
        };
        if self.sources[index].advance(&page, self.order, self.page) {
            self.request(index).await?;
            self.connections.flush().await?;
        }
        let done = std::mem::replace(&mut self.sources[index].page, page);
        self.spare.push(done.into_buffer());
        Ok(())
    }

    /// Takes the next page that comes.
    async fn receive(&mut self) -> Result<(), BusError> {
        let Some((index, connection)) = self.waiting.pop_front() else { return Ok(()) };
        let mut bytes = self.spare.pop().unwrap_or_default();
        let answer = if let Some(answer) = self.connections.reply(connection, &mut bytes).await? {
            answer
        } else {
            let source = &self.sources[index];
            let command = source.command(self.order);
            self.connections.reroute(&source.range.stream, command, &mut bytes).await?
        };
        self.sources[index].next_page = match answer {
            Ok(last_item) => {
                NextPage::Ready(Page::new(bytes, last_item).map_err(|_| protocol_error())?)
            }
            Err(refusal) => {
                let stream = self.sources[index].range.stream.as_bytes();
                let refusal =
                    refusal.with_denied(self.connections.user(), self.order.command(), &[stream]);
                self.refused.push((index, refusal));
                NextPage::End
            }
        };
        Ok(())
    }
}

/// What to say of a page that holds no entries.
fn protocol_error() -> BusError {
    value::unexpected("XRANGE", "entries")
}

impl Source {
    /// The command that reads the next page.
    fn command(&self, order: Order) -> Cmd {
        let StreamRange { stream, first, last } = &self.range;
        xrange(stream, *first, *last, self.requested, order)
    }

    /// Notes where the page after `page` begins; says whether there can be one.
    fn advance(&mut self, page: &Page, order: Order, most: usize) -> bool {
        let (Some(last), true) = (page.last, page.count >= self.requested) else { return false };
        let (end, next) = match order {
            Order::OldestFirst => (&mut self.range.first, last.next()),
            Order::NewestFirst => (&mut self.range.last, last.previous()),
        };
        let Some(next) = next else { return false };
        *end = next;
        self.requested = (PAGE_BYTES / page.entry_size().max(1)).clamp(1, most);
        self.range.first <= self.range.last
    }
}
