//! What each user of `deploy/users.acl` may and may not do on a server that loaded it.

use std::collections::BTreeSet;

use astra_testkit::{Client, Reply, Server};

use super::users::Users;
use crate::harness::astra;

const STREAM: &str = "astra.trading.tradeexecuted.v1";

#[test]
fn each_role_can_write_only_with_the_commands_that_it_is_for() {
    let users = Users::made();
    let server = users.server();
    let mut admin = users.client(&server, "admin");
    for (user, wanted) in
        [("operator", None), ("provisioner", Some("xgroup|create")), ("publisher", Some("xadd"))]
    {
        let may: BTreeSet<String> = writing(&mut admin, user);
        assert_eq!(may, wanted.map(str::to_owned).into_iter().collect(), "{user}");
    }
}

#[test]
fn renamed_commands_are_refused_to_every_role() {
    let users = Users::made();
    let server = users.server();
    for user in ["operator", "provisioner", "publisher", "replica", "sentinel"] {
        let mut client = users.client(&server, user);
        for command in [
            &["FLUSHALL"][..],
            &["SWAPDB", "0", "1"],
            &["CONFIG", "GET", "*"],
            &["KEYS", "*"],
            &["ACL", "LIST"],
        ] {
            let reply = client.command(command).unwrap();
            assert!(reply.error().starts_with("NOPERM"), "{user}: {command:?}: {reply:?}");
        }
    }
}

#[test]
fn keys_outside_the_bus_are_closed_to_every_role() {
    let users = Users::made();
    let server = users.server();
    users.client(&server, "admin").command(&["SET", "session:1", "x"]).unwrap().ok();
    for user in ["operator", "provisioner", "publisher"] {
        let reply = users.client(&server, user).command(&["TYPE", "session:1"]).unwrap();
        assert!(reply.error().starts_with("NOPERM"), "{user}: {reply:?}");
    }
}

#[test]
fn each_role_can_do_its_work_with_the_program() {
    let users = Users::made();
    let server = users.server();
    let run = |user: &str, words: &[&str]| {
        astra(words).env("ASTRA_REDIS_URL", url(&users, &server, user)).ok()
    };
    run("provisioner", &["setup"]);
    run("publisher", &["publish", "Trading.TradeExecuted", "--entity", "t1", "--data", "{}"]);
    for words in
        [&["lag"][..], &["pending"], &["services"], &["setup", "--check"], &["setup", "export"]]
    {
        run("operator", words);
    }
    let tail = run("operator", &["tail", "--no-follow", "-o", "json"]).json_lines();
    assert_eq!(tail[0]["stream"], STREAM);
    let mut admin = users.client(&server, "admin");
    assert_eq!(admin.command(&["XLEN", STREAM]).unwrap(), Reply::Int(1));
    assert_eq!(admin.command(&["XINFO", "GROUPS", STREAM]).unwrap().items().len(), 8);
    // The program did not quietly skip something that the server refused.
    assert!(admin.command(&["ACL", "LOG"]).unwrap().items().is_empty());
}

fn url(users: &Users, server: &Server, user: &str) -> String {
    format!("{}?user={user}&pass={}", server.url(), users.password(user))
}

/// The writing commands, as the server counts them, that `user` may run on a stream of the bus.
fn writing(admin: &mut Client, user: &str) -> BTreeSet<String> {
    let commands = admin.command(&["ACL", "CAT", "write"]).unwrap();
    let names: Vec<String> = commands.texts().into_iter().map(str::to_owned).collect();
    assert!(names.len() > 80, "{names:?}");
    names.into_iter().filter(|name| may_run(admin, user, name)).collect()
}

fn may_run(admin: &mut Client, user: &str, name: &str) -> bool {
    let info = admin.command(&["COMMAND", "INFO", name]).unwrap();
    let arity = info.items()[0].items()[1].int().unsigned_abs();
    let mut words: Vec<&str> = vec!["ACL", "DRYRUN", user];
    words.extend(name.split('|'));
    while (words.len() as u64) < 3 + arity {
        words.push(STREAM);
    }
    match admin.command(&words).unwrap() {
        Reply::Simple(text) => text == "OK",
        Reply::Bulk(text) => {
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains("no permissions"), "{name}: {text}");
            false
        }
        other => panic!("{name}: {other:?}"),
    }
}
