//! Writes of a previous run that no server has read yet: they arrive once, however late.

use astra_testkit::{
    Direction, Proxy, Server, event_lines, eventually, on_each_version, signal, up_to,
};

use super::scene::{ResumableRun, TRADES};

/// Few enough that a server with deduplication remembers all of them.
const COUNT: usize = 1500;

/// Bytes of requests that reach the server: the login and some of the events.
const ARRIVED: usize = 100_000;

/// A run that gives up while the network holds back many of its lines; returns how many.
fn give_up_on_the_way(job: &ResumableRun, proxy: &Proxy, url: String) -> i64 {
    let short = &["--timeout", "500ms"];
    let run = job.publish_with("--account", short).env("ASTRA_REDIS_URL", url).run();
    assert_eq!(run.code, Some(3), "{run:#?}");
    proxy.wait_until_holding(Direction::Requests);
    let held = run.json()["in_doubt"].as_i64().unwrap();
    assert!(held > 500, "{run:#?}");
    held
}

#[test]
fn a_run_is_not_resumed_while_some_of_its_writes_may_still_arrive() {
    on_each_version(|server| {
        let job = ResumableRun::new(&event_lines(COUNT));
        let proxy = Proxy::keeping(server, ARRIVED);
        let held = give_up_on_the_way(&job, &proxy, proxy.url());
        let before = server.length(TRADES);
        let refused = job.publish_with("--resume", &["--timeout", "300ms"]).server(server).run();
        assert_eq!((refused.code, &*refused.stdout), (Some(1), ""), "{refused:#?}");
        let client = server.redis(&["CLIENT", "LIST"]).text().to_owned();
        let client = client.lines().find(|line| line.contains("name=astra-publish-")).unwrap();
        let id = client.strip_prefix("id=").unwrap().split(' ').next().unwrap();
        let message =
            refused.stderr.contains("error: the previous session of this run is still connected")
                && refused.stderr.contains(&format!("client {id} of "))
                && refused.stderr.contains(&format!("redis-cli CLIENT KILL ID {id}\n"));
        assert!(message, "{refused:#?}");
        assert_eq!(server.length(TRADES), before);

        proxy.release();
        let run = job.publish("--resume").server(server).ok();
        assert_eq!(run.json()["found"], held);
        assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
    });
}

#[test]
fn a_late_write_of_a_line_that_was_sent_again_is_dropped_by_a_server_with_deduplication() {
    let Some(program) = astra_testkit::version("redis-8.6.2") else { return };
    let server = Server::options().program(program).start();
    server.redis(&["ACL", "SETUSER", "p", "on", ">x", "~*", "+@all", "-client|list"]).ok();
    let url = |url: String| url.replace("redis://", "redis://p:x@");
    let job = ResumableRun::new(&event_lines(COUNT));
    let proxy = Proxy::keeping(&server, ARRIVED);
    let held = give_up_on_the_way(&job, &proxy, url(proxy.url()));

    let straight = Proxy::open(&server);
    let run = job.publish("--resume").env("ASTRA_REDIS_URL", url(straight.url())).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stderr.contains("allow `+client|list` for this user"), "{run:#?}");
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));

    let repeats = || server.redis(&["XINFO", "STREAM", TRADES]).field("iids-duplicates").int();
    assert_eq!(repeats(), 0);
    proxy.release();
    eventually("the held requests arrive", || {
        !server.redis(&["CLIENT", "LIST"]).text().contains("name=astra-publish-")
    });
    assert_eq!(repeats(), held);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn two_runs_never_write_one_journal() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    let running = job.publish_with("--account", &["--rate", "20"]).server(&server).spawn();
    eventually("the first run has started", || server.length(TRADES) > 0);
    let second = job.publish("--resume").server(&server).run();
    let account = job.path("account");
    let message = format!(
        "error: journal `{}` is in use by another run
",
        account.display()
    );
    assert_eq!((second.code, second.stderr), (Some(2), message));
    assert!(signal("INT", running.pid()));
    assert_eq!(running.finish().code, Some(130));
    job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}
