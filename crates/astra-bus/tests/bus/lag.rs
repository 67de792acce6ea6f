//! The cases in which the server's own lag is wrong or missing: a lag that the bus calls exact is exact.

use astra_bus::{Bus, Lag, LagReading, Loss, StreamState};
use astra_model::{EntryId, Name};
use astra_testkit::{Server, on_each_version, script};

use crate::scene::{bus, id, name, names, readings, states};

/// A history of a stream, and what its group `g` has lost. `AtMost` holds the true number: the bus may report more.
struct Case {
    name: &'static str,
    script: &'static str,
    loss: Loss,
}

const fn case(name: &'static str, script: &'static str, loss: Loss) -> Case {
    Case { name, script, loss }
}

/// Entries are 1-0, 2-0, …; only `READ` delivers entries.
const CASES: [Case; 28] = [
    case("nothing read", "ADD 1..10; XGROUP CREATE K g 0", Loss::Exact(0)),
    case("read some", "ADD 1..10; XGROUP CREATE K g 0; READ 4", Loss::Exact(0)),
    case("read all", "ADD 1..10; XGROUP CREATE K g 0; READ 10", Loss::Exact(0)),
    case("empty stream", "XGROUP CREATE K g 0 MKSTREAM", Loss::Exact(0)),
    case("created in the middle", "ADD 1..10; XGROUP CREATE K g 4-0", Loss::Exact(0)),
    case(
        "created in the middle, read two",
        "ADD 1..10; XGROUP CREATE K g 4-0; READ 2",
        Loss::Exact(0),
    ),
    case("created beyond the end", "ADD 1..10; XGROUP CREATE K g 20-0", Loss::Exact(0)),
    case(
        "set back",
        "ADD 1..10; XGROUP CREATE K g 0; READ 10; XGROUP SETID K g 4-0",
        Loss::Exact(0),
    ),
    case(
        "undelivered one deleted",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XDEL K 5-0",
        Loss::AtMost(1),
    ),
    case(
        "last one deleted",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XDEL K 10-0",
        Loss::AtMost(1),
    ),
    case(
        "last-delivered one deleted",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XDEL K 2-0",
        Loss::Unknown,
    ),
    case(
        "caught up, tail deleted, two more",
        "ADD 1..10; XGROUP CREATE K g 0; READ 10; XDEL K 10-0; ADD 11..12",
        Loss::Unknown,
    ),
    case(
        "the rest deleted",
        "ADD 1..5; XGROUP CREATE K g 0; READ 2; XDEL K 3-0 4-0 5-0",
        Loss::AtMost(3),
    ),
    case(
        "read and unread deleted",
        "ADD 1..4; XGROUP CREATE K g 0; READ 2; XDEL K 1-0 2-0 3-0",
        Loss::AtMost(1),
    ),
    case(
        "trimmed past",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; READ 2; XTRIM K MAXLEN 3",
        Loss::Exact(5),
    ),
    case(
        "wrong counter, then trimmed past",
        "ADD 1..10; XGROUP CREATE K g 4-0 ENTRIESREAD 9; XTRIM K MAXLEN 3",
        Loss::Unknown,
    ),
    case(
        "trimmed past, then read",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XTRIM K MAXLEN 3; READ 10",
        Loss::Unknown,
    ),
    case(
        "trimmed past, read, four more",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XTRIM K MAXLEN 3; READ 10; ADD 11..14",
        Loss::Unknown,
    ),
    case(
        "all trimmed away",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; READ 2; XTRIM K MAXLEN 0",
        Loss::Exact(8),
    ),
    case(
        "all read, then trimmed away",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; READ 10; XTRIM K MAXLEN 0",
        Loss::Exact(0),
    ),
    case(
        "trimmed up to the cursor",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; READ 7; XTRIM K MAXLEN 3",
        Loss::Exact(0),
    ),
    case(
        "trimmed before it was created",
        "ADD 1..10; XTRIM K MAXLEN 3; XGROUP CREATE K g 0",
        Loss::AtMost(0),
    ),
    case(
        "wrong counter beyond the end",
        "ADD 1..10; XGROUP CREATE K g $ ENTRIESREAD 100",
        Loss::Exact(0),
    ),
    case(
        "wrong counter in the middle",
        "ADD 1..10; XGROUP CREATE K g 4-0 ENTRIESREAD 9",
        Loss::Exact(0),
    ),
    case(
        "stream counter set by hand",
        "ADD 1..10; XGROUP CREATE K g 0; READ 2; XSETID K 50-0 ENTRIESADDED 40",
        Loss::Unknown,
    ),
    case(
        "stream counter set by hand, nothing read",
        "ADD 1..10; XGROUP CREATE K g 0 ENTRIESREAD 0; XSETID K 50-0 ENTRIESADDED 40",
        Loss::AtMost(30),
    ),
    case(
        "work queue",
        "ADD 1..4; XGROUP CREATE K g 0; READ 1; XACK K g 1-0; XDEL K 1-0; READ 1; XACK K g 2-0; XDEL K 2-0",
        Loss::Exact(0),
    ),
    case(
        "capped stream, slow reader",
        "ADD 1..2; XGROUP CREATE K g 0; READ 1; XADD K MAXLEN 3 3-0 f v; XADD K MAXLEN 3 4-0 f v; READ 1; \
          XADD K MAXLEN 3 5-0 f v; XADD K MAXLEN 3 6-0 f v; READ 1; XADD K MAXLEN 3 7-0 f v; XADD K MAXLEN 3 8-0 f v; READ 1",
        Loss::Unknown,
    ),
];

