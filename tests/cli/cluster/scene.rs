//! Streams on a cluster, set up and read back in raw Redis.

use astra_testkit::Cluster;

use crate::harness::Running;

pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";
pub(super) const SALES: &str = "astra.nft.nftsold.v1";
pub(super) const PROFILES: &str = "astra.user.profileupdated.v1";

/// Three streams, each on another one of three masters.
pub(super) const SPREAD: [&str; 3] = [TRADES, SALES, PROFILES];

/// Adds an entry with this ID.
pub(super) fn add(cluster: &Cluster, stream: &str, id: &str) {
    cluster.redis(stream, &["XADD", stream, id, "event_type", "X.Y", "data", "{}"]).ok();
}

/// A cluster with three streams of four entries, and a group that has read two of each.
pub(super) fn half_read() -> Cluster {
    let cluster = Cluster::start();
    for stream in SPREAD {
        for id in ["1-0", "2-0", "3-0", "4-0"] {
            add(&cluster, stream, id);
        }
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        let read = ["XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", stream, ">"];
        cluster.redis(stream, &read).ok();
    }
    cluster
}

/// A cluster that keeps serving in part: three streams with one entry each, and the master of one of them is gone.
pub(super) fn without_the_master_of_sales() -> (Cluster, String, String) {
    let mut cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    for stream in SPREAD {
        add(&cluster, stream, "1-0");
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
    }
    let gone = cluster.owner(SALES);
    let address = format!("127.0.0.1:{}", cluster.nodes[gone].port());
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    cluster.kill(gone);
    (cluster, url, address)
}

/// Every stream on any master, sorted.
pub(super) fn streams(cluster: &Cluster) -> Vec<String> {
    let mut names: Vec<String> = cluster
        .nodes
        .iter()
        .flat_map(|node| {
            let keys = node.redis(&["KEYS", "*"]);
            keys.texts().into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The names of the groups on a stream.
pub(super) fn groups(cluster: &Cluster, stream: &str) -> Vec<String> {
    let groups = cluster.redis(stream, &["XINFO", "GROUPS", stream]);
    groups.items().iter().map(|group| group.field("name").text().to_owned()).collect()
}

/// The next line of a run, as JSON.
pub(super) fn next(running: &mut Running) -> serde_json::Value {
    serde_json::from_str(&running.line()).unwrap()
}
