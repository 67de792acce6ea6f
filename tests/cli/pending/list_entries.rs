//! `--entries` and `--payload` in every format.

use astra_testkit::Server;
use serde_json::{Value, json};

use super::scene::{STREAM, json as run, set, stream};
use crate::harness::{Terminal, astra, run_of};

#[test]
fn lists_every_entry_that_the_filters_select() {
    let server = Server::start();
    stream(&server, STREAM, 3);
    server.deliver(STREAM, "g", "c1", 3);
    set(&server, STREAM, "c2", "2-0", "600000", "7");
    server.redis(&["XDEL", STREAM, "3-0"]).ok();
    let document = run(&server, &["--entries"]);
    assert_eq!(document["schema"], "astra.pending/v1");
    assert_eq!(document["groups"][0]["pending"], 3);
    let entries = document["entries"].as_array().unwrap();
    let row = |entry: &Value| {
        ["stream", "group", "consumer", "id", "deliveries", "ghost"].map(|key| entry[key].clone())
    };
    assert_eq!(
        row(&entries[0]),
        [STREAM, "g", "c1", "1-0"]
            .map(Value::from)
            .into_iter()
            .chain([json!(1), json!(false)])
            .collect::<Vec<_>>()[..]
    );
    assert_eq!((&entries[1]["consumer"], &entries[1]["deliveries"]), (&json!("c2"), &json!(7)));
    assert!(entries[1]["idle_ms"].as_u64().unwrap() >= 600_000);
    assert_eq!(
        (&entries[1]["age_ms"], &entries[1]["age_reason"]),
        (&Value::Null, &json!("the entry IDs are not timestamps"))
    );
    assert_eq!((&entries[2]["id"], &entries[2]["ghost"]), (&json!("3-0"), &json!(true)));
    assert!(entries[0].get("fields").is_none());
    let stuck = run(&server, &["--entries", "--min-idle", "1m"]);
    assert_eq!(stuck["entries"].as_array().unwrap().len(), 1);
    assert_eq!(stuck["entries"][0]["id"], "2-0");
    assert_eq!(run(&server, &["--entries", "--min-deliveries", "9"])["entries"], json!([]));
}

