//! `astra services`: the registry, including the broken records that the fleet leaves there.

use astra_testkit::{Server, on_each_version};
use serde_json::{Value, json};

use super::scene::{now, register, row, rows, services};
use crate::harness::astra;

#[test]
fn shows_a_registered_instance_with_every_field() {
    let server = Server::start();
    register(&server, "trading", "trading-001", "healthy", 1.0);
    let row = &rows(&server)[0];
    let age = row["heartbeat_age_s"].as_f64().unwrap();
    assert!((1.0..20.0).contains(&age), "{age}");
    let expires = row["expires_in_s"].as_u64().unwrap();
    assert!((40..=60).contains(&expires), "{expires}");
    for (key, expected) in [
        ("service", json!("trading")),
        ("instance", json!("trading-001")),
        ("address", json!("localhost:8001")),
        ("version", json!("1.0.0")),
        ("state", json!("healthy")),
        ("status", json!("healthy")),
        ("domain", json!("trading")),
        ("indexed", json!(true)),
        ("metadata", json!({ "domain": "trading", "replicas": 2 })),
        ("flaws", json!([])),
    ] {
        assert_eq!(row[key], expected, "{key}");
    }
}

#[test]
fn an_empty_registry_is_reported_without_alarm() {
    let server = Server::start();
    server.redis(&["XADD", "astra.user.profileupdated.v1", "*", "f", "v"]).ok();
    astra(&["services"])
        .server(&server)
        .stdout("no service is registered, or none matches the filters\n")
        .check();
    assert_eq!(
        services(&server).ok().json(),
        json!({"schema": "astra.services/v1", "services": []})
    );
}

#[test]
fn each_state_is_recognized() {
    let server = Server::start();
    for status in ["healthy", "unhealthy", "starting", "stopping", "unknown"] {
        register(&server, status, "fresh", status, 1.0);
        register(&server, status, "silent", status, 30.0);
    }
    for status in ["healthy", "unhealthy", "starting", "stopping", "unknown"] {
        assert_eq!(row(&server, &format!("service:{status}:fresh"))["state"], status);
        let silent = row(&server, &format!("service:{status}:silent"));
        assert_eq!((&silent["state"], &silent["status"]), (&json!("stale"), &json!(status)));
    }
}

#[test]
fn the_table_has_one_row_per_instance() {
    let server = Server::start();
    for (service, id, status, ago) in [
        ("nft", "nft-1", "starting", 1.0),
        ("trading", "trading-1", "healthy", 1.0),
        ("trading", "trading-2", "unhealthy", 1.0),
        ("trading", "trading-3", "healthy", 36_000.0),
    ] {
        register(&server, service, id, status, ago);
        server.redis(&["EXPIRE", &format!("service:{service}:{id}"), "36000"]).ok();
    }
    server.redis(&["SADD", "services:nft", "nft-2"]).ok();
    let table = astra(&["services"]).server(&server).ok().table("SERVICE");
    // The age of a fresh heartbeat depends on the speed of the machine.
    insta::with_settings!({ filters => vec![(r" +\d+(\.\d+)?s ", "      1s ")] }, {
        insta::assert_snapshot!(table, @r"
        SERVICE  INSTANCE   STATE      ADDRESS         VERSION  BEAT  EXPIRES  DOMAIN   !
        nft      nft-1      starting   localhost:8001  1.0.0      1s      10h  nft
        nft      nft-2      orphan     ?               ?           ?        ?  ?        !
        trading  trading-1  healthy    localhost:8001  1.0.0      1s      10h  trading
        trading  trading-2  unhealthy  localhost:8001  1.0.0      1s      10h  trading
        trading  trading-3  stale      localhost:8001  1.0.0     10h      10h  trading
        ");
    });
}

#[test]
fn instances_outlive_the_set_of_their_service() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    server.redis(&["DEL", "services:trading"]).ok();
    let row = &rows(&server)[0];
    assert_eq!((&row["state"], &row["indexed"]), (&json!("healthy"), &json!(false)));
}

#[test]
fn a_member_of_the_set_without_a_hash_is_an_orphan() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    register(&server, "trading", "t-2", "healthy", 1.0);
    server.redis(&["DEL", "service:trading:t-2"]).ok();
    let rows = rows(&server);
    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert_eq!((&rows[0]["instance"], &rows[0]["state"]), (&json!("t-1"), &json!("healthy")));
    assert_eq!((&rows[1]["instance"], &rows[1]["state"]), (&json!("t-2"), &json!("orphan")));
    assert_eq!((&rows[1]["indexed"], &rows[1]["status"]), (&json!(true), &Value::Null));
}

