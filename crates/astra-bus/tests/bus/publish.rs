//! Publishing: the outcome of every entry is known, whatever happens to the connection or the cluster.

use std::ops::ControlFlow;
use std::time::Duration;

use astra_bus::{Batch, Bus, BusError, BusWriter, PublishObserver, WriteOutcome, XaddOptions};
use astra_testkit::{Cluster, Direction, Proxy, Reply, Server};
use tokio::sync::mpsc;

use crate::scene::{PROFILES, SALES, SPREAD, TRADES, bus, impatient_bus};

const STREAM: &str = "s";

/// Records what became of each entry, by its number.
#[derive(Default)]
struct Recorder(Vec<(u64, WriteOutcome)>);

impl PublishObserver<u64> for Recorder {
    fn sending<'a>(&mut self, _tags: impl Iterator<Item = &'a u64>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn completed(&mut self, number: u64, outcome: WriteOutcome) -> ControlFlow<()> {
        self.0.push((number, outcome));
        ControlFlow::Continue(())
    }

    fn batch_completed(&mut self, _mark: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Publishes the entries 1, 2, …, one to each of these streams, and returns the outcomes and the lost connection. After a
/// loss, no further batch is sent, and only entries of batches that were begun have an outcome.
async fn publish(bus: Bus, streams: &[&str]) -> (Vec<WriteOutcome>, Option<BusError>) {
    let mut pipeline = BusWriter::new(bus).pipeline(None).await.unwrap();
    let (sender, batches) = mpsc::channel(streams.len());
    let mut batch = Batch::default();
    for (number, stream) in (1..).zip(streams) {
        let field = format!("{number}");
        let options = XaddOptions { stream: stream.as_bytes(), max_len: None, dedup: None };
        batch.xadd(number, options, || std::iter::once((&b"n"[..], field.as_bytes())));
        if batch.is_full() {
            let next = batch.successor();
            sender.send(std::mem::replace(&mut batch, next)).await.unwrap();
        }
    }
    sender.send(batch).await.unwrap();
    drop(sender);
    let mut recorder = Recorder::default();
    let lost = pipeline.run(batches, None, &mut recorder, std::future::pending()).await;
    let is_in_turn = (1..).zip(&recorder.0).all(|(expected, (number, _))| expected == *number);
    assert!(is_in_turn, "an entry was not settled once and in its turn");
    assert!(lost.is_some() || recorder.0.len() == streams.len(), "an entry was not settled");
    (recorder.0.into_iter().map(|(_, outcome)| outcome).collect(), lost)
}

fn count(outcomes: &[WriteOutcome], is_counted: impl Fn(&WriteOutcome) -> bool) -> usize {
    outcomes.iter().filter(|outcome| is_counted(outcome)).count()
}

fn is_confirmed(outcome: &WriteOutcome) -> bool {
    matches!(outcome, WriteOutcome::Confirmed(_))
}

/// The numbers of the entries that a stream holds.
fn numbers(entries: &Reply) -> Vec<usize> {
    entries.items().iter().map(|entry| entry.entry_field("n").parse().unwrap()).collect()
}

fn written(server: &Server) -> Vec<usize> {
    numbers(&server.redis(&["XRANGE", STREAM, "-", "+"]))
}

#[tokio::test]
async fn every_entry_is_confirmed_under_its_id_and_in_order() {
    let server = Server::start();
    let (outcomes, lost) = publish(bus(&server.url()), &[STREAM; 1000]).await;
    assert!(lost.is_none(), "{lost:?}");
    assert_eq!(written(&server), (1..=1000).collect::<Vec<_>>());
    for (outcome, entry) in outcomes.iter().zip(server.entries(STREAM)) {
        let WriteOutcome::Confirmed(id) = outcome else { panic!("{outcome:?}") };
        assert_eq!(id.to_string(), entry.entry_id());
    }
}

#[tokio::test]
async fn an_entry_that_the_server_refuses_does_not_stop_the_others() {
    let server = Server::start();
    server.redis(&["SET", "text", "x"]).ok();
    let (outcomes, lost) = publish(bus(&server.url()), &[STREAM, "text", STREAM]).await;
    assert!(lost.is_none() && is_confirmed(&outcomes[0]) && is_confirmed(&outcomes[2]));
    let WriteOutcome::Refused(refusal) = &outcomes[1] else { panic!("{outcomes:?}") };
    assert_eq!(refusal.code, "WRONGTYPE");
    assert_eq!(written(&server), [1, 3]);
}

/// Publishes through a network that is cut after `bytes`, and compares the outcomes with the server.
///
/// About 1,100 entries are unanswered at most: 58 KB of requests, 25 KB of replies. A cut after more bytes than
/// that comes after the first replies were read.
async fn publish_through_a_cut(direction: Direction, bytes: usize) -> [usize; 3] {
    let server = Server::start();
    let proxy = Proxy::cutting(&server, direction, bytes);
    let (outcomes, lost) = publish(bus(&proxy.url()), &vec![STREAM; 5000]).await;
    assert!(lost.is_some_and(|error| error.is_connection()));
    drop(proxy);
    server.wait_until_drained();
    let confirmed = count(&outcomes, is_confirmed);
    let in_doubt = count(&outcomes, |outcome| *outcome == WriteOutcome::InDoubt);
    let unsent = count(&outcomes, |outcome| *outcome == WriteOutcome::Unsent);
    assert_eq!(confirmed + in_doubt + unsent, outcomes.len(), "another outcome");
    let written = written(&server);
    assert!(written.iter().copied().eq(1..=written.len()), "a gap, or a repeat");
    assert!((confirmed..=confirmed + in_doubt).contains(&written.len()), "{}", written.len());
    [confirmed, in_doubt, unsent]
}

#[tokio::test]
async fn entries_whose_replies_are_lost_are_in_doubt_and_not_sent_again() {
    let [confirmed, in_doubt, _] = publish_through_a_cut(Direction::Replies, 40_000).await;
    assert!(confirmed > 0 && in_doubt > 0, "{confirmed} confirmed, {in_doubt} in doubt");
}

#[tokio::test]
async fn entries_that_never_arrive_are_not_confirmed() {
    let [confirmed, in_doubt, unsent] = publish_through_a_cut(Direction::Requests, 150_000).await;
    assert!(confirmed > 0 && in_doubt + unsent > 0, "{confirmed} confirmed, {in_doubt} in doubt");
}

#[tokio::test]
async fn a_stopped_server_leaves_entries_in_doubt_within_the_timeout() {
    let server = Server::start();
    let proxy = Proxy::holding(&server, Direction::Replies, 2000);
    let bus = impatient_bus(&proxy.url(), Duration::from_millis(300));
    let (outcomes, lost) = publish(bus, &vec![STREAM; 2000]).await;
    assert!(matches!(lost, Some(BusError::TimedOut { .. })), "{lost:?}");
    assert!(count(&outcomes, |outcome| *outcome == WriteOutcome::InDoubt) > 0);
}

/// 30 entries, one to each of three streams in turn.
fn in_turn() -> Vec<&'static str> {
    SPREAD.into_iter().cycle().take(30).collect()
}

fn every_third(first: usize) -> Vec<usize> {
    (first..=30).step_by(3).collect()
}

#[tokio::test]
async fn entries_reach_the_masters_of_their_streams() {
    let cluster = Cluster::start();
    let (outcomes, lost) = publish(bus(&cluster.url()), &in_turn()).await;
    assert!(lost.is_none() && outcomes.iter().all(is_confirmed), "{outcomes:?}");
    for (index, stream) in SPREAD.into_iter().enumerate() {
        let entries = cluster.redis(stream, &["XRANGE", stream, "-", "+"]);
        assert_eq!(numbers(&entries), every_third(index + 1));
    }
}

#[tokio::test]
async fn entries_follow_a_moving_slot_in_order() {
    let cluster = Cluster::start();
    cluster.redis(TRADES, &["XADD", TRADES, "1-0", "n", "0"]).ok();
    let (from, to) = (cluster.owner(TRADES), cluster.owner(SALES));
    cluster.open_slot(cluster.slot(TRADES), from, to);
    cluster.migrate(TRADES, from, to);
    let (outcomes, lost) = publish(bus(&cluster.url()), &in_turn()).await;
    assert!(lost.is_none() && outcomes.iter().all(is_confirmed), "{outcomes:?}");
    cluster.close_slot(cluster.slot(TRADES), from, to);
    let entries = cluster.nodes[to].redis(&["XRANGE", TRADES, "-", "+"]);
    assert_eq!(numbers(&entries), [vec![0], every_third(1)].concat());
}

#[tokio::test]
async fn entries_for_an_unreachable_master_are_refused_and_the_others_written() {
    let mut cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    let gone = cluster.owner(SALES);
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    cluster.kill(gone);
    let bus = impatient_bus(&url, Duration::from_millis(500));
    let (outcomes, _) = publish(bus, &in_turn()).await;
    for (outcome, stream) in outcomes.iter().zip(in_turn()) {
        match outcome {
            WriteOutcome::Refused(refusal) => assert!(stream == SALES && refusal.is_unreachable()),
            other => assert!(stream != SALES && is_confirmed(other), "{stream}: {other:?}"),
        }
    }
    assert_eq!(cluster.redis(PROFILES, &["XLEN", PROFILES]).int(), 10);
}
