//! A single event.

use astra_testkit::Server;

use super::scene::TRADES;
use crate::harness::{astra, rfc3339_seconds};

const ORDER: [&str; 10] = [
    "event_id",
    "event_type",
    "domain",
    "entity_id",
    "occurred_at",
    "event_version",
    "correlation_id",
    "causation_id",
    "producer",
    "data",
];

const EVENT: [&str; 6] =
    ["publish", "Trading.TradeExecuted", "--entity", "trade_42", "--data", r#"{"user_id":123}"#];

fn names(server: &Server, stream: &str) -> Vec<String> {
    let entry = server.entries(stream).pop().unwrap();
    entry.items()[1].texts().into_iter().step_by(2).map(str::to_owned).collect()
}

#[test]
fn writes_the_ten_fields_in_order_with_defaults() {
    let server = Server::start();
    let run = astra(&EVENT).server(&server).ok();
    let entry = server.entries(TRADES).pop().unwrap();
    assert_eq!(run.stdout, format!("{TRADES} {}\n", entry.items()[0].text()));
    assert_eq!(names(&server, TRADES), ORDER);
    let fields = &entry.items()[1];
    for (name, value) in [
        ("event_type", "Trading.TradeExecuted"),
        ("domain", "trading"),
        ("entity_id", "trade_42"),
        ("event_version", "1"),
        ("correlation_id", ""),
        ("causation_id", ""),
        ("producer", concat!("astra@", env!("CARGO_PKG_VERSION"))),
        ("data", r#"{"user_id":123}"#),
    ] {
        assert_eq!(fields.field(name).text(), value, "{name}");
    }
    assert_eq!(fields.field("event_id").text().len(), 36);
    assert!(fields.field("occurred_at").text().ends_with('Z'));
}

#[test]
fn writes_every_given_field() {
    let server = Server::start();
    let (id, cause) =
        ("11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555");
    let given = [
        ("event_id", "--event-id", id),
        ("correlation_id", "--correlation-id", "order 7"),
        ("causation_id", "--causation-id", cause),
        ("producer", "--producer", "job@2"),
        ("event_version", "--event-version", "3"),
        ("occurred_at", "--occurred-at", "2026-11-22T10:00:00+00:00"),
    ];
    let options = given.iter().flat_map(|(_, option, value)| [*option, *value]);
    let words: Vec<_> =
        EVENT.into_iter().chain(options).chain(["--allow-unknown", "-o", "json"]).collect();
    let report = astra(&words).server(&server).ok().json();
    let stream = "astra.trading.tradeexecuted.v3";
    let entry = server.entries(stream).pop().unwrap();
    for (name, _, value) in given {
        assert_eq!(entry.items()[1].field(name).text(), value, "{name}");
    }
    let made =
        serde_json::json!([{"stream": stream, "id": entry.items()[0].text(), "event_id": id}]);
    let expected = serde_json::json!({"schema": "astra.publish/v1", "published": 1, "failed": 0, "entries": made});
    assert_eq!(report, expected);
}

#[test]
fn an_event_may_have_happened_on_a_day_or_some_time_ago() {
    let server = Server::start();
    let happened = |when: &str| {
        let words: Vec<_> = EVENT.into_iter().chain(["--occurred-at", when]).collect();
        astra(&words).server(&server).ok();
        let entry = server.entries("astra.trading.tradeexecuted.v1").pop().unwrap();
        entry.entry_field("occurred_at").to_owned()
    };
    assert_eq!(happened("2026-11-22"), "2026-11-22T00:00:00Z");
    assert_eq!(happened("2026-11-22T10:00:00.120+00:00"), "2026-11-22T10:00:00.120+00:00");
    let now = server.redis(&["TIME"]).items()[0].text().parse::<u64>().unwrap();
    let at = |ago: u64| rfc3339_seconds(now - ago);
    let found = happened("5m");
    assert!(at(302) < found && found < at(200), "{found}");
    for (when, message) in [("5", "`5` has no unit"), ("noon", "`noon` is not a time")] {
        let words: Vec<_> = EVENT.into_iter().chain(["--occurred-at", when]).collect();
        astra(&words).server(&server).code(2).stderr_has(message).check();
    }
}

#[test]
fn takes_data_from_a_file_and_from_standard_input() {
    let server = Server::start();
    let words = |data| ["publish", "Nft.NftSold", "--entity", "n", "--data", data];
    astra(&words("@d.json")).file("d.json", "{\n  \"a\": 1.50\n}\n").server(&server).ok();
    astra(&words("-")).stdin("{\"b\": \"ü\"}").server(&server).ok();
    let entries = server.entries("astra.nft.nftsold.v1");
    let data: Vec<_> = entries.iter().map(|entry| entry.entry_field("data")).collect();
    assert_eq!(data, ["{  \"a\": 1.50}", "{\"b\": \"ü\"}"]);
}

#[test]
fn refuses_errors_before_it_asks_a_server() {
    let nowhere = "unix:///nowhere/redis.sock";
    for (words, error) in [
        (
            &["publish", "Trading.TradeExecutd", "--entity", "e"][..],
            "stream `astra.trading.tradeexecutd.v1` is not in the topology\nhint: did you mean `astra.trading.tradeexecuted.v1`?",
        ),
        (
            &["publish", "Trading.TradeExecuted", "--entity", "e", "--data", "[1]"],
            "`data` must be a JSON object",
        ),
        (
            &["publish", "Trading.TradeExecuted", "--entity", "e", "--data", "{'a':1}"],
            "`data` is not JSON: key must be a string at line 1 column 2",
        ),
        (
            &["publish", "Trading.TradeExecuted", "--entity", "e", "--data", "@none.json"],
            "cannot read `none.json`: no such file",
        ),
        (&["publish", "Trading.TradeExecuted", "--entity", ""], "`entity_id` must not be empty"),
        (
            &["publish", "TradeExecuted", "--entity", "e"],
            "`TradeExecuted` is not an event type\nhint: an event type is Domain.EventName, for example Orders.OrderPlaced",
        ),
        (&["publish", "--from", "none.ndjson"], "cannot read `none.ndjson`: no such file"),
        (
            &["publish", "--from", "-", "--resume", "none.log"],
            "cannot read journal `none.log`: no such file or directory",
        ),
    ] {
        astra(words).env("REDIS_URL", nowhere).code(2).stderr(format!("error: {error}\n")).check();
    }
}

#[test]
fn a_wrong_combination_of_options_is_a_usage_error() {
    for words in [
        &["publish"][..],
        &["publish", "Trading.TradeExecuted"],
        &["publish", "Trading.TradeExecuted", "--entity", "e", "--from", "f"],
        &["publish", "--from", "f", "--data", "{}"],
        &["publish", "--from", "f", "--rate", "0"],
        &["publish", "--from", "f", "--start-line", "0"],
        &["publish", "--from", "f", "--account", "a", "--resume", "a"],
        &["publish", "Trading.TradeExecuted", "--entity", "e", "--ids"],
    ] {
        astra(words).code(2).stderr_has("error:").check();
    }
    for check in ["--check", "--dry-run"] {
        for (name, words) in [
            ("--wait", &["--wait", "1"][..]),
            ("--wait-aof", &["--wait-aof"]),
            ("--account", &["--account", "a"]),
            ("--resume", &["--resume", "a"]),
            ("--ids", &["--ids"]),
        ] {
            astra(&[&["publish", "--from", "f", check], words].concat())
                .code(2)
                .stderr(format!(
                    "error: {name} cannot be used with --check (--dry-run), which sends nothing\n"
                ))
                .check();
        }
    }
}

#[test]
fn a_check_shows_the_stream_and_the_fields_and_asks_no_server() {
    let words = [&EVENT[..], &["--dry-run", "-o", "json"]].concat();
    let report = astra(&words).env("REDIS_URL", "unix:///nowhere/redis.sock").ok().json();
    assert_eq!((&report["published"], &report["dry_run"]), (&0.into(), &true.into()));
    assert_eq!(report["entries"][0]["stream"], TRADES);
    let fields = report["entries"][0]["fields"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ORDER);
}

#[test]
fn an_entry_without_its_replica_is_reported_as_written() {
    let server = Server::start();
    let words = [&EVENT[..], &["--wait", "1", "--wait-timeout", "50ms"]].concat();
    astra(&words)
        .server(&server)
        .code(1)
        .stdout_has(TRADES)
        .stderr("error: written, but only 0 of 1 replica confirmed within 50ms\nhint: do not publish it again: it is on the master\n")
        .check();
    assert_eq!(server.length(TRADES), 1);
}

#[test]
fn waits_for_the_replica_on_the_connection_that_wrote() {
    let server = Server::master();
    let replica = Server::replica_of(&server);
    let words = [&EVENT[..], &["--wait", "1", "-o", "json"]].concat();
    let report = astra(&words).server(&server).ok().json();
    assert_eq!(report["replicas"], 1);
    assert_eq!(replica.length(TRADES), 1);
}

#[test]
fn an_unreachable_server_and_a_wrong_password_exit_3() {
    astra(&EVENT)
        .env("REDIS_URL", "unix:///nowhere/redis.sock")
        .code(3)
        .stderr_has("error: cannot reach Redis at /nowhere/redis.sock")
        .check();
    let server = Server::with(&["--requirepass", "right"]);
    astra(&EVENT).server(&server).code(3).stderr_has("it requires a password").check();
    let url = format!("unix://{}?pass=wrong", server.socket().display());
    astra(&EVENT).env("REDIS_URL", url).code(3).stderr_has("wrong user name or password").check();
    let url = format!("unix://{}?pass=right&db=2", server.socket().display());
    astra(&EVENT).env("REDIS_URL", url).ok();
    let mut client = server.client();
    client.command(&["AUTH", "right"]).unwrap().ok();
    client.command(&["SELECT", "2"]).unwrap().ok();
    assert_eq!(client.command(&["XLEN", TRADES]).unwrap().int(), 1);
}

#[test]
fn verbose_logs_the_commands_around_the_event_and_never_a_password() {
    let server = Server::with(&["--requirepass", "hush"]);
    let url = format!("unix://{}?db=3&pass=hush", server.socket().display());
    let words = ["publish", "Nft.NftSold", "--entity", "n", "--wait", "1", "--wait-timeout", "1ms"];
    let run = astra(&[&words[..], &["-v", "--url", &url]].concat()).run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    for message in [": SELECT 3 in ", ": PING in ", ": WAIT 1 1 in "] {
        assert!(run.stderr.contains(message), "{message}: {run:#?}");
    }
    assert!(!run.stderr.contains("AUTH") && !run.stderr.contains("hush"), "{run:#?}");
}