#[test]
fn broken_registrations_are_marked_and_hide_nothing() {
    let server = Server::start();
    register(&server, "good", "g-1", "healthy", 1.0);
    let heartbeat = now(&server).to_string();
    let late = ["HSET", "service:late:l-1", "last_heartbeat", &heartbeat, "status", "healthy"];
    server.redis(&late).ok();
    for (id, field, value) in [
        ("repr", "metadata", "{'domain': 'x'}"),
        ("port", "port", "80x"),
        ("words", "last_heartbeat", "soon"),
        ("future", "last_heartbeat", "99999999999"),
    ] {
        register(&server, "bad", id, "healthy", 1.0);
        server.redis(&["HSET", &format!("service:bad:{id}"), field, value]).ok();
    }
    server.redis(&["PERSIST", "service:bad:repr"]).ok();
    server.redis(&["RPUSH", "service:wrong:type", "x"]).ok();
    server.redis(&["SET", "services:wrong", "x"]).ok();
    server.redis(&[b"HSET".as_slice(), b"service:raw:\xff", b"host", b"\xfe\x00"]).ok();

    let run = services(&server).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stderr, "warning: `services:wrong` holds a string, not a set\n");
    let document = run.json();
    let by_key = |key: &str| {
        let rows = document["services"].as_array().unwrap();
        rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key}")).clone()
    };
    assert_eq!(document["services"].as_array().unwrap().len(), 8);
    assert_eq!(by_key("service:good:g-1")["flaws"], json!([]));
    assert_eq!(by_key("service:late:l-1")["instance"], "l-1");
    assert_eq!(by_key("service:late:l-1")["address"], Value::Null);
    let repr = by_key("service:bad:repr");
    assert_eq!(repr["metadata"], "{'domain': 'x'}");
    assert_eq!((&repr["expires_in_s"], &repr["state"]), (&Value::Null, &json!("healthy")));
    assert!(repr["expires_reason"].is_string());
    assert_eq!(by_key("service:bad:port")["address"], Value::Null);
    for id in ["words", "future"] {
        let row = by_key(&format!("service:bad:{id}"));
        assert_eq!((&row["state"], &row["heartbeat_age_s"]), (&json!("unknown"), &Value::Null));
        assert!(row["heartbeat_reason"].is_string());
    }
    assert_eq!(by_key("service:wrong:type")["flaws"], json!(["the key holds a list, not a hash"]));
    let raw = json!({"base64": "c2VydmljZTpyYXc6/w=="});
    let rows = document["services"].as_array().unwrap();
    let raw = rows.iter().find(|row| row["key"] == raw).unwrap();
    assert_eq!(raw["instance"], json!({"base64": "/w=="}), "a name that is not text is base64");
}

#[test]
fn keys_that_the_user_may_not_read_are_reported_and_hide_nothing() {
    let server = Server::start();
    register(&server, "mine", "m-1", "healthy", 1.0);
    register(&server, "theirs", "t-1", "healthy", 1.0);
    let rules = ["ACL", "SETUSER", "op", "on", ">pw", "+@all", "~service:mine:*", "~services:*"];
    server.redis(&rules).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    let run = astra(&["services", "-o", "json"]).env("ASTRA_REDIS_URL", url).run();
    let document = run.json();
    assert_eq!(document["services"][0]["state"], "healthy");
    let theirs = &document["services"][1];
    assert_eq!((&theirs["service"], &theirs["state"]), (&json!("theirs"), &json!("unknown")));
    assert_eq!((&theirs["indexed"], &theirs["flaws"]), (&json!(true), &json!([])));
    let reason = theirs["heartbeat_reason"].as_str().unwrap();
    assert!(reason.starts_with("cannot be read: NOPERM"), "{reason}");
    assert_eq!(theirs["expires_reason"], "cannot be read");
    let unread = &document["unread"];
    assert_eq!((unread.as_array().unwrap().len(), &unread[0]["key"]), (1, &theirs["key"]));
    assert!(run.stderr.contains("hint: allow it with ACL SETUSER op ~service:theirs:t-1, "));
    assert_eq!(run.code, Some(1), "{run:#?}");
}

