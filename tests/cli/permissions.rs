//! Users without a permission: the message names the command and the key, and the hint the rule that would allow it.

use astra_testkit::Server;

use crate::harness::{Run, astra};

const TRADES: &str = "astra.trading.tradeexecuted.v1";
const EVENT: [&str; 4] = ["publish", "Trading.TradeExecuted", "--entity", "t"];

/// A server with the user `op` and these rules.
fn server(rules: &[&str]) -> Server {
    let server = Server::start();
    for number in 1..=3 {
        let stream = format!("astra.x.stream{number}.v1");
        server.redis(&["XADD", &stream, "1-0", "f", "v"]).ok();
        server.redis(&["XGROUP", "CREATE", &stream, "g", "0"]).ok();
        server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", &stream, ">"]).ok();
    }
    server.redis(&[&["ACL", "SETUSER", "op", "on", ">pw"], rules].concat()).ok();
    server
}

fn run(server: &Server, words: &[&str], stdin: &str) -> Run {
    let url = format!("{}?user=op&pass=pw", server.url());
    astra(words).stdin(stdin).env("ASTRA_REDIS_URL", url).run()
}

/// Expects exactly one hint, with this rule.
#[track_caller]
fn hints_at(run: &Run, rule: &str) {
    let hint = format!("hint: allow it with ACL SETUSER op {rule}, or see astra acl");
    assert_eq!(run.stderr.matches("hint: ").count(), 1, "{run:#?}");
    assert!(run.stderr.contains(&hint), "{hint}: {run:#?}");
    assert_eq!(run.code, Some(1), "{run:#?}");
}

#[test]
fn a_refused_event_names_the_command_and_the_rule_for_its_stream() {
    let server = server(&["~other", "+@all"]);
    let single = run(&server, &EVENT, "");
    hints_at(&single, "~astra.trading.tradeexecuted.v1");
    assert!(single.stderr.starts_with(&format!("error: stream `{TRADES}`: NOPERM")), "{single:?}");
    assert!(single.stderr.contains("(XADD)\n"), "{single:?}");
    let line = r#"{"event_type":"Trading.TradeExecuted","entity_id":"t","data":{}}"#;
    let other = line.replace("Trading.TradeExecuted", "Nft.NftSold");
    let from = ["publish", "--from", "-"];
    let bulk = run(&server, &from, line);
    hints_at(&bulk, "~astra.trading.tradeexecuted.v1");
    assert!(bulk.stderr.contains(&format!("on: stream `{TRADES}`: NOPERM")), "{bulk:?}");
    let both = run(&server, &from, &format!("{line}\n{other}\n{line}"));
    assert!(both.stderr.contains(&format!("on: stream `{TRADES}` and others: NOPERM")), "{both:?}");
}

#[test]
fn a_command_that_is_not_allowed_is_named_with_its_rule() {
    let server = server(&["~*", "+@all", "-xadd"]);
    hints_at(&run(&server, &EVENT, ""), "+xadd");
}

#[test]
fn unreadable_streams_are_one_line_and_one_hint() {
    let server = server(&["~other", "+@all"]);
    for words in [&["lag", "--max-lag", "0"][..], &["pending"]] {
        let run = run(&server, words, "");
        hints_at(&run, "~astra.x.stream1.v1");
        let line = "warning: cannot read `astra.x.stream1.v1` and 2 more: NOPERM ";
        assert_eq!(run.stderr.matches("warning: cannot read").count(), 1, "{run:#?}");
        assert!(run.stderr.contains(line) && run.stderr.contains("(XINFO)\n"), "{run:#?}");
    }
    let tail = run(&server, &["tail", "--no-follow"], "");
    let hint = "hint: allow it with ACL SETUSER op ~astra.x.stream1.v1, ";
    assert!(tail.stderr.contains(hint) && tail.stderr.matches("hint: ").count() == 1, "{tail:#?}");
}

#[test]
fn groups_whose_pending_entries_may_not_be_read_are_one_line() {
    let server = server(&["~*", "+@all", "-xpending"]);
    let run = run(&server, &["pending"], "");
    hints_at(&run, "+xpending");
    let line = "warning: cannot read group `g` on `astra.x.stream1.v1` and 2 more: NOPERM ";
    assert!(run.stderr.contains(line) && run.stderr.matches("warning: ").count() == 1, "{run:#?}");
}

#[test]
fn groups_that_setup_may_not_create_get_one_hint() {
    let server = server(&["~*", "+@all", "-xgroup"]);
    let run = run(&server, &["setup"], "");
    assert!(run.stderr.starts_with("hint: allow it with ACL SETUSER op +xgroup"), "{run:#?}");
    assert_eq!((run.stderr.lines().count(), run.code), (1, Some(1)), "{run:#?}");
}

#[test]
fn a_flow_that_may_create_nothing_reports_no_leftovers() {
    let server = server(&["~other", "+@all"]);
    let url = format!("{}?user=op&pass=pw", server.url());
    let run = astra(&["flow-test", "--url", &url]).run();
    assert!(run.stderr.starts_with("error: stream `astra-flowtest-"), "{run:#?}");
    assert!(run.stderr.contains("(XGROUP)\nhint: allow it with ACL SETUSER op ~astra-flowtest-"));
    assert_eq!((run.stderr.lines().count(), run.code), (2, Some(1)), "{run:#?}");
}

#[test]
fn an_action_that_is_not_allowed_gets_one_hint() {
    let server = server(&["~*", "+@all", "-eval"]);
    for action in ["ack", "dead-letter"] {
        let run = run(&server, &["pending", action, "astra.x.*", "--yes"], "");
        hints_at(&run, "+eval");
        assert!(run.stdout.contains("3 failed"), "{run:#?}");
    }
    let claim = run(&server, &["pending", "claim", "--group", "g", "--to", "d", "--yes"], "");
    assert_eq!(
        claim.stderr.matches("hint: allow it with ACL SETUSER op +eval,").count(),
        1,
        "{claim:#?}"
    );
}
