//! A master behind Sentinels: found, followed through a failover, and every way in which it is not found.

use astra_testkit::{SentinelDeployment, Server, eventually, free_port};
use serde_json::Value;

use crate::harness::{Astra, astra};

const STREAM: &str = "astra.user.profileupdated.v1";
const EVENT: [&str; 6] =
    ["publish", "User.ProfileUpdated", "--entity", "user_1", "--data", "{\"a\":1}"];

fn run(deployment: &SentinelDeployment, words: &[&str]) -> Astra {
    astra(words).env("ASTRA_REDIS_URL", deployment.url())
}

fn length(server: &Server) -> i64 {
    server.length(STREAM)
}

#[test]
fn every_command_goes_to_the_master() {
    let deployment = SentinelDeployment::start().settled();
    run(&deployment, &["setup"]).ok();
    run(&deployment, &EVENT).ok();
    assert_eq!(length(&deployment.master), 1);
    run(&deployment, &["setup", "--check"]).ok();
    let lag =
        run(&deployment, &["lag", STREAM, "--group", "notification_senders", "-o", "json"]).ok();
    assert_eq!(lag.json()["groups"][0]["lag"], 1);
    let shown = run(&deployment, &["tail", STREAM, "-n", "1", "--no-follow", "-o", "json"]).ok();
    assert_eq!(shown.json_lines()[0]["fields"]["entity_id"], "user_1");
    run(&deployment, &["pending"]).ok();
    run(&deployment, &["services"]).ok();
    let logged = run(&deployment, &["services", "-v"]).run().stderr;
    let at = format!("127.0.0.1:{} (master `astra`): ", deployment.master.port());
    assert!(logged.contains(&at), "{logged}");
}

#[test]
fn a_check_reports_where_the_master_was_found() {
    let deployment = SentinelDeployment::start().settled();
    let checked = run(&deployment, &["context", "check", "-o", "json"]).ok().json();
    let found = format!("127.0.0.1:{} (master `astra`)", deployment.master.port());
    assert_eq!((&checked["server"], &checked["role"]), (&found.into(), &"master".into()));
    assert!(checked.get("masters").is_none(), "{checked}");
}

#[test]
fn a_tail_follows_through_a_failover_with_no_gap_and_no_repeat() {
    let deployment = SentinelDeployment::start().settled();
    let add = |server: &Server, id: u32| {
        server.redis(&["XADD", STREAM, &format!("{id}-0"), "n", "v"]).ok();
    };
    (1..=5).for_each(|id| add(&deployment.master, id));
    let words = ["tail", STREAM, "--from", "0", "-o", "json", "--timeout", "2s"];
    let mut tail = run(&deployment, &words).spawn();
    let mut next = || -> String {
        let line: Value = serde_json::from_str(&tail.line()).unwrap();
        line["id"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = (1..=5).map(|_| next()).collect();
    assert_eq!(before, ["1-0", "2-0", "3-0", "4-0", "5-0"]);
    eventually("the replica has every entry", || length(&deployment.replica) == 5);
    deployment.fail_over();
    (6..=9).for_each(|id| add(&deployment.replica, id));
    let after: Vec<String> = (6..=9).map(|_| next()).collect();
    assert_eq!(after, ["6-0", "7-0", "8-0", "9-0"]);
    // Entries that are written later go to the new master, and are the next ones shown.
    run(&deployment, &EVENT).ok();
    assert_eq!(length(&deployment.replica), 10);
    let newest = deployment.replica.redis(&["XREVRANGE", STREAM, "+", "-", "COUNT", "1"]);
    assert_eq!(next(), newest.items()[0].items()[0].text());
    deployment.master.thaw();
}

#[test]
fn a_master_that_is_down_without_a_failover_is_named() {
    // Only one of the two Sentinels that would have to agree.
    let deployment = SentinelDeployment::with(1, &[]);
    deployment.freeze_master();
    let run = run(&deployment, &["lag", "--timeout", "2s"]).run();
    let port = deployment.master.port();
    assert!(run.stderr.contains(&format!("127.0.0.1:{port} (master `astra`)")), "{run:?}");
    assert!(run.stderr.contains("; the Sentinels also report it as down\n"), "{run:?}");
    let (_, question) = run.stderr.split_once("hint: a failover may be in progress; ").unwrap();
    let question = question.split_once(" reports whether").unwrap().0;
    let sentinel = deployment.sentinels[0].port();
    assert_eq!(question, format!("redis-cli -h 127.0.0.1 -p {sentinel} SENTINEL CKQUORUM astra"));
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    deployment.master.thaw();
}

#[test]
fn sentinels_that_do_not_answer_are_all_listed() {
    let dead = format!("127.0.0.1:{}", free_port());
    let plain = Server::tcp();
    let at = format!("127.0.0.1:{}", plain.port());
    astra(&["lag", "--url", &format!("redis+sentinel://{dead},{dead}/astra")])
        .code(3)
        .stderr(format!(
            "error: cannot find master `astra`: no usable reply from its Sentinels: {dead} (connection refused), {dead} (connection refused)\n\
             hint: check the addresses in the URL; the default port of a Sentinel is 26379\n"
        ))
        .check();
    astra(&["lag", "--url", &format!("redis+sentinel://{at}/astra")])
        .code(3)
        .stderr_has(format!("no usable reply from its Sentinels: {at} (it is no Sentinel)\n"))
        .check();
}

#[test]
fn an_unknown_master_is_reported_with_the_known_ones() {
    let deployment = SentinelDeployment::with(1, &[]);
    for (name, hint) in [("astr", "did you mean `astra`?"), ("orders", "they monitor `astra`")] {
        astra(&["lag", "--url", &deployment.url_of(name)])
            .code(3)
            .stderr(format!(
                "error: the Sentinels do not monitor a master `{name}`\nhint: {hint}\n"
            ))
            .check();
    }
}

#[test]
fn a_sentinel_in_place_of_a_server_is_reported() {
    let deployment = SentinelDeployment::with(1, &[]);
    let at = format!("127.0.0.1:{}", deployment.sentinels[0].port());
    for words in [&["lag"][..], &["setup"], &["services"], &["tail"]] {
        astra(words)
            .env("ASTRA_REDIS_URL", format!("redis://{at}"))
            .code(3)
            .stderr(format!(
                "error: the server at {at} is a Sentinel, which holds no streams\n\
                 hint: use redis+sentinel://host:port/MASTER for a master that it monitors\n"
            ))
            .check();
    }
}

#[test]
fn sentinels_have_a_login_of_their_own() {
    let deployment = SentinelDeployment::with(1, &["requirepass s3cret"]);
    let refused = run(&deployment, &["lag"]).run();
    assert!(refused.stderr.contains("(it requires a password)"), "{refused:?}");
    assert!(refused.stderr.contains("?sentinel-user=NAME&sentinel-pass=PASSWORD"), "{refused:?}");
    assert_eq!(refused.code, Some(3));
    let url = |password: &str| format!("{}?sentinel-pass={password}", deployment.url());
    astra(&["services"]).env("ASTRA_REDIS_URL", url("s3cret")).ok();
    let refused = astra(&["services", "-v"]).env("ASTRA_REDIS_URL", url("hunter2")).run();
    assert!(refused.code == Some(3) && !refused.stderr.contains("hunter2"), "{refused:?}");
}
