//! What an earlier part of a run has sent and no server has read yet: it arrives once, however late.

use super::resume::Desk;
use super::scene::{TRADES, all, length, lines, numbers};
use crate::harness::{Proxy, Server, Way, eventually, on_each_version, signal};

/// Few enough that a server that recognises repeats remembers all of them.
const COUNT: usize = 1500;

/// Bytes of the requests that reach the server: the login and some of the events.
const ARRIVED: usize = 100_000;

/// A run that gives up while the network holds back much of what it sent; returns how many lines those are.
fn give_up_on_the_way(desk: &Desk, proxy: &Proxy, url: String) -> i64 {
    let short = &["--timeout", "500ms"];
    let run = desk.publish_with("--account", short).env("ASTRA_REDIS_URL", url).run();
    assert_eq!(run.code, Some(3), "{run:#?}");
    proxy.waits_until_held(Way::Requests);
    let held = run.json()["in_doubt"].as_i64().unwrap();
    assert!(held > 500, "{run:#?}");
    held
}

#[test]
fn a_run_is_not_gone_on_from_while_something_of_it_may_arrive() {
    on_each_version(|server| {
        let desk = Desk::new(&lines(COUNT));
        let proxy = Proxy::keeping(server, ARRIVED);
        let held = give_up_on_the_way(&desk, &proxy, proxy.url());
        let before = length(server, TRADES);
        let refused = desk.publish_with("--resume", &["--timeout", "300ms"]).server(server).run();
        assert_eq!((refused.code, &*refused.stdout), (Some(1), ""), "{refused:#?}");
        let client = server.redis(&["CLIENT", "LIST"]).text().to_owned();
        let client = client.lines().find(|line| line.contains("name=astra-publish-")).unwrap();
        let id = client.strip_prefix("id=").unwrap().split(' ').next().unwrap();
        let told =
            refused.stderr.contains("error: the previous session of this run is still connected")
                && refused.stderr.contains(&format!("client {id} of "))
                && refused.stderr.contains(&format!("redis-cli CLIENT KILL ID {id}\n"));
        assert!(told, "{refused:#?}");
        assert_eq!(length(server, TRADES), before);

        proxy.release();
        let run = desk.publish("--resume").server(server).ok();
        assert_eq!(run.json()["found"], held);
        assert_eq!(numbers(server, TRADES), all(COUNT));
    });
}

#[test]
fn what_arrives_after_it_was_sent_again_is_recognised_where_the_server_can() {
    let Some(program) = crate::harness::version("redis-8.6.2") else { return };
    let server = Server::options().program(program).start();
    server.redis(&["ACL", "SETUSER", "p", "on", ">x", "~*", "+@all", "-client|list"]).ok();
    let url = |url: String| url.replace("redis://", "redis://p:x@");
    let desk = Desk::new(&lines(COUNT));
    let proxy = Proxy::keeping(&server, ARRIVED);
    let held = give_up_on_the_way(&desk, &proxy, url(proxy.url()));

    let straight = Proxy::open(&server);
    let run = desk.publish("--resume").env("ASTRA_REDIS_URL", url(straight.url())).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stderr.contains("allow `+client|list` for this user"), "{run:#?}");
    assert_eq!(numbers(&server, TRADES), all(COUNT));

    let repeats = || server.redis(&["XINFO", "STREAM", TRADES]).field("iids-duplicates").int();
    assert_eq!(repeats(), 0);
    proxy.release();
    eventually("what was held back arrives", || {
        !server.redis(&["CLIENT", "LIST"]).text().contains("name=astra-publish-")
    });
    assert_eq!(repeats(), held);
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}

#[test]
fn two_runs_never_write_one_account() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    let running = desk.publish_with("--account", &["--rate", "20"]).server(&server).spawn();
    eventually("the first is under way", || length(&server, TRADES) > 0);
    let second = desk.publish("--resume").server(&server).run();
    let account = desk.path("account");
    let told = format!("error: journal `{}` is in use by another run\n", account.display());
    assert_eq!((second.code, second.stderr), (Some(2), told));
    assert!(signal("INT", running.pid()));
    assert_eq!(running.finish().code, Some(130));
    desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}
