//! The built-in topology on an empty server, once, again, and from many deployments at once.

use std::collections::BTreeMap;

use astra_testkit::{Server, eventually};

use super::scene::{TRADES, bindings, groups, topology};
use crate::harness::astra;

#[test]
fn creates_every_binding_of_the_contract() {
    let server = Server::start();
    let report = astra(&["setup", "-o", "json"]).server(&server).ok().json();
    for (key, number) in [
        ("groups", 17),
        ("streams", 27),
        ("bindings", 131),
        ("created", 131),
        ("unchanged", 0),
        ("failed", 0),
    ] {
        assert_eq!(report[key], number, "{key}");
    }
    assert_eq!(report["schema"], "astra.setup/v1");
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(report["actions"].as_array().unwrap().len(), 131);
    let found = bindings(&server);
    assert_eq!(found.len(), 131);
    let mut by_group: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, group) in &found {
        *by_group.entry(group).or_default() += 1;
    }
    let expected = [
        ("achievement_processors", 27),
        ("audit_trail_recorders", 14),
        ("clan_battle_processors", 1),
        ("financial_compliance", 4),
        ("gamification_xp_processors", 2),
        ("influence_calculators", 6),
        ("leaderboard_updaters", 2),
        ("marketplace_processors", 2),
        ("metrics_collectors", 27),
        ("nft_reward_distributors", 2),
        ("notification_senders", 27),
        ("revenue_trackers", 2),
        ("social_feed_generators", 4),
        ("subscription_processors", 2),
        ("trading_internal", 5),
        ("trading_risk_management", 2),
        ("user_profile_updaters", 2),
    ];
    assert_eq!(by_group.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(server.redis(&["DBSIZE"]).int(), 27);
}

#[test]
fn a_second_run_changes_nothing_and_a_reader_keeps_its_place() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    let stream = "astra.trading.tradeexecuted.v1";
    server.load(
        (1..=5).map(|ms| {
            ["XADD".to_owned(), stream.into(), format!("{ms}-0"), "f".into(), "v".into()]
        }),
    );
    server.deliver(stream, "trading_internal", "c", 3);
    let before = server.redis(&["XINFO", "STREAM", stream, "FULL"]);
    let report = astra(&["setup", "-o", "json"]).server(&server).ok().json();
    assert_eq!((&report["created"], &report["unchanged"]), (&0.into(), &131.into()));
    assert_eq!(report["actions"], serde_json::json!([]));
    assert_eq!(
        server.redis(&["XINFO", "STREAM", stream, "FULL"]).field("groups"),
        before.field("groups")
    );
}

#[test]
fn concurrent_deployments_create_one_topology_and_none_fails() {
    let server = Server::start();
    let runs: Vec<_> =
        (0..8).map(|_| astra(&["setup", "-o", "json"]).server(&server).spawn()).collect();
    let mut created = 0;
    for run in runs {
        let run = run.finish();
        assert_eq!(run.code, Some(0), "{run:?}");
        let report = run.json();
        let sum = report["created"].as_u64().unwrap() + report["unchanged"].as_u64().unwrap();
        assert_eq!((sum, &report["failed"]), (131, &0.into()), "{report}");
        created += report["created"].as_u64().unwrap();
    }
    assert_eq!(created, 131, "each binding is created by exactly one of them");
    assert_eq!(bindings(&server).len(), 131);
}

#[test]
fn an_empty_server_is_provisioned_in_at_most_six_round_trips() {
    let server = Server::start();
    // Before Redis 7.0 each creation is tried with a read counter, refused, and repeated without it.
    let (most, creations) = if server.has_counters() {
        (6, "xgroup|create:calls=131,")
    } else {
        (9, "xgroup:calls=262,")
    };
    // On a busy machine one request may arrive in pieces, and each piece is a read. There are never more round trips
    // than reads, so one run with few reads proves it.
    eventually(&format!("a setup takes at most {most} round trips"), || {
        server.redis(&["FLUSHALL"]).ok();
        server.redis(&["CONFIG", "RESETSTAT"]).ok();
        let reads = reads_of_a_setup(&server);
        let calls = server.redis(&["INFO", "commandstats"]).text().to_owned();
        assert!(calls.contains(&format!("cmdstat_{creations}")), "{calls}");
        assert!(reads >= 3, "{reads} reads are too few for a setup");
        reads <= most
    });
}

/// How often the server read something from a setup.
fn reads_of_a_setup(server: &Server) -> i64 {
    let mut client = server.client();
    let mut stats = |names: [&str; 3]| {
        let info = client.command(&["INFO"]).unwrap().text().to_owned();
        names.map(|name| -> i64 {
            let mut lines = info.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(key, _)| *key == name).unwrap().1.parse().unwrap()
        })
    };
    let names = ["total_reads_processed", "total_connections_received", "connected_clients"];
    let [reads_before, connections_before, _] = stats(names);
    astra(&["setup"]).server(server).ok();
    // Each connection ends with one more read, and each of these questions is also a read.
    let (mut ours, mut reads, mut connections) = (0, 0, 0);
    eventually("the connections have ended", || {
        let connected;
        [reads, connections, connected] = stats(names);
        ours += 1;
        connected == 1
    });
    (reads - reads_before) - (connections - connections_before) - ours
}

#[test]
fn groups_whose_names_contain_each_other_are_kept_apart() {
    let server = Server::start();
    let stream = TRADES;
    server.create_group(stream, "risk_management_old");
    server.redis(&["XGROUP", "CREATE", stream, "the_risk", "0"]).ok();
    let file = topology(&[("risk", "0"), ("risk_management", "0")]);
    astra(&["setup"]).server(&server).file("groups.yaml", file).ok();
    assert_eq!(
        groups(&server, stream),
        ["risk", "risk_management", "risk_management_old", "the_risk"]
    );
}

#[test]
fn matching_streams_of_the_server_are_also_provisioned_and_pattern_names_never() {
    let server = Server::start();
    server.redis(&["XADD", "astra.trading.tradeexecuted.v2", "1-0", "f", "v"]).ok();
    server.redis(&["XADD", "astra.trading.new.thing.v1", "1-0", "f", "v"]).ok();
    server.create_group("astra.trading.*", "trading_internal");
    let report = astra(&["setup", "-o", "json"]).server(&server).ok().json();
    assert_eq!(report["streams"], 29);
    assert_eq!(
        groups(&server, "astra.trading.tradeexecuted.v2"),
        [
            "audit_trail_recorders",
            "revenue_trackers",
            "social_feed_generators",
            "trading_internal",
            "trading_risk_management",
        ]
    );
    assert_eq!(
        groups(&server, "astra.trading.new.thing.v1"),
        [
            "achievement_processors",
            "audit_trail_recorders",
            "metrics_collectors",
            "notification_senders",
            "trading_internal",
        ],
        "a star also matches dots"
    );
    assert_eq!(groups(&server, "astra.trading.*"), ["trading_internal"]);
    let findings = report["findings"].as_array().unwrap();
    let literal =
        findings.iter().find(|finding| finding["id"] == "literal-pattern-stream").unwrap();
    assert_eq!(
        (&literal["stream"], &literal["severity"]),
        (&"astra.trading.*".into(), &"warning".into())
    );
    assert_eq!(findings.iter().filter(|finding| finding["id"] == "uncatalogued-stream").count(), 2);
}