#[test]
fn an_unreadable_registry_is_not_reported_as_empty() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "+@all", "~astra.*"]).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    let services = |words: &[&str]| {
        let run = astra(&[&["services"], words].concat()).env("ASTRA_REDIS_URL", &url).run();
        assert!(run.stderr.starts_with("warning: cannot read `service"), "{run:#?}");
        assert!(
            run.stderr.matches("hint: allow it with ACL SETUSER op ~").count() == 1,
            "{run:#?}"
        );
        assert_eq!(run.code, Some(1), "{run:#?}");
        run
    };
    let row = services(&["-o", "json"]).json()["services"][0].clone();
    assert_eq!((&row["state"], &row["indexed"]), (&json!("unknown"), &Value::Null));
    assert!(row["indexed_reason"].is_string(), "{row}");
    let healthy = services(&["--state", "healthy"]);
    let none = "no service is registered in what can be seen, or none matches the filters\n";
    assert_eq!(healthy.stdout, none);
    let required = services(&["--require", "trading=1", "-o", "json"]);
    let message =
        "error: service `trading` has 0 healthy instances in what can be seen, 1 required";
    assert!(required.stderr.contains(message), "{required:#?}");
}

#[test]
fn a_server_that_is_out_of_memory_still_lists_healthy_instances() {
    on_each_version(|server| {
        register(server, "trading", "t-1", "healthy", 1.0);
        server.redis(&["CONFIG", "SET", "maxmemory", "1"]).ok();
        assert!(server.redis(&["SET", "k", "v"]).is_error(), "the server still has memory");
        let required = ["services", "--require", "trading=1", "-o", "json"];
        let row = &astra(&required).server(server).ok().json()["services"][0];
        assert_eq!((&row["state"], &row["indexed"]), (&json!("healthy"), &json!(true)));
        assert!(row["expires_in_s"].as_u64().is_some_and(|seconds| seconds > 0), "{row}");
    });
}

#[test]
fn reading_changes_nothing() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    services(&server).ok();
    let stats = server.redis(&["INFO", "commandstats"]);
    let used: Vec<&str> = stats
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("cmdstat_")?.split(':').next())
        .collect();
    for word in &used {
        let reads = ["scan", "type", "ttl", "hgetall", "smembers", "time", "role", "multi", "exec"];
        let talks = [
            "hello",
            "client|setinfo",
            "cluster|slots",
            "select",
            "config|resetstat",
            "info",
            "auth",
        ];
        assert!(reads.contains(word) || talks.contains(word), "{word} of {used:?}");
    }
    assert!(used.contains(&"hgetall"), "{used:?}");
}

#[test]
fn filters_narrow_the_list() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    register(&server, "trading", "t-2", "healthy", 40.0);
    register(&server, "social", "s-1", "starting", 1.0);
    let shown = |arguments: &[&str]| {
        let all: Vec<&str> = [&["services", "-o", "json"], arguments].concat();
        let document = astra(&all).server(&server).ok().json();
        let rows = document["services"].as_array().unwrap().clone();
        rows.iter().map(|row| row["instance"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&["--state", "stale"]), ["t-2"]);
    assert_eq!(shown(&["--state", "stale", "--state", "starting"]), ["s-1", "t-2"]);
    assert_eq!(shown(&["--service", "trading"]), ["t-1", "t-2"]);
    assert_eq!(shown(&["--domain", "social"]), ["s-1"]);
    assert_eq!(shown(&["--service", "trading", "--state", "healthy"]), ["t-1"]);
    astra(&["services", "--service", "tradign"])
        .server(&server)
        .stdout_has("none matches the filters")
        .stderr("warning: no instance of service `tradign` is registered\nhint: did you mean `trading`?\n")
        .check();
    astra(&["services", "--state", "well"]).server(&server).code(2).stderr_has("`well`").check();
}

#[test]
fn requirements_count_only_healthy_instances() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    register(&server, "trading", "t-2", "healthy", 31.0);
    register(&server, "trading", "t-3", "starting", 1.0);
    server.redis(&["SADD", "services:trading", "orphan"]).ok();
    let require = |words: &[&str]| {
        let all: Vec<&str> = [&["services", "-o", "json"], words].concat();
        astra(&all).server(&server).run()
    };
    let met = require(&["--require", "trading=1"]);
    assert_eq!((met.code, met.stderr.as_str()), (Some(0), ""));
    let unmet = require(&["--require", "trading=2", "--require", "trading=1"]);
    assert_eq!(unmet.code, Some(1));
    assert_eq!(unmet.stderr, "error: service `trading` has 1 healthy instance, 2 required\n");
    let outcome = &unmet.json()["requirements"][0];
    assert_eq!(*outcome, json!({"service": "trading", "required": 2, "healthy": 1, "met": false}));
    let typo = require(&["--require", "tradin=1"]);
    assert_eq!(typo.code, Some(1));
    assert!(typo.stderr.contains("`tradin` has 0 healthy"), "{}", typo.stderr);
    assert!(typo.stderr.contains("did you mean `trading`?"), "{}", typo.stderr);
    assert_eq!(require(&["--require", "trading=1", "--state", "stale"]).code, Some(0));
    for wrong in ["trading", "trading=", "=2", "trading=-1", "trading=two"] {
        assert_eq!(require(&["--require", wrong]).code, Some(2), "{wrong}");
    }
}

