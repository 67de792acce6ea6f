//! `astra acl`. The tests in `deploy/` prove that the rules allow enough and no more; the shipped file has the same
//! rules.

use astra_testkit::{Server, version};

use crate::harness::astra;

const TRADES: &str = "astra.trading.tradeexecuted.v1";

#[test]
fn prints_the_rules_of_the_shipped_acl_file() {
    let shipped = include_str!("../../deploy/users.acl");
    let roles = ["user operator ", "user provisioner ", "user publisher "];
    let lines: Vec<&str> =
        shipped.lines().filter(|line| roles.iter().any(|role| line.starts_with(role))).collect();
    assert_eq!(lines.len(), 3);
    astra(&["acl"]).stdout(lines.join("\n") + "\n").check();
    astra(&["acl", "publisher"]).stdout(format!("{}\n", lines[2])).check();
    let twice = astra(&["acl", "publisher", "operator", "publisher"]);
    twice.stdout(format!("{}\n{}\n", lines[2], lines[0])).check();
    let report = astra(&["acl", "operator", "-o", "json"]).ok().json();
    assert_eq!(
        (&report["schema"], &report["roles"][0]["role"]),
        (&"astra.acl/v1".into(), &"operator".into())
    );
    assert_eq!(report["roles"][0]["rule"], lines[0]);
}

#[test]
fn opens_the_keys_of_the_given_topology() {
    let run = astra(&["acl", "-f", "bus.yaml"])
        .file("bus.yaml", "version: 1\nprefix: other\nstreams: { trading: { x: { versions: [1] } } }\ngroups: []\n")
        .run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stdout.contains(" ~other.* ") && run.stdout.contains(" %R~{other.* "), "{run:#?}");
    assert!(!run.stdout.contains("astra."), "{run:#?}");
}

#[test]
fn an_unknown_role_is_a_usage_error() {
    let run = astra(&["acl", "root"]).run();
    assert_eq!((run.code, &*run.stdout), (Some(2), ""));
    assert!(run.stderr.contains("possible values: operator, provisioner, publisher"), "{run:#?}");
}

#[test]
fn nobody_can_log_in_through_a_rule_without_a_password() {
    let server = Server::start();
    allow(&server, &[], "");
    let reply = server.redis(&["AUTH", "operator", ""]);
    assert!(format!("{reply:?}").contains("WRONGPASS"), "{reply:?}");
}

#[test]
fn the_operator_may_read_and_not_write() {
    let server = Server::start();
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    allow(&server, &[], ">secret");
    reads_and_does_not_write(&server);
}

#[test]
fn redis_6_accepts_the_rules_for_it() {
    let Some(program) = version("redis-6.2.14") else { return };
    let server = Server::options().program(program).start();
    server.redis(&["XADD", TRADES, "1-0", "f", "v"]).ok();
    allow(&server, &["--redis-6"], ">secret");
    reads_and_does_not_write(&server);
}

/// Creates the operator on the server, with the printed rule and a password.
fn allow(server: &Server, more: &[&str], password: &str) {
    let run = astra(&[&["acl", "operator"], more].concat()).run();
    let words = run.stdout.trim().strip_prefix("user ").unwrap().to_owned();
    let mut command = vec!["ACL", "SETUSER"];
    command.extend(words.split(' ').chain([password]).filter(|word| !word.is_empty()));
    server.redis(&command).ok();
}

fn reads_and_does_not_write(server: &Server) {
    let url = format!("{}?user=operator&pass=secret", server.url());
    for words in [&["lag"][..], &["pending"], &["services"], &["tail", "--no-follow"]] {
        astra(&[words, &["-o", "json", "--url", &url]].concat()).ok();
    }
    let check = astra(&["setup", "--check", "-o", "json", "--url", &url]).run();
    assert_eq!((check.code, &*check.stderr), (Some(1), ""), "every group is missing: {check:#?}");
    let mut client = server.client();
    client.command(&["AUTH", "operator", "secret"]).unwrap().ok();
    for command in [
        &["XADD", TRADES, "*", "f", "v"][..],
        &["XACK", TRADES, "g", "1-0"],
        &["XGROUP", "CREATE", TRADES, "g", "0"],
        &["XREADGROUP", "GROUP", "g", "c", "STREAMS", TRADES, ">"],
        &["DEL", TRADES],
        &["EVAL", "return 1", "0"],
        &["CONFIG", "GET", "*"],
        &["FLUSHALL"],
    ] {
        let reply = format!("{:?}", client.command(command).unwrap());
        assert!(reply.contains("NOPERM"), "{command:?}: {reply}");
    }
}
