//! Publishing: entries appended over a pipelined connection to each server, the fate of each known exactly.
//!
//! An `XADD` whose answer was lost is never sent again here: the server may have done it. One that a
//! server of a cluster sent elsewhere was not carried out, and is taken there.

use astra_model::EntryId;

use crate::error::reply_error::ReplyError;

/// What became of something that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// The server has written it, under this ID.
    Confirmed(EntryId),
    /// The server has refused it, and has not written it.
    Refused(ReplyError),
    /// Sent whole, but the connection was lost before the answer: it may be written or not.
    InDoubt,
    /// Not sent, or not whole: it is not written.
    Unsent,
    /// Nothing was to be sent.
    Noted,
}

/// Whether to go on sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Onward {
    Go,
    /// Send no further batch; what is under way is still answered.
    Stop,
}

/// Who keeps the account of a run. It is called in the order in which things were handed in.
pub trait PublishObserver<T> {
    /// Called before a batch is sent, so that what may be written is on record before it is.
    fn sending<'a>(&mut self, tags: impl Iterator<Item = &'a T>) -> Onward
    where
        T: 'a;

    /// Takes what became of one thing.
    fn settled(&mut self, tag: T, fate: WriteOutcome) -> Onward;

    /// Called when a whole batch is settled, with the batch's mark.
    fn batch_done(&mut self, mark: u64) -> Onward;
}