#[test]
fn every_lag_called_exact_is_exact_on_every_version() {
    on_each_version(|server| block_on(check_cases(server)));
}

/// The kit runs a test on each version in plain functions.
fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}

async fn check_cases(server: &Server) {
    let streams: Vec<Name> =
        (0..CASES.len()).map(|index| name(&format!("case{index:02}"))).collect();
    for (stream, case) in streams.iter().zip(&CASES) {
        script(server, &stream.to_string(), case.script);
    }
    let bus = bus(&server.url());
    let is_counted = server.has_counters();
    let states = states(&bus, &streams).await;
    let readings = readings(&bus, &streams, u64::MAX).await;
    for (((stream, case), state), reading) in streams.iter().zip(&CASES).zip(&states).zip(readings)
    {
        let truth = Truth::of(server, &stream.to_string());
        let group = state.group("g").unwrap();
        let expected =
            LagReading { lag: Lag::Exact(truth.undelivered.len() as u64), oldest: truth.oldest() };
        assert_eq!(reading, expected, "{}: {state:?}", case.name);
        assert_eq!(group.lag_server, truth.lag_server, "{}: {state:?}", case.name);
        assert_eq!(state.length, truth.length, "{}: {state:?}", case.name);
        // Without the counters, nothing proves a loss, so none is reported.
        let loss = if is_counted { case.loss } else { Loss::Unknown };
        let is_as_expected = match (state.loss(group), loss) {
            (Loss::AtMost(bound), Loss::AtMost(removed)) => bound >= removed,
            (measured, expected) => measured == expected,
        };
        assert!(is_as_expected, "{}: {:?} of {state:?}", case.name, state.loss(group));
        assert!(is_counted || !state.has_lost(group), "{}: {state:?}", case.name);
    }
    assert_losses(&states, is_counted);
}

/// The cases in which a loss is certain.
fn assert_losses(states: &[StreamState], is_counted: bool) {
    let lost = CASES.iter().zip(states).filter(|(_, state)| state.has_lost(&state.groups[0]));
    let lost: Vec<&str> = lost.map(|(case, _)| case.name).collect();
    let expected = ["read and unread deleted", "trimmed past", "all trimmed away"];
    assert_eq!(lost, if is_counted { &expected[..] } else { &[] });
}

