//! Requests that a cluster refuses.

use astra_testkit::Cluster;

use crate::harness::astra;

#[test]
fn a_database_that_a_cluster_does_not_have_is_refused_with_the_next_step() {
    let cluster = Cluster::of(1, 0, &[]);
    let url = format!("{}/3", cluster.nodes[0].tcp_url());
    for command in [&["lag"][..], &["publish", "User.ProfileUpdated", "--entity", "u"]] {
        let run = astra(command).env("ASTRA_REDIS_URL", &url).run();
        assert_eq!(run.code, Some(3), "{run:?}");
        // Valkey 9 also has databases in a cluster, one by default.
        let hints = ["hint: remove the database from the URL", "hint: use a lower database"];
        assert!(hints.iter().any(|hint| run.stderr.contains(hint)), "{run:?}");
    }
}

#[test]
fn a_user_who_may_not_ask_for_the_slots_gets_the_missing_rule() {
    let cluster = Cluster::start();
    for node in &cluster.nodes {
        let rules = ["ACL", "SETUSER", "op", "on", ">pw", "~*", "+@all", "-cluster"];
        node.redis(&rules).ok();
    }
    let url = format!("redis://op:pw@127.0.0.1:{}", cluster.nodes[0].port());
    // The run must end within its deadline: astra does not wait for a permission that never comes.
    let words = ["publish", "Trading.TradeExecuted", "--entity", "t", "--timeout", "300s"];
    let run = astra(&words).env("ASTRA_REDIS_URL", url).run();
    assert!(run.stderr.contains("hint: allow it with ACL SETUSER op +cluster"), "{run:#?}");
    assert_eq!(run.code, Some(1), "{run:#?}");
}
