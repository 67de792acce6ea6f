//! `astra context check`: which server answers, and what it allows.

use astra_testkit::{Server, version};

use super::home::Home;
use crate::harness::astra;

fn home(server: &Server, url: &str, more: &str) -> Home {
    drop(server.redis(&["PING"]));
    Home::with(&format!("[contexts.a]\nurl = \"{url}\"\n{more}\n"))
}

fn check(home: &Home) -> serde_json::Value {
    let run = home.astra(&["context", "check", "a", "-o", "json"]).env("PW", "x").run();
    assert_eq!(run.code, Some(0), "{run:?}");
    run.json()
}

/// Whether each operation is allowed; `None` if that is unknown.
fn may(checked: &serde_json::Value, deed: &str) -> Option<bool> {
    let all = checked["may"].as_array().unwrap();
    let one = all.iter().find(|one| one["deed"] == deed).unwrap();
    assert_eq!(one["reason"].is_null(), one["allowed"] == true, "{one}");
    one["allowed"].as_bool()
}

#[test]
fn describes_the_server_and_changes_nothing() {
    let server = Server::start();
    let checked = check(&home(&server, &server.url(), "read_only = true"));
    assert_eq!(checked["schema"], "astra.context.check/v1");
    let info = server.redis(&["INFO", "server"]);
    let info = info.text();
    let version = info.lines().find_map(|line| line.strip_prefix("redis_version:")).unwrap();
    assert_eq!(checked["version"], version.trim());
    for (key, value) in [("mode", "standalone"), ("role", "master"), ("user", "default")] {
        assert_eq!(checked[key], value);
    }
    assert_eq!((&checked["context"], &checked["read_only"]), (&"a".into(), &true.into()));
    assert!(checked["latency_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(may(&checked, "publish"), Some(true));
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}

#[test]
fn reports_what_an_acl_user_may_and_may_not_do() {
    let server = Server::start();
    let rules = ["on", ">x", "~astra.*", "+ping", "+info", "+role", "+acl|whoami", "+acl|dryrun"];
    let user = |name, more: &[&str]| {
        server.redis(&[&["ACL", "SETUSER", name], &rules[..], more].concat()).ok();
        check(&home(&server, &format!("{}?user={name}", server.url()), "password_env = \"PW\""))
    };
    let publisher = user("pub", &["+xadd"]);
    assert_eq!(publisher["user"], "pub");
    assert_eq!(may(&publisher, "publish"), Some(true));
    for deed in ["read", "create groups", "remove groups", "acknowledge"] {
        assert_eq!(may(&publisher, deed), Some(false), "{deed}: {publisher}");
    }
    for (deed, commands) in [
        ("acknowledge", &["+eval", "+xpending", "+xack"][..]),
        (
            "remove groups",
            &["+eval", "+exists", "+xlen", "+xinfo|groups", "+xinfo|consumers", "+xgroup|destroy"],
        ),
        ("create groups", &["+xgroup|create", "+xinfo|groups"]),
    ] {
        for missing in 0..commands.len() {
            let some: Vec<&str> = commands.iter().map(|rule| &rule[1..]).collect();
            let refused = format!("-{}", some[missing]);
            let lacking = user("some", &[&["-@all"], &rules[3..], commands, &[&refused]].concat());
            assert_eq!(may(&lacking, deed), Some(false), "{deed} {refused}: {lacking}");
        }
        let able = user("all", &[&["-@all"], &rules[3..], commands].concat());
        assert_eq!(may(&able, deed), Some(true), "{deed}: {able}");
    }
    let operator = user("op", &["+xrange"]);
    assert_eq!((may(&operator, "read"), may(&operator, "publish")), (Some(true), Some(false)));
}

#[test]
fn a_user_who_may_read_some_streams_is_not_reported_to_read_all() {
    let server = Server::start();
    let rules = ["on", ">x", "~astra.trading.*", "+@all"];
    server.redis(&[&["ACL", "SETUSER", "look"], &rules[..]].concat()).ok();
    let home = home(&server, &format!("{}?user=look", server.url()), "password_env = \"PW\"");
    let checked = check(&home);
    assert_eq!(may(&checked, "read"), Some(false));
    let reason = checked["may"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.starts_with("on 5 of 27, not on `astra."), "{reason}");
    let table = home.astra(&["context", "check", "a"]).env("PW", "x").run().stdout;
    assert!(table.contains(&format!("in part: {reason}")), "{table}");
}

#[test]
fn permissions_that_the_user_may_not_query_are_unknown_and_not_denied() {
    let server = Server::start();
    server.redis(&["ACL", "SETUSER", "op", "on", ">x", "~astra.*", "+ping", "+xrange"]).ok();
    let url = format!("{}?user=op", server.url());
    let checked = check(&home(&server, &url, "password_env = \"PW\""));
    assert_eq!(may(&checked, "read"), Some(true));
    assert_eq!(may(&checked, "publish"), None);
    for key in ["version", "mode", "role"] {
        assert!(checked[key].is_null(), "{checked}");
    }
}

#[test]
fn the_user_of_the_url_is_named_if_the_server_may_not_be_asked() {
    let server = Server::start();
    for role in ["operator", "provisioner", "publisher"] {
        let rule = astra(&["acl", role, "--redis-6"]).run().stdout;
        let words: Vec<&str> = rule.split_whitespace().skip(1).chain([">x"]).collect();
        server.redis(&[&["ACL", "SETUSER"], &words[..]].concat()).ok();
        let url = format!("{}?user={role}", server.url());
        let checked = check(&home(&server, &url, "password_env = \"PW\""));
        assert_eq!(checked["user"], role);
        assert_eq!(may(&checked, "read"), Some(role == "operator"));
        let reasons = checked["may"].as_array().unwrap()[1..].iter().map(|one| &one["reason"]);
        let reasons: Vec<_> = reasons.collect();
        assert_eq!(reasons, ["this user may not run ACL DRYRUN"; 4]);
    }
}

#[test]
fn a_replica_is_recognized_and_accepts_no_writes() {
    let master = Server::master();
    let replica = Server::replica_of(&master);
    let checked = check(&home(&replica, &replica.url(), ""));
    assert_eq!(checked["role"], "replica");
    assert_eq!((may(&checked, "read"), may(&checked, "publish")), (Some(true), Some(false)));
}

#[test]
fn an_older_server_is_described_without_guessing() {
    let Some(program) = version("redis-6.2.14") else { return };
    let server = Server::options().program(program).start();
    let checked = check(&home(&server, &server.url(), ""));
    assert_eq!(checked["version"], "6.2.14");
    assert_eq!(may(&checked, "publish"), None);
}

#[test]
fn a_wrong_or_missing_password_exits_3() {
    let server = Server::with(&["--requirepass", "right"]);
    for more in ["", "password_env = \"PW\""] {
        let run = home(&server, &server.url(), more)
            .astra(&["context", "check", "a"])
            .env("PW", "x")
            .run();
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
        assert!(run.stderr.starts_with("error: context `a`: cannot log in"), "{run:?}");
    }
}

#[test]
fn checks_the_effective_server_if_no_name_is_given() {
    let server = Server::start();
    let run = Home::new().astra(&["context", "check", "-o", "json"]).server(&server).ok();
    assert!(run.json()["context"].is_null());
    assert_eq!(run.json()["from"], "ASTRA_REDIS_URL");
}