/// What the server holds, counted one by one.
struct Truth {
    length: u64,
    /// The entries after the cursor of the group.
    undelivered: Vec<EntryId>,
    lag_server: Option<i64>,
}

impl Truth {
    fn of(server: &Server, stream: &str) -> Self {
        let groups = server.redis(&["XINFO", "GROUPS", stream]);
        let group = &groups.items()[0];
        let after = format!("({}", group.field("last-delivered-id").text());
        let entries = server.redis(&["XRANGE", stream, &after, "+"]);
        let ids = entries.items().iter().map(|entry| entry.entry_id().parse().unwrap());
        let lag = group.find("lag").filter(|lag| !lag.is_nil());
        Self {
            length: server.length(stream).try_into().unwrap(),
            undelivered: ids.collect(),
            lag_server: lag.map(astra_testkit::Reply::int),
        }
    }

    fn oldest(&self) -> Option<EntryId> {
        self.undelivered.first().copied()
    }
}

#[test]
fn the_server_itself_is_wrong_in_these_cases() {
    let server = Server::start();
    let case = CASES.iter().find(|case| case.name == "wrong counter in the middle").unwrap();
    script(&server, "s", case.script);
    let truth = Truth::of(&server, "s");
    assert_eq!(truth.undelivered.len(), 6);
    let expected = server.has_counters().then_some(1);
    assert_eq!(truth.lag_server, expected, "the server's lag is right, so the bus need not count");
}

/// Three streams of 5,000 entries, whose groups are near the head, near the tail, and in the middle.
fn long_streams(server: &Server) -> Vec<Name> {
    let streams = [("head", 5), ("tail", 4993), ("middle", 2500)];
    for (stream, cursor) in streams {
        server.add_entries(stream, 1..=5000);
        server.redis(&["XGROUP", "CREATE", stream, "g", &format!("{cursor}-0")]).ok();
    }
    names(&streams.map(|(stream, _)| stream))
}

#[tokio::test]
async fn a_long_lag_is_counted_from_the_shorter_side_or_is_a_lower_bound() {
    let server = Server::start();
    let streams = long_streams(&server);
    let bus = bus(&server.url());
    let measured = readings(&bus, &streams, 1500).await;
    // The bus counts the other side only if it would notice a trim during the count.
    let head = if server.has_counters() { Lag::Exact(4995) } else { Lag::AtLeast(1500) };
    assert_eq!(
        measured.iter().map(|reading| reading.lag).collect::<Vec<_>>(),
        [head, Lag::Exact(7), Lag::AtLeast(1500)]
    );
    assert_eq!(
        measured.iter().map(|reading| reading.oldest).collect::<Vec<_>>(),
        [Some(id(6)), Some(id(4994)), Some(id(2501))]
    );
    assert_eq!(readings(&bus, &streams, 2500).await[2].lag, Lag::Exact(2500));
}

#[tokio::test]
async fn a_count_under_which_entries_are_deleted_is_repeated() {
    let server = Server::start();
    let streams = long_streams(&server);
    let bus = bus(&server.url());
    let old = states(&bus, &streams).await;
    for stream in ["head", "tail", "middle"] {
        server.redis(&["XDEL", stream, "4-0", "4995-0"]).ok();
        server.redis(&["XTRIM", stream, "MINID", "=", "100"]).ok();
    }
    let measured = measure(&bus, &streams, &old).await;
    assert_eq!(measured, [4900, 6, 2500 - 1].map(Lag::Exact));
}

/// Measures the lag on a snapshot that is out of date.
async fn measure(bus: &Bus, streams: &[Name], old: &[StreamState]) -> Vec<Lag> {
    let groups: Vec<_> = streams
        .iter()
        .zip(old)
        .map(|(stream, state)| (stream, state, state.group("g").unwrap()))
        .collect();
    let readings = bus.measure_lag(&groups, u64::MAX).await.unwrap();
    readings.into_iter().map(|reading| reading.lag).collect()
}
