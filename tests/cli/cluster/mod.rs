//! Every command on a real Redis Cluster: all of it, found from any one node, while it changes and while a part is away.

mod away;
mod check;
mod commands;
mod down;
mod moving;
mod part;
mod refused;

use astra_testkit::Cluster;

use crate::harness::Running;

const TRADES: &str = "astra.trading.tradeexecuted.v1";
const SALES: &str = "astra.nft.nftsold.v1";
const PROFILES: &str = "astra.user.profileupdated.v1";

/// Three streams that a cluster of three masters holds on one master each.
const SPREAD: [&str; 3] = [TRADES, SALES, PROFILES];

/// Adds an entry with an ID of one's own.
fn add(cluster: &Cluster, stream: &str, id: &str) {
    cluster.redis(stream, &["XADD", stream, id, "event_type", "X.Y", "data", "{}"]).ok();
}

/// A cluster that goes on in part, with an entry in each of three streams, of which one's master is gone.
fn without_the_master_of_sales() -> (Cluster, String, String) {
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

/// Every stream that any master holds, sorted.
fn streams(cluster: &Cluster) -> Vec<String> {
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
fn groups(cluster: &Cluster, stream: &str) -> Vec<String> {
    let groups = cluster.redis(stream, &["XINFO", "GROUPS", stream]);
    groups.items().iter().map(|group| group.field("name").text().to_owned()).collect()
}

/// The next line of a run that follows.
fn next(running: &mut Running) -> serde_json::Value {
    serde_json::from_str(&running.line()).unwrap()
}
