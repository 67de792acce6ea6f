//! Replicas of a cluster that take over from their masters.

use std::time::Duration;

use astra_bus::{Bus, StreamLookup};
use astra_testkit::{Cluster, Reply, eventually};

use crate::scene::{
    Reader, SALES, SPREAD, TRADES, add, bus, id, impatient_bus, lags, names, until,
    wait_until_replicated,
};

/// A cluster whose replicas have one entry in each of three streams, and a group that has read nothing.
fn replicated_streams(arguments: &[&str]) -> Cluster {
    let cluster = Cluster::of(3, 1, arguments);
    for stream in SPREAD {
        add(&cluster, stream, 1);
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        wait_until_replicated(&cluster, stream);
    }
    cluster
}

/// The URL of a master other than the one of `stream`.
fn url_beside(cluster: &Cluster, stream: &str) -> String {
    cluster.nodes[(cluster.owner(stream) + 1) % 3].tcp_url()
}

async fn is_sales_refused(bus: &Bus) -> bool {
    let lookups = bus.stream_states(&names(&SPREAD)).await.unwrap();
    matches!(lookups[1], StreamLookup::Refused(_))
}

#[tokio::test]
async fn a_request_waits_until_a_replica_has_taken_over() {
    let mut cluster = replicated_streams(&[]);
    let bus = bus(&url_beside(&cluster, SALES));
    cluster.kill(cluster.owner(SALES));
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [1, 1, 1]);
    assert_eq!(bus.unreachable_nodes(), []);
}

#[tokio::test]
async fn a_follower_reads_on_at_the_replica_without_gap_or_repeat() {
    let mut cluster = replicated_streams(&[]);
    let gone = cluster.owner(TRADES);
    let replica = cluster.replica(gone);
    let bus = bus(&url_beside(&cluster, TRADES));
    let mut reader = Reader::new(&bus, &names(&SPREAD)).await;
    assert_eq!(reader.next(3).await.len(), 3);
    cluster.kill(gone);
    eventually("the replica has taken over", || {
        cluster.nodes[replica].redis(&["XADD", TRADES, "2-0", "f", "v"])
            == Reply::Bulk(b"2-0".to_vec())
    });
    assert_eq!(reader.next(1).await, [(TRADES.to_owned(), id(2))]);
}

/// A master that was given up before its replica takes over is no longer unreachable afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_master_is_no_longer_unreachable() {
    let mut cluster = replicated_streams(&["--cluster-require-full-coverage", "no"]);
    let gone = cluster.owner(SALES);
    let replica = cluster.replica(gone);
    let no_failover = |value| ["CONFIG", "SET", "cluster-replica-no-failover", value];
    cluster.nodes[replica].redis(&no_failover("yes")).ok();
    let bus = impatient_bus(&url_beside(&cluster, SALES), Duration::from_millis(500));
    assert!(!is_sales_refused(&bus).await);
    cluster.kill(gone);
    until("the master is given up", async || is_sales_refused(&bus).await).await;
    assert_eq!(bus.unreachable_nodes().len(), 1);
    cluster.nodes[replica].redis(&no_failover("no")).ok();
    until("the replica is read", async || !is_sales_refused(&bus).await).await;
    until("no node is unreachable", async || bus.unreachable_nodes().is_empty()).await;
    assert_eq!(lags(&bus, &names(&SPREAD)).await, [1, 1, 1]);
}