#[test]
fn two_hashes_of_one_instance_count_once() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    server.redis(&["COPY", "service:trading:t-1", "service:trading:copy"]).ok();
    let run = astra(&["services", "--require", "trading=2"]).server(&server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("! service:trading:copy: by its fields it belongs under"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_unreachable_server_never_meets_a_requirement() {
    astra(&["services", "--require", "trading=0", "--url", "unix:///nonexistent/redis.sock"])
        .code(3)
        .stderr_has("error: cannot reach Redis at /nonexistent/redis.sock")
        .stderr_has("hint: ")
        .check();
}

#[test]
fn ten_thousand_instances_take_few_round_trips() {
    let server = Server::start();
    let heartbeat = now(&server).to_string();
    server.load((0..10_000).map(|number| {
        let (key, id) = (format!("service:many:{number}"), number.to_string());
        [
            "HSET",
            &key,
            "service_name",
            "many",
            "instance_id",
            &id,
            "host",
            "h",
            "port",
            "1",
            "version",
            "1",
            "status",
            "healthy",
            "metadata",
            "{}",
            "last_heartbeat",
            &heartbeat,
        ]
        .map(str::to_owned)
    }));
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let run = astra(&["services", "--require", "many=10000", "-o", "csv"]).server(&server).run();
    let stats = server.redis(&["INFO", "stats"]).text().to_owned();
    let reads = stats.lines().find_map(|line| line.strip_prefix("total_reads_processed:"));
    // One for each page of a thousand keys, one for their hashes, and some that arrive in pieces.
    assert!(reads.unwrap().parse::<u32>().unwrap() < 500, "{stats}");
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), 10_001), "{}", run.stderr);
}

#[test]
fn hostile_bytes_cannot_control_a_terminal() {
    let server = Server::start();
    register(&server, "evil", "\x1b]0;owned\x07\u{202e}", "\x1b[2J", 1.0);
    let mut terminal = astra(&["services"]).server(&server).terminal(160, 24);
    terminal.shows("1 instance");
    let raw = terminal.raw();
    assert!(
        !raw.contains("\x1b]0;") && !raw.contains("\x1b[2J") && !raw.contains('\u{202e}'),
        "{raw:?}"
    );
    assert!(raw.contains("\\x1b]0;owned"), "{raw:?}");
}

#[test]
fn a_table_fits_its_terminal_and_is_never_cut_when_piped() {
    let server = Server::start();
    register(&server, "trading", "trading-service-with-a-very-long-name-0001", "healthy", 1.0);
    let piped = astra(&["services"]).server(&server).ok();
    assert!(
        piped.stdout.contains("trading-service-with-a-very-long-name-0001"),
        "{}",
        piped.stdout
    );
    assert!(!piped.stdout.contains('\x1b'));
    let mut terminal = astra(&["services", "--color", "never"]).server(&server).terminal(80, 24);
    terminal.shows("1 instance");
    let raw = terminal.raw();
    assert!(raw.lines().all(|line| line.chars().count() <= 80), "{raw}");
}

#[test]
fn watching_shows_each_refresh_and_survives_a_lost_server() {
    let mut server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    let mut running = astra(&["services", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    let first: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(first["services"][0]["instance"], "t-1");
    server.kill();
    running.stderr_line("trying again in 100ms");
    server.restart();
    register(&server, "trading", "t-2", "healthy", 1.0);
    running.line_where(|line| line.contains("\"t-2\""));
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
}

#[test]
fn watching_a_server_that_was_never_there_ends() {
    astra(&["services", "--watch", "--url", "unix:///nonexistent/redis.sock"])
        .code(3)
        .stderr_has("cannot reach Redis")
        .stderr_has("hint: ")
        .check();
}
