//! The verdict on a run without faults.

use astra_testkit::Server;
use serde_json::json;

use super::scene::{everything, keys};
use crate::harness::astra;

#[test]
fn the_reference_flow_has_the_numbers_of_the_contract() {
    let server = Server::start();
    let verdict = astra(&["flow-test", "-o", "json"]).server(&server).ok().json();
    assert_eq!(verdict["schema"], "astra.flow-test/v1");
    assert_eq!(verdict["passed"], true);
    let events = json!({"expected": 24, "seen": 24, "by_domain": {"trading": 6, "gamification": 9, "social": 6, "financial": 3}});
    assert_eq!(verdict["events"], events);
    let deliveries = json!({"expected": 129, "made": 129, "acknowledged": 129, "duplicates": 0});
    assert_eq!(verdict["deliveries"], deliveries);
    assert_eq!(verdict["correlated"], 24);
    assert_eq!((&verdict["domain_depth"], &verdict["causal_depth"]), (&json!(3), &json!(4)));
    assert_eq!(verdict["deadline_ms"], 1000.0);
    assert_eq!(verdict["failures"], json!([]));
}

#[test]
fn times_and_rates_are_those_of_this_run() {
    let server = Server::start();
    let verdict = astra(&["flow-test", "-o", "json"]).server(&server).ok().json();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let latency = &verdict["latency_ms"];
    let sorted = ["p50", "p95", "p99", "max"].map(|name| number(&latency[name]));
    assert!(sorted.is_sorted() && sorted[0] > 0.0, "{latency}");
    assert!(sorted[3] <= number(&verdict["duration_ms"]), "{verdict}");
    let rate = 24.0 / (number(&verdict["duration_ms"]) / 1000.0);
    assert!((number(&verdict["events_per_second"]) - rate).abs() < 0.01, "{verdict}");
}

#[test]
fn a_shared_server_is_left_as_it_was() {
    let server = Server::start();
    let stream = "astra.trading.tradeexecuted.v1";
    server.redis(&["XADD", stream, "1-0", "event_id", "theirs"]).ok();
    server.redis(&["XGROUP", "CREATE", stream, "revenue_trackers", "0"]).ok();
    server.redis(&["SET", "astra-flowtest-", "no stream of a run"]).ok();
    let before = everything(&server);
    astra(&["flow-test"]).server(&server).ok();
    assert_eq!(everything(&server), before);
}

#[test]
fn without_a_server_it_starts_one_of_its_own() {
    let run = astra(&["flow-test", "-o", "json"]).ok().json();
    assert_eq!(run["passed"], true);
    let port: u16 = run["server"].as_str().unwrap().rsplit_once(':').unwrap().1.parse().unwrap();
    assert!(
        std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the server is still there"
    );
}

#[test]
fn a_deadline_that_nothing_can_meet_makes_everything_late_and_nothing_absent() {
    let server = Server::start();
    let words = ["flow-test", "-o", "json", "--deadline", "1us"];
    let run = astra(&words).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    assert_eq!((&verdict["events"]["seen"], &verdict["correlated"]), (&json!(24), &json!(24)));
    let deliveries = json!({"expected": 129, "made": 129, "acknowledged": 129, "duplicates": 0});
    assert_eq!(verdict["deliveries"], deliveries);
    assert_eq!((&verdict["domain_depth"], &verdict["causal_depth"]), (&json!(3), &json!(4)));
    let failures = verdict["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 51);
    assert!(failures[..50].iter().all(|failure| failure["check"] == "in-time"), "{failures:?}");
    assert_eq!(failures[50]["detail"], "79 more failures");
    let latest = verdict["latency_ms"]["max"].as_f64().unwrap();
    assert!(verdict["duration_ms"].as_f64().unwrap() >= latest, "{verdict}");
}

#[test]
fn the_text_output_ends_with_the_verdict() {
    let server = Server::start();
    let run = astra(&["flow-test"]).server(&server).ok();
    let last = run.stdout.lines().last().unwrap();
    assert!(last.starts_with("flow-test PASSED: 3 trades"), "{}", run.stdout);
    insta::with_settings!({ filters => vec![(r"\d+\.\d+", "N")] }, {
        insta::assert_snapshot!(run.table("CHECK"), @r"
        CHECK         SEEN  EXPECTED  DETAIL
        events          24        24  financial 3, gamification 9, social 6, trading 6
        correlated      24        24  4 deep, 3 domain levels
        delivered      129       129  p50 N, p95 N, p99 N, max N ms
        in-time        129       129  within 1s
        acknowledged   129       129  0 repeated
        failures         0         0
        ");
    });
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_topology_without_a_group_of_the_flow_fails() {
    let server = Server::start();
    let groups =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/groups.yaml")).unwrap();
    let lacking = groups.replace("name: revenue_trackers", "name: revenue_lookers");
    assert_ne!(groups, lacking);
    let run =
        astra(&["flow-test", "-o", "json"]).server(&server).file("groups.yaml", lacking).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let verdict = run.json();
    assert_eq!(verdict["events"]["seen"], 21);
    let failure = &verdict["failures"][0];
    assert_eq!(
        (&failure["check"], &failure["group"]),
        (&json!("produced"), &json!("revenue_trackers"))
    );
    assert!(failure["detail"].as_str().unwrap().contains("is not bound to its cause's stream"));
}