#[test]
fn the_table_has_one_row_per_entry() {
    let server = Server::start();
    stream(&server, STREAM, 3);
    server.deliver(STREAM, "g", "c1", 3);
    for (consumer, id, deliveries) in [("c1", "1-0", "1"), ("c2", "2-0", "7"), ("c1", "3-0", "1")] {
        set(&server, STREAM, consumer, id, "36000000", deliveries);
    }
    server.redis(&["XDEL", STREAM, "3-0"]).ok();
    let table = |words: &[&str]| {
        let words = [&["pending", "--entries"], words].concat();
        astra(&words).server(&server).ok().table("STREAM")
    };
    insta::assert_snapshot!(table(&[]), @r"
    STREAM                GROUP  CONSUMER  ID       AGE     IDLE  DELIVERIES  GHOST
    astra.nft.nftsold.v1  g      c1        1-0        ?      10h           1
    astra.nft.nftsold.v1  g      c2        2-0        ?      10h           7
    astra.nft.nftsold.v1  g      c1        3-0        ?      10h           1  ghost
    ");
    insta::assert_snapshot!(table(&["--payload", "--consumer", "c2"]), @r"
    STREAM                GROUP  CONSUMER  ID       AGE     IDLE  DELIVERIES  GHOST  FIELDS
    astra.nft.nftsold.v1  g      c2        2-0        ?      10h           7         n=2
    ");
}

#[test]
fn payloads_keep_order_bytes_and_repeated_names() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.redis(&["XADD", STREAM, "1-0", "z", "1", "a", "\u{1b}[31m"]).ok();
    server.redis(&[b"XADD".as_slice(), STREAM.as_bytes(), b"2-0", b"a", b"\xff", b"b", b""]).ok();
    server.redis(&["XADD", STREAM, "3-0", "a", "1", "a", "2"]).ok();
    server.redis(&["XADD", STREAM, "4-0", "a", "1"]).ok();
    server.deliver(STREAM, "g", "c", 4);
    server.redis(&["XDEL", STREAM, "4-0"]).ok();
    let run = astra(&["pending", "--entries", "--payload", "-o", "json"]).server(&server).ok();
    assert!(run.stdout.contains(r#""fields":{"z":"1","a":"\u001b[31m"}"#), "{}", run.stdout);
    let entries = &run.json()["entries"];
    assert_eq!(entries[1]["fields"], json!({"a": {"base64": "/w=="}, "b": ""}));
    assert_eq!(entries[2]["fields"], json!([["a", "1"], ["a", "2"]]));
    assert_eq!((&entries[3]["ghost"], &entries[3]["fields"]), (&json!(true), &Value::Null));
    let table = astra(&["pending", "--entries", "--payload"]).server(&server).ok().stdout;
    assert!(table.contains(r"z=1 a=\\x1b[31m") || table.contains(r"z=1 a=\x1b[31m"), "{table}");
    assert!(!table.contains('\u{1b}'));
    astra(&["pending", "--payload"]).server(&server).code(2).stderr_has("--entries").check();
}

#[test]
fn yaml_and_csv_contain_the_same_entries() {
    let server = Server::start();
    stream(&server, STREAM, 600);
    server.deliver(STREAM, "g", "c", 600);
    let yaml = astra(&["pending", "--entries", "-o", "yaml"]).server(&server).ok().stdout;
    assert_eq!(
        yaml.matches("deliveries: 1\n").count(),
        601,
        "600 entries and the greatest of the group"
    );
    assert!(yaml.starts_with("schema: astra.pending/v1\ngroups:\n"), "{}", &yaml[..200]);
    let csv = astra(&["pending", "--entries", "-o", "csv"]).server(&server).ok().stdout;
    assert_eq!(csv.lines().count(), 601);
    assert!(csv.lines().nth(600).unwrap().starts_with("astra.nft.nftsold.v1,g,c,600-0,,"));
    let bare = astra(&["pending", "--entries", "-o", "csv", "--no-headers"]).server(&server).ok();
    assert_eq!(bare.stdout.lines().count(), 600);
    let table = astra(&["pending", "--entries"]).server(&server).ok().stdout;
    assert_eq!(table.matches("STREAM").count(), 1);
    assert!(table.ends_with("600 entries pending, on 1 of 1 binding\n"));
    let empty = astra(&["pending", "--entries", "--min-deliveries", "9", "-o", "yaml"])
        .server(&server)
        .ok();
    assert!(empty.stdout.ends_with("entries: []\n"), "{}", empty.stdout);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let server = Server::start();
    stream(&server, STREAM, 20_000);
    server.deliver(STREAM, "g", "c", 20_000);
    for format in ["table", "json", "yaml", "csv"] {
        let script = format!(
            "'{}' pending --entries -o {format} | head -c 10 >/dev/null; echo \"${{PIPESTATUS[0]}}\"",
            env!("CARGO_BIN_EXE_astra")
        );
        run_of("bash", &["-c", &script]).server(&server).stdout("0\n").check();
    }
}

#[test]
fn an_id_stays_whole_on_a_narrow_terminal() {
    let server = Server::start();
    let stream = "astra.trading.tradeexecuted.v1";
    server.create_group(stream, "revenue_trackers");
    for seq in 1000..1003 {
        let id = format!("1700000000000-{seq}");
        server.redis(&["XADD", stream, &id, "event_type", "Trading.TradeExecuted"]).ok();
    }
    let read = ["XREADGROUP", "GROUP", "revenue_trackers", "a-worker", "STREAMS", stream, ">"];
    server.redis(&read).ok();
    let words = ["pending", "--entries", "--payload"];
    let (code, screen) = astra(&words).server(&server).terminal(80, 24).finish();
    assert_eq!(code, 0);
    for seq in 1000..1003 {
        assert!(screen.contains(&format!(" 1700000000000-{seq} ")), "{screen}");
    }
    assert_eq!(screen.lines().count(), 6, "one line per entry: {screen}");
}

/// The lines of a terminal that is long enough for all of them, each with the column titles above it.
fn titled(mut terminal: Terminal) -> Vec<(String, String)> {
    let screen = terminal.shows(" pending, on ");
    terminal.finish();
    let mut titles = String::new();
    let mut rows = Vec::new();
    for line in screen.lines().take_while(|line| !line.contains(" pending, on ")) {
        if line.starts_with("STREAM") {
            line.clone_into(&mut titles);
        } else if !line.is_empty() {
            rows.push((titles.clone(), line.to_owned()));
        }
    }
    rows
}

#[test]
fn every_page_has_column_titles() {
    let server = Server::start();
    let (sold, levelup) = ("astra.nft.nftsold.v1", "astra.gamification.levelup.v1");
    for (name, consumer) in
        [(sold, "c"), (levelup, "worker-with-a-long-name-in-k8s-7d9f8b6c5-abcde")]
    {
        server.create_group(name, "g");
        for id in ["1700000000000-0", "1700000000000-123456789", "1700000000001-0"] {
            server.redis(&["XADD", name, id, "f", "v"]).ok();
        }
        server.deliver(name, "g", consumer, 3);
    }
    server.redis(&["XDEL", sold, "1700000000001-0"]).ok();
    for columns in [80, 100, 140] {
        let words = ["pending", "--entries"];
        let rows = titled(astra(&words).server(&server).terminal(columns, 40));
        assert_eq!(rows.len(), 6, "{rows:?}");
        for (titles, row) in rows {
            let id = titles.find("ID ").unwrap();
            let shown: String = row.chars().skip(id).collect();
            assert!(shown.starts_with("1700000000"), "{titles}\n{row}");
            assert!(!row.ends_with("ghost") || titles.ends_with("GHOST"), "{titles}\n{row}");
        }
    }
}
