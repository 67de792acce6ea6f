//! Slots that move from one master to another while the bus reads and changes their streams.

use std::time::Duration;

use astra_bus::{
    ActionOutcome, Bus, BusWriter, NewGroup, Order, PendingAction, PendingEntry, PendingPages,
};
use astra_model::{EntryId, Pattern};
use astra_testkit::Cluster;
use jiff::Timestamp;

use crate::scene::{
    PROFILES, Reader, SALES, SPREAD, TRADES, add, asking, bus, half_read, id, impatient_bus, lags,
    merged, name, names, pending_state,
};

/// Three streams of four entries with a group that has read two. The slot of `TRADES` is moving, and its stream has
/// already moved.
fn half_moved() -> (Cluster, usize, usize) {
    let cluster = half_read();
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    cluster.open_slot(cluster.slot(TRADES), from, to);
    cluster.migrate(TRADES, from, to);
    (cluster, from, to)
}

async fn pending_entries(bus: &Bus) -> Vec<PendingEntry> {
    let state = pending_state(bus, TRADES).await;
    let binding = (name(TRADES), name("g"));
    let mut pages = PendingPages::new(bus, (&binding.0, &binding.1), &state, None);
    let mut entries = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        entries.extend(page);
    }
    entries
}

/// Applies an action to every pending entry of `TRADES`.
async fn apply(cluster: &Cluster, action: &PendingAction) -> Vec<ActionOutcome> {
    let writer = BusWriter::new(bus(&cluster.url()));
    let entries = pending_entries(&writer).await;
    assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [id(1), id(2)]);
    let entries: Vec<&PendingEntry> = entries.iter().collect();
    writer.apply_action(&name(TRADES), &name("g"), &entries, action).await.unwrap()
}

fn dead_letter() -> PendingAction {
    PendingAction::DeadLetter { reason: None, at: Timestamp::UNIX_EPOCH }
}

#[tokio::test]
async fn streams_are_found_and_read_while_a_slot_moves() {
    let (cluster, ..) = half_moved();
    let bus = bus(&cluster.url());
    let found = bus.select_streams(&[Pattern::from("astra.*")]).await.unwrap();
    let mut expected = names(&SPREAD);
    expected.sort_unstable();
    assert_eq!((found.streams, found.unreachable), (expected, Vec::new()));
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [2, 2, 2]);
    for stream in SPREAD {
        let pending = pending_state(&bus, stream).await;
        assert_eq!((pending.pending, pending.oldest), (2, Some(id(1))));
    }
    assert_eq!(merged(&bus, &names(&SPREAD), Order::OldestFirst).await.len(), 12);
}

#[tokio::test]
async fn the_entries_of_pending_ones_are_found_in_a_moving_slot() {
    let (cluster, ..) = half_moved();
    let bus = bus(&cluster.url());
    let entries = pending_entries(&bus).await;
    let bodies = bus.entry_bodies(&name(TRADES), &name("g"), entries).await.unwrap();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| !body.is_ghost()));
}

#[tokio::test]
async fn entries_are_acknowledged_in_a_moving_slot() {
    let (cluster, _, to) = half_moved();
    let outcomes = apply(&cluster, &PendingAction::Acknowledge).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ActionOutcome::Done(_))));
    assert_eq!(asking(&cluster, to, &["XPENDING", TRADES, "g"]).items()[0].int(), 0);
}

#[tokio::test]
async fn entries_are_claimed_in_a_moving_slot() {
    let (cluster, _, to) = half_moved();
    let outcomes = apply(&cluster, &PendingAction::Claim { to: name("d") }).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ActionOutcome::Done(_))));
    let summary = asking(&cluster, to, &["XPENDING", TRADES, "g"]);
    let owner = &summary.items()[3].items()[0];
    assert_eq!((owner.items()[0].text(), owner.items()[1].text()), ("d", "2"));
}

#[tokio::test]
async fn groups_are_created_in_a_moving_slot() {
    let (cluster, from, to) = half_moved();
    let writer = BusWriter::new(bus(&cluster.url()));
    let group = |stream: &str, group: &str| NewGroup {
        stream: name(stream),
        group: name(group),
        after: EntryId::MIN,
        entries_read: None,
        make_stream: true,
    };
    let absent = format!("{{{TRADES}}}.absent");
    let groups = [group(TRADES, "h"), group(TRADES, "g"), group(&absent, "h"), group(SALES, "h")];
    let answers = writer.create_groups(&groups).await.unwrap();
    let codes: Vec<&str> = answers
        .iter()
        .map(|answer| answer.as_ref().map_or_else(|error| &*error.code, |_| ""))
        .collect();
    assert_eq!(codes, ["", "BUSYGROUP", "", ""]);
    cluster.close_slot(cluster.slot(TRADES), from, to);
    assert_eq!(cluster.nodes[to].redis(&["XINFO", "GROUPS", TRADES]).items().len(), 2);
    assert_eq!(cluster.nodes[to].redis(&["XINFO", "GROUPS", &absent]).items().len(), 1);
}

