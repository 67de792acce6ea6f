//! The entries that are there, of any number of streams, merged in ID order.
//!
//! Each stream is read page by page, over one connection to each server. The next page is asked for as soon as
//! the last ID of the current one is known, before it is read, so that the server and the reader
//! work at the same time. Two pages a stream are held at most, and pages shrink as streams grow in
//! number, so that the memory stays the same.

use std::collections::{BinaryHeap, VecDeque};

use astra_model::{EntryId, Name};
use redis::{Cmd, cmd};

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::protocol::entries::{Entry, FieldSlices};
use crate::protocol::page::Page;
use crate::protocol::value;
use crate::streams::order::{Order, Rank};
use crate::streams::page_pipeline::{PagePipeline, PagePipelines};

/// Entries of all streams that are asked for at a time; two of these are held at most.
const ENTRIES: usize = 20_000;

/// Entries of a page at most: more stalls the server for other clients.
const PAGE: usize = 1000;

/// Entries of a stream's first page at most, when their size is not known yet.
const FIRST_PAGE: usize = 128;

/// Bytes of a page, roughly.
const PAGE_BYTES: usize = 1 << 20;

/// A part of a stream, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRange {
    pub stream: Name,
    pub first: EntryId,
    pub last: EntryId,
}

/// Reads stretches of streams, merged by ID and then by stream.
#[derive(Debug)]
pub struct History {
    roads: PagePipelines,
    order: Order,
    lanes: Vec<Lane>,
    /// The lanes with an entry to give, the next one on top.
    heads: BinaryHeap<Rank>,
    /// The lane that gave the last entry, not yet put back.
    giver: Option<usize>,
    /// Lanes whose pages are under way, and how, in the order in which they will come.
    waiting: VecDeque<(usize, PagePipeline)>,
    fields: FieldSlices,
    spare: Vec<Vec<u8>>,
    refused: Vec<(usize, ReplyError)>,
    page: usize,
}

/// One stream of several that are read side by side.
#[derive(Debug)]
struct Lane {
    stretch: StreamRange,
    page: Page,
    ahead: Ahead,
    /// Entries that were asked for.
    asked: usize,
}

#[derive(Debug)]
enum Ahead {
    Asked,
    Ready(Page),
    End,
}

impl Bus {
    /// Reads stretches of streams in an order. Streams of one ID come in the order of `stretches`.
    pub async fn history(
        &self,
        stretches: Vec<StreamRange>,
        order: Order,
    ) -> Result<History, BusError> {
        let page = (ENTRIES / stretches.len().max(1)).clamp(1, PAGE);
        let lane = |stretch| Lane {
            stretch,
            page: Page::default(),
            ahead: Ahead::End,
            asked: page.min(FIRST_PAGE),
        };
        let mut history = History {
            roads: PagePipelines::new(self).await?,
            order,
            lanes: stretches.into_iter().map(lane).collect(),
            heads: BinaryHeap::new(),
            giver: None,
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
        if let Some(lane) = self.giver.take() {
            if self.lanes[lane].page.next_id().is_none() {
                self.refill(lane).await?;
            }
            self.enqueue(lane);
        }
        let Some(rank) = self.heads.pop() else { return Ok(None) };
        let lane = self.order.lane(rank);
        self.giver = Some(lane);
        let entry = self.lanes[lane].page.take(&mut self.fields);
        let entry = entry.map_err(|_| protocol_error())?;
        Ok(entry.map(|entry| (lane, entry)))
    }

    /// Stretches that the server refused to read since the last call, by index, and why.
    pub fn take_refused(&mut self) -> Vec<(usize, ReplyError)> {
        std::mem::take(&mut self.refused)
    }

    async fn begin(&mut self) -> Result<(), BusError> {
        for lane in 0..self.lanes.len() {
            self.ask(lane).await?;
        }
        self.roads.flush().await?;
        for lane in 0..self.lanes.len() {
            self.refill(lane).await?;
            self.enqueue(lane);
        }
        Ok(())
    }

    fn enqueue(&mut self, lane: usize) {
        if let Some(id) = self.lanes[lane].page.next_id() {
            self.heads.push(self.order.rank(id, lane));
        }
    }

    /// Asks for the next page of a lane.
    async fn ask(&mut self, lane: usize) -> Result<(), BusError> {
        let Lane { stretch, asked, ahead, .. } = &mut self.lanes[lane];
        let road = self.roads.queue(&stretch.stream, &command(stretch, *asked, self.order)).await?;
        *ahead = Ahead::Asked;
        self.waiting.push_back((lane, road));
        Ok(())
    }

    /// Puts the page that is ahead in place of the one that is read, and asks for the one after it.
    async fn refill(&mut self, lane: usize) -> Result<(), BusError> {
        while matches!(self.lanes[lane].ahead, Ahead::Asked) {
            self.receive().await?;
        }
        let Ahead::Ready(page) = std::mem::replace(&mut self.lanes[lane].ahead, Ahead::End) else {
            return Ok(());
        };
        if self.lanes[lane].move_on(&page, self.order, self.page) {
            self.ask(lane).await?;
            self.roads.flush().await?;
        }
        let done = std::mem::replace(&mut self.lanes[lane].page, page);
        self.spare.push(done.into_buffer());
        Ok(())
    }

    /// Takes the next page that comes.
    async fn receive(&mut self) -> Result<(), BusError> {
        let Some((lane, road)) = self.waiting.pop_front() else { return Ok(()) };
        let mut bytes = self.spare.pop().unwrap_or_default();
        let answer = if let Some(answer) = self.roads.reply(road, &mut bytes).await? {
            answer
        } else {
            let Lane { stretch, asked, .. } = &self.lanes[lane];
            let command = command(stretch, *asked, self.order);
            self.roads.detour(&stretch.stream, command, &mut bytes).await?
        };
        self.lanes[lane].ahead = match answer {
            Ok(last_item) => {
                Ahead::Ready(Page::new(bytes, last_item).map_err(|_| protocol_error())?)
            }
            Err(refusal) => {
                let stream = self.lanes[lane].stretch.stream.as_bytes();
                let refusal =
                    refusal.with_denied(self.roads.user(), self.order.command(), &[stream]);
                self.refused.push((lane, refusal));
                Ahead::End
            }
        };
        Ok(())
    }
}

/// What to say of a page that holds no entries.
fn protocol_error() -> BusError {
    value::shape("XRANGE", "entries")
}

impl Lane {
    /// Notes where the page after `page` begins; says whether there can be one.
    fn move_on(&mut self, page: &Page, order: Order, most: usize) -> bool {
        let (Some(last), true) = (page.last, page.count >= self.asked) else { return false };
        let (end, next) = match order {
            Order::OldestFirst => (&mut self.stretch.first, last.next()),
            Order::NewestFirst => (&mut self.stretch.last, last.previous()),
        };
        let Some(next) = next else { return false };
        *end = next;
        self.asked = (PAGE_BYTES / page.entry_size().max(1)).clamp(1, most);
        self.stretch.first <= self.stretch.last
    }
}

fn command(stretch: &StreamRange, count: usize, order: Order) -> Cmd {
    let (from, to) = match order {
        Order::OldestFirst => (stretch.first, stretch.last),
        Order::NewestFirst => (stretch.last, stretch.first),
    };
    let mut range = cmd(order.command());
    range.arg(stretch.stream.as_bytes()).arg(from.to_string()).arg(to.to_string());
    range.arg("COUNT").arg(count);
    range
}
