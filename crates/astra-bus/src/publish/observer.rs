//! What became of each event, and who is informed of it.

use std::ops::ControlFlow;

use astra_model::EntryId;

use crate::error::reply_error::ReplyError;

/// What became of an event or a marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// The server has written the event as this entry.
    Confirmed(EntryId),
    /// The server has refused the event and has not written it.
    Refused(ReplyError),
    /// The command was sent whole, but the connection was lost before the reply: the event may be
    /// written or not. It is not sent again.
    InDoubt,
    /// The command was not sent, or not whole: the event is not written.
    Unsent,
    /// A marker, for which nothing is sent.
    Marker,
}

/// Observes a run, in the order in which items were handed in. Each method may stop it: then no
/// further batch is sent, and the outcomes of the sent ones still arrive.
pub trait PublishObserver<T> {
    /// Called before a batch is sent, so that the observer can first record what may be written.
    fn sending<'a>(&mut self, tags: impl Iterator<Item = &'a T>) -> ControlFlow<()>
    where
        T: 'a;

    /// Takes the outcome of one item.
    fn completed(&mut self, tag: T, outcome: WriteOutcome) -> ControlFlow<()>;

    /// Called after the last outcome of a batch, with the batch's mark.
    fn batch_completed(&mut self, mark: u64) -> ControlFlow<()>;
}
