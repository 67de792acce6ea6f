//! `astra context check` on a cluster: how much of it is reachable, and what all of its masters allow.

use astra_testkit::Cluster;
use serde_json::Value;

use super::scene::{SALES, TRADES, without_the_master_of_sales};
use crate::harness::{Run, astra};

fn check(url: &str) -> Run {
    astra(&["context", "check", "-o", "json", "--timeout", "500ms", "--url", url]).run()
}

/// Whether each operation is allowed, and the reason if not.
fn may<'a>(checked: &'a Value, deed: &str) -> (Option<bool>, &'a str) {
    let one = checked["may"].as_array().unwrap().iter().find(|one| one["deed"] == deed).unwrap();
    (one["allowed"].as_bool(), one["reason"].as_str().unwrap_or_default())
}

#[test]
fn an_unreachable_master_is_counted_and_named() {
    let (_cluster, url, address) = without_the_master_of_sales();
    let run = check(&url);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let checked = run.json();
    assert_eq!((&checked["mode"], &checked["masters"]), (&"cluster".into(), &3.into()));
    assert_eq!(checked["unreachable"][0]["node"], *address);
    assert_eq!(may(&checked, "publish"), (Some(true), ""));
    assert!(run.stderr.contains(&format!("warning: {address} is unreachable: ")), "{run:#?}");
    let run = astra(&["context", "check", "--timeout", "500ms", "--url", &url]).run();
    assert!(run.stdout.contains("3 masters, 2 answer"), "{run:#?}");
}

#[test]
fn the_check_does_not_depend_on_which_master_has_the_first_stream() {
    let mut cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    let gone = cluster.owner(TRADES);
    let url = cluster.nodes[(gone + 1) % 3].tcp_url();
    cluster.kill(gone);
    let run = check(&url);
    assert_eq!((run.code, &run.json()["masters"]), (Some(1), &3.into()), "{run:#?}");
}

#[test]
fn a_cluster_with_an_unserved_slot_is_not_complete() {
    let cluster = Cluster::of(3, 0, &["--cluster-require-full-coverage", "no"]);
    let node = &cluster.nodes[cluster.owner(SALES)];
    node.redis(&["CLUSTER", "DELSLOTS", &cluster.slot(SALES).to_string()]).ok();
    let run = check(&node.tcp_url());
    assert_eq!(run.code, Some(1), "{run:#?}");
    let checked = run.json();
    assert_eq!((&checked["masters"], &checked["unserved_slots"]), (&3.into(), &1.into()));
    assert!(checked.get("unreachable").is_none(), "{checked}");
}

#[test]
fn a_cluster_replica_is_recognized_and_leads_to_the_masters() {
    let cluster = Cluster::of(3, 1, &[]);
    let url = cluster.nodes[cluster.replica(0)].tcp_url();
    let run = check(&url);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let checked = run.json();
    assert_eq!((&checked["role"], &checked["masters"]), (&"replica".into(), &3.into()));
    assert_eq!(may(&checked, "publish"), (Some(true), ""));
}

#[test]
fn an_operation_that_one_master_denies_is_denied() {
    let cluster = Cluster::start();
    for (index, node) in cluster.nodes.iter().enumerate() {
        let rules = if index == cluster.owner(SALES) { "-xadd" } else { "+xadd" };
        node.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.*", "+@all", rules]).ok();
    }
    let url = cluster.url().replace("redis://", "redis://op:pw@");
    let run = check(&url);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let checked = run.json();
    let (allowed, reason) = may(&checked, "publish");
    assert_eq!(allowed, Some(false), "{checked}");
    assert!(reason.contains(&cluster.nodes[cluster.owner(SALES)].port().to_string()), "{reason}");
    assert_eq!(may(&checked, "acknowledge"), (Some(true), ""));
}
