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
