//! Every command on a real Redis Cluster: all of it, found from any one node, while it changes and while a part is away.

mod away;
mod commands;
mod moving;
mod refused;

use crate::harness::{Cluster, Running};

const TRADES: &str = "astra.trading.tradeexecuted.v1";
const SALES: &str = "astra.nft.nftsold.v1";
const PROFILES: &str = "astra.user.profileupdated.v1";

/// Three streams that a cluster of three masters holds on one master each.
const SPREAD: [&str; 3] = [TRADES, SALES, PROFILES];

/// Adds an entry with an ID of one's own.
fn add(cluster: &Cluster, stream: &str, id: &str) {
    cluster.redis(stream, &["XADD", stream, id, "event_type", "X.Y", "data", "{}"]).ok();
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
