//! Masters that cannot be reached: the bus reads the rest, and reports what it could not see.

use std::time::{Duration, Instant};

use astra_bus::{Bus, BusError, BusWriter, KeyLookup, Order, StreamLookup, UnreachableNode};
use astra_model::Pattern;
use astra_testkit::{Cluster, Server, eventually};

use crate::scene::{
    PROFILES, Reader, SALES, SPREAD, TRADES, add, bus, half_read, id, impatient_bus, lags, merged,
    name, names, pending_state, states, until,
};

const TIMEOUT: Duration = Duration::from_millis(500);

/// A cluster that keeps serving in part: three streams with one entry each, and the master of `SALES` is gone.
fn without_the_master_of_sales() -> (Cluster, Bus, String) {
    let mut cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    for stream in SPREAD {
        add(&cluster, stream, 1);
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
    }
    let gone = cluster.owner(SALES);
    let address = format!("127.0.0.1:{}", cluster.nodes[gone].port());
    let bus = impatient_bus(&cluster.nodes[(gone + 1) % 3].tcp_url(), TIMEOUT);
    cluster.kill(gone);
    (cluster, bus, address)
}

fn addresses(nodes: &[UnreachableNode]) -> Vec<&str> {
    nodes.iter().map(|unreachable| unreachable.node.as_str()).collect()
}

#[test]
fn the_three_streams_are_on_three_masters() {
    let cluster = Cluster::start();
    let mut owners: Vec<usize> = SPREAD.iter().map(|stream| cluster.owner(stream)).collect();
    owners.sort_unstable();
    assert_eq!(owners, [0, 1, 2]);
}

#[tokio::test]
async fn every_master_is_read() {
    let cluster = half_read();
    let bus = bus(&cluster.url());
    let found = bus.select_streams(&[Pattern::from("*")]).await.unwrap();
    assert_eq!(found.streams.len(), 3);
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [2, 2, 2]);
    for stream in SPREAD {
        assert_eq!(pending_state(&bus, stream).await.pending, 2);
    }
}

#[tokio::test]
async fn entries_of_all_masters_are_merged_by_their_ids() {
    let cluster = Cluster::start();
    for (index, ms) in [3, 1, 2, 16, 15, 14].into_iter().enumerate() {
        add(&cluster, SPREAD[index % 3], ms);
    }
    let merged = async |order| merged(&bus(&cluster.url()), &names(&SPREAD), order).await;
    let mut expected: Vec<_> =
        [(1, 1), (2, 2), (0, 3), (2, 14), (1, 15), (0, 16)].map(|(at, ms)| (at, id(ms))).into();
    assert_eq!(merged(Order::OldestFirst).await, expected);
    expected.reverse();
    assert_eq!(merged(Order::NewestFirst).await, expected);
}

#[tokio::test]
async fn keys_are_found_on_every_master() {
    let cluster = Cluster::start();
    for number in 0..12 {
        let key = format!("service:trading:trading-{number}");
        cluster.redis(&key, &["HSET", &key, "status", "healthy"]).ok();
    }
    let bus = bus(&cluster.url());
    let found = bus.scan(&[Pattern::from("service:*")], "hash").await.unwrap();
    assert_eq!(found.len(), 12);
    let keys: Vec<_> = found.into_iter().collect();
    for hash in bus.hashes(&keys).await.unwrap() {
        let KeyLookup::Found(hash) = hash else { panic!("{hash:?}") };
        assert_eq!(hash.field("status"), Some(&b"healthy"[..]));
    }
}

#[tokio::test]
async fn a_stream_of_an_unreachable_master_is_refused_and_the_rest_is_read() {
    let (_cluster, bus, address) = without_the_master_of_sales();
    let lookups = bus.stream_states(&names(&SPREAD)).await.unwrap();
    let [StreamLookup::Stream(_), StreamLookup::Refused(refusal), StreamLookup::Stream(_)] =
        &lookups[..]
    else {
        panic!("{lookups:?}")
    };
    assert!(refusal.is_unreachable() && refusal.to_string().contains(&address), "{refusal:?}");
    assert_eq!(addresses(&bus.unreachable_nodes()), [address]);
    assert!(bus.unreachable_streams().await.unwrap().covers(&name(SALES)));
    assert!(!bus.unreachable_streams().await.unwrap().covers(&name(TRADES)));
}

