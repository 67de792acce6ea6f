//! The network swallows data, or the server stops, and neither side notices: a request gives up in time.

use std::time::Duration;

use astra_bus::{
    ActionOutcome, Bus, BusError, BusWriter, Order, PendingAction, PendingEntry, ReadOutcome,
    StreamRange,
};
use astra_model::{EntryId, Name, Pattern};
use astra_testkit::{Direction, Proxy, Server};
use jiff::Timestamp;

use crate::scene::{bus, id, impatient_bus, lags, merged, name, names};

const STREAM: &str = "astra.nft.nftsold.v1";
const LETTERS: &str = "{astra.nft.nftsold.v1}.dlq";
const TIMEOUT: Duration = Duration::from_millis(300);

/// Entries of the scene: one batch of an action.
const COUNT: u64 = 100;

/// Entries `1-0` to `100-0`, all pending for the consumer `c1` of the group `g`.
fn pending_scene() -> Server {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.add_entries(STREAM, 1..=COUNT);
    server.deliver(STREAM, "g", "c1", COUNT);
    server
}

/// What a reader asks for.
async fn read(bus: &Bus) -> Result<(), BusError> {
    bus.select_streams(&[Pattern::from("astra.*")]).await?;
    bus.stream_states(&names(&[STREAM])).await?;
    bus.pending_states(&[(name(STREAM), name("g"))]).await?;
    let whole = StreamRange { stream: name(STREAM), first: EntryId::MIN, last: EntryId::MAX };
    let mut history = bus.history(vec![whole], Order::OldestFirst).await?;
    while history.next_entry().await?.is_some() {}
    Ok(())
}

/// This many points within this many bytes, from the first byte to the last tenth.
fn moments(bytes: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |step| 1 + step * (bytes * 9 / 10) / (count - 1))
}

fn assert_silent(error: &BusError) {
    assert!(matches!(error, BusError::TimedOut { after: TIMEOUT, .. }), "{error:?}");
    assert!(error.is_connection() && error.is_transient() && error.is_uncertain(), "{error:?}");
}

#[tokio::test]
async fn a_reader_gives_up_wherever_its_replies_stop() {
    let server = pending_scene();
    let open = Proxy::open(&server);
    read(&bus(&open.url())).await.unwrap();
    for bytes in moments(open.passed(Direction::Replies), 8) {
        let proxy = Proxy::holding(&server, Direction::Replies, bytes);
        assert_silent(&read(&impatient_bus(&proxy.url(), TIMEOUT)).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_reader_gives_up_wherever_its_requests_stop() {
    let server = pending_scene();
    let open = Proxy::open(&server);
    read(&bus(&open.url())).await.unwrap();
    for bytes in moments(open.passed(Direction::Requests), 8) {
        let proxy = Proxy::holding(&server, Direction::Requests, bytes);
        assert_silent(&read(&impatient_bus(&proxy.url(), TIMEOUT)).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_follower_gives_up_a_little_after_its_time_to_block() {
    let server = pending_scene();
    let proxy = Proxy::open(&server);
    let bus = impatient_bus(&proxy.url(), TIMEOUT);
    let mut follower = bus.follow().await.unwrap();
    let (stream, block) = (name(STREAM), Duration::from_millis(50));
    let positions = [(&stream, id(COUNT))];
    let outcome = follower.wait(positions.into_iter(), block).await.unwrap();
    assert_eq!(outcome, ReadOutcome::Nothing);
    server.freeze();
    let error = follower.wait(positions.into_iter(), block).await.unwrap_err();
    assert!(error.is_transient() && error.is_connection(), "{error:?}");
    server.thaw();
}

#[tokio::test]
async fn every_request_gives_up_on_a_stopped_server_and_succeeds_later() {
    let server = pending_scene();
    let bus = impatient_bus(&server.url(), TIMEOUT);
    read(&bus).await.unwrap();
    server.freeze();
    assert!(read(&bus).await.unwrap_err().is_transient());
    assert_silent(&read(&bus.with_own_connections()).await.unwrap_err());
    server.thaw();
    assert_eq!(lags(&bus, &names(&[STREAM])).await, [0]);
    assert_eq!(merged(&bus, &names(&[STREAM]), Order::OldestFirst).await.len(), 100);
}

async fn pending_entries(bus: &Bus, stream: &Name, group: &Name) -> Vec<PendingEntry> {
    let whole = (EntryId::MIN, EntryId::MAX);
    bus.pending_range(stream, group, whole, COUNT, None).await.unwrap()
}

/// The entries that an action has changed; panics if the server has done a part of a batch.
fn changed(server: &Server, action: &PendingAction) -> usize {
    let pending = server.pending(STREAM, "g");
    let letters = usize::try_from(server.length(LETTERS)).unwrap();
    let changed = match action {
        PendingAction::Claim { .. } => {
            pending.iter().filter(|(_, consumer, _)| consumer == "rescue").count()
        }
        _ => 100 - pending.len(),
    };
    let is_moved = matches!(action, PendingAction::DeadLetter { .. });
    assert_eq!(letters, if is_moved { changed } else { 0 }, "one dead letter for each entry");
    assert!([0, 100].contains(&changed), "a part of a batch: {changed}");
    changed
}

/// Applies an action while the network swallows what passes in one direction after `bytes`, and then again.
async fn apply_twice(action: &PendingAction, direction: Direction) {
    let server = pending_scene();
    if *action == PendingAction::PurgeGhost {
        server.redis(&["XTRIM", STREAM, "MAXLEN", "=", "0"]).ok();
    }
    let (stream, group) = (name(STREAM), name("g"));
    let direct = BusWriter::new(bus(&server.url()));
    let entries = pending_entries(&direct, &stream, &group).await;
    let entries: Vec<&PendingEntry> = entries.iter().collect();
    let open = Proxy::open(&server);
    impatient_bus(&open.url(), TIMEOUT).ping().await.unwrap();
    // More than the connection needs, and less than the batch.
    let bytes = open.passed(direction) + 100;
    let proxy = Proxy::holding(&server, direction, bytes);
    let writer = BusWriter::new(impatient_bus(&proxy.url(), TIMEOUT));
    let error = writer.apply_action(&stream, &group, &entries, action).await.unwrap_err();
    assert_silent(&error);
    drop((writer, open, proxy));
    let was_sent = direction == Direction::Replies;
    let is_done = changed(&server, action) == 100;
    assert_eq!(is_done, was_sent, "{action:?}: a lost reply, or a request that never came");
    let outcomes = direct.apply_action(&stream, &group, &entries, action).await.unwrap();
    let is_repeated = |outcome: &ActionOutcome| matches!(outcome, ActionOutcome::Done(_));
    let is_skipped = |outcome: &ActionOutcome| matches!(outcome, ActionOutcome::Skipped(_));
    assert!(outcomes.iter().all(|outcome| if is_done {
        is_skipped(outcome)
    } else {
        is_repeated(outcome)
    }));
    assert_eq!(changed(&server, action), 100);
}

#[tokio::test]
async fn an_action_without_a_reply_is_uncertain_and_is_not_done_twice() {
    for action in [
        PendingAction::Claim { to: name("rescue") },
        PendingAction::Acknowledge,
        PendingAction::DeadLetter { reason: None, at: Timestamp::UNIX_EPOCH },
        PendingAction::PurgeGhost,
    ] {
        for direction in [Direction::Replies, Direction::Requests] {
            apply_twice(&action, direction).await;
        }
    }
}