#[tokio::test]
async fn a_moved_slot_is_found_through_a_node_that_names_the_old_owner() {
    let (cluster, from, to) = half_moved();
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let other = &cluster.nodes[cluster.owner(PROFILES)];
    assert_eq!(lags(&bus(&other.tcp_url()), &names(&[TRADES])).await, [2]);
}

/// The bus has a slot map when the slot moves, and learns of the move from the servers' answers.
#[tokio::test]
async fn a_bus_that_knows_the_old_owner_is_redirected() {
    let cluster = half_read();
    let bus = bus(&cluster.url());
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [2, 2, 2]);
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    cluster.open_slot(cluster.slot(TRADES), from, to);
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [2, 2, 2]);
    cluster.migrate(TRADES, from, to);
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [2, 2, 2]);
    cluster.close_slot(cluster.slot(TRADES), from, to);
    cluster.nodes[to].redis(&["XADD", TRADES, "5-0", "f", "v"]).ok();
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [3, 2, 2]);
}

#[tokio::test]
async fn a_follower_reads_on_at_another_master_without_gap_or_repeat() {
    let cluster = Cluster::start();
    add(&cluster, TRADES, 1);
    let bus = bus(&cluster.url());
    let mut reader = Reader::new(&bus, &names(&[TRADES, SALES])).await;
    let entry = |ms| vec![(TRADES.to_owned(), id(ms))];
    assert_eq!(reader.next(1).await, entry(1));
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    let slot = cluster.slot(TRADES);
    cluster.open_slot(slot, from, to);
    add(&cluster, TRADES, 2);
    assert_eq!(reader.next(1).await, entry(2));
    cluster.migrate(TRADES, from, to);
    asking(&cluster, to, &["XADD", TRADES, "3-0", "f", "v"]).ok();
    assert_eq!(reader.next(1).await, entry(3));
    cluster.close_slot(slot, from, to);
    cluster.nodes[to].redis(&["XADD", TRADES, "4-0", "f", "v"]).ok();
    assert_eq!(reader.next(1).await, entry(4));
    assert_eq!(bus.unreachable_nodes(), [], "a moving slot makes no node unreachable");
}

#[tokio::test]
async fn the_first_dead_letter_fails_until_its_slot_has_moved() {
    let (cluster, from, to) = half_moved();
    let waiting = impatient_bus(&cluster.url(), Duration::from_millis(300));
    let writer = BusWriter::new(waiting);
    let entries = pending_entries(&writer).await;
    let entries: Vec<&PendingEntry> = entries.iter().collect();
    let outcomes = writer.apply_action(&name(TRADES), &name("g"), &entries, &dead_letter()).await;
    for outcome in outcomes.unwrap() {
        let ActionOutcome::Failed(refusal) = &outcome else { panic!("{outcome:?}") };
        assert_eq!(refusal.code, "TRYAGAIN");
        assert!(outcome.hint().is_some());
    }
    let pending = asking(&cluster, to, &["XPENDING", TRADES, "g"]);
    assert_eq!(pending.items()[0].int(), 2, "nothing is acknowledged without its dead letter");
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let outcomes = apply(&cluster, &dead_letter()).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ActionOutcome::Done(Some(_)))));
    let letters = format!("{{{TRADES}}}.dlq");
    assert_eq!(cluster.nodes[to].redis(&["XLEN", &letters]).int(), 2);
}

#[tokio::test]
async fn later_dead_letters_follow_the_first_ones_to_the_new_master() {
    let (cluster, from, to) = half_moved();
    let letters = format!("{{{TRADES}}}.dlq");
    asking(&cluster, to, &["XADD", &letters, "1-0", "f", "v"]).ok();
    let outcomes = apply(&cluster, &dead_letter()).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, ActionOutcome::Done(Some(_)))));
    assert_eq!(asking(&cluster, to, &["XLEN", &letters]).int(), 3);
    assert_eq!(asking(&cluster, to, &["XPENDING", TRADES, "g"]).items()[0].int(), 0);
    assert!(cluster.nodes[from].redis(&["XLEN", &letters]).is_error(), "none is left behind");
}