#[tokio::test]
async fn pending_entries_of_an_unreachable_master_are_refused_and_the_rest_is_read() {
    let (_cluster, bus, _) = without_the_master_of_sales();
    let bindings = SPREAD.map(|stream| (name(stream), name("g")));
    let states = bus.pending_states(&bindings).await.unwrap();
    assert_eq!(states.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert!(states[1].as_ref().unwrap_err().is_unreachable());
}

#[tokio::test]
async fn a_scan_reports_the_unreachable_master_and_calls_no_pattern_unmatched() {
    let (_cluster, bus, address) = without_the_master_of_sales();
    let patterns = ["astra.*", "nothing.*", SALES].map(Pattern::from);
    let mut found = bus.select_streams(&patterns).await.unwrap();
    let mut expected = names(&[TRADES, PROFILES]);
    expected.sort_unstable();
    assert_eq!(addresses(&found.unreachable), [address]);
    assert_eq!(found.unmatched, [], "the unreachable master may hold a match");
    found.streams.retain(|stream| *stream != name(SALES));
    assert_eq!(found.streams, expected);
    found.expect([SALES].into_iter());
    assert_eq!(found.streams.len(), 3);
}

/// The master is given up once, and no later request waits for it again.
#[tokio::test]
async fn only_the_first_request_waits_for_an_unreachable_master() {
    let cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    for stream in SPREAD {
        add(&cluster, stream, 1);
    }
    let frozen = cluster.owner(SALES);
    let bus = impatient_bus(&cluster.nodes[(frozen + 1) % 3].tcp_url(), TIMEOUT);
    cluster.nodes[frozen].freeze();
    let started = Instant::now();
    bus.stream_states(&names(&SPREAD)).await.unwrap();
    let first = started.elapsed();
    let started = Instant::now();
    for _ in 0..20 {
        let lookups = bus.stream_states(&names(&SPREAD)).await.unwrap();
        assert!(matches!(lookups[1], StreamLookup::Refused(_)), "{lookups:?}");
    }
    assert!(first >= TIMEOUT, "{first:?}");
    assert!(started.elapsed() < 20 * TIMEOUT, "each request waits again");
    cluster.nodes[frozen].thaw();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_comes_back_is_read_again() {
    let arguments = ["--cluster-require-full-coverage", "no", "--appendonly", "yes"];
    let mut cluster = Cluster::of(3, 0, &arguments);
    for stream in SPREAD {
        add(&cluster, stream, 1);
    }
    let gone = cluster.owner(SALES);
    let bus = impatient_bus(&cluster.nodes[(gone + 1) % 3].tcp_url(), TIMEOUT);
    let mut reader = Reader::new(&bus, &names(&SPREAD)).await;
    assert_eq!(reader.next(3).await.len(), 3);
    cluster.kill(gone);
    until("the follower notices", async || {
        reader.read(Duration::from_millis(50)).await;
        !bus.unreachable_nodes().is_empty()
    })
    .await;
    add(&cluster, TRADES, 2);
    assert_eq!(reader.next(1).await, [(TRADES.to_owned(), id(2))]);
    cluster.nodes[gone].restart();
    add(&cluster, SALES, 2);
    assert_eq!(reader.next(1).await, [(SALES.to_owned(), id(2))]);
    until("the node counts as reachable", async || bus.unreachable_nodes().is_empty()).await;
    assert_eq!(states(&bus, &names(&[SALES])).await[0].length, 2);
}

#[tokio::test]
async fn a_timeout_shorter_than_any_pause_still_ends_a_request() {
    let (cluster, _, _) = without_the_master_of_sales();
    let other = cluster.nodes[cluster.owner(TRADES)].tcp_url();
    let bus = impatient_bus(&other, Duration::from_millis(50));
    match bus.stream_states(&names(&SPREAD)).await {
        Ok(lookups) => assert!(matches!(lookups[1], StreamLookup::Refused(_)), "{lookups:?}"),
        // Such a short timeout may end before the other nodes have answered.
        Err(error) => assert!(error.is_connection(), "{error:?}"),
    }
}

#[tokio::test]
async fn a_cluster_that_serves_no_key_is_an_error_and_not_an_empty_result() {
    let mut cluster = Cluster::start();
    add(&cluster, TRADES, 1);
    let (gone, other) = (cluster.owner(SALES), cluster.owner(TRADES));
    cluster.kill(gone);
    eventually("the other nodes have noticed", || is_down(&cluster.nodes[other]));
    let bus = impatient_bus(&cluster.nodes[other].tcp_url(), TIMEOUT);
    let errors = [
        bus.stream_states(&names(&SPREAD)).await.err(),
        bus.select_streams(&[Pattern::from(TRADES)]).await.err(),
        bus.pending_states(&[(name(TRADES), name("g"))]).await.err(),
        bus.check_ready().await.err(),
    ];
    for error in errors {
        let error = error.expect("a result of a cluster that is down");
        assert!(error.is_connection() && error.is_transient(), "{error:?}");
    }
    let error = bus.select_streams(&[Pattern::from("astra.*")]).await.unwrap_err();
    let BusError::Refused { refusal, .. } = &error else { panic!("{error:?}") };
    assert_eq!(refusal.code, "CLUSTERDOWN");
}

fn is_down(node: &Server) -> bool {
    node.redis(&["CLUSTER", "INFO"]).text().contains("cluster_state:fail")
}

#[tokio::test]
async fn a_user_who_may_not_ask_for_the_slots_gets_the_missing_rule_at_once() {
    let cluster = Cluster::start();
    for node in &cluster.nodes {
        node.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~*", "+@all", "-cluster"]).ok();
    }
    let bus = bus(&format!("redis://op:pw@127.0.0.1:{}", cluster.nodes[0].port()));
    let reading = bus.stream_states(&names(&SPREAD)).await.unwrap_err();
    // Publishing must not wait for a permission that never comes.
    let publishing = BusWriter::new(bus).pipeline(None).await.unwrap_err();
    for error in [reading, publishing] {
        assert!(error.hint().unwrap().contains("ACL SETUSER op +cluster"), "{error:?}");
        assert!(!error.is_transient(), "{error:?}");
    }
}

#[tokio::test]
async fn a_database_that_a_cluster_does_not_have_is_refused() {
    let cluster = Cluster::of(1, 0, &[]);
    let bus = bus(&format!("{}/3", cluster.nodes[0].tcp_url()));
    let error = bus.ping().await.unwrap_err();
    assert!(error.is_connection() && !error.is_transient(), "{error:?}");
    assert!(error.hint().is_some_and(|hint| hint.contains("database")), "{error:?}");
}
