//! Confirmed lines that the server has since lost: `--resume` reports them and publishes them again.

use astra_testkit::{Server, event_lines, eventually, on_each_version, up_to};

use super::scene::{self, ResumableRun, TRADES};
use crate::harness::astra;

const COUNT: usize = 3000;

/// A server that keeps only what it saves on request.
fn published(job: &ResumableRun, saves_after: i64) -> Server {
    let server = Server::start();
    let running = job.publish_with("--account", &["--rate", "3000"]).server(&server).spawn();
    if saves_after > 0 {
        eventually("some events are written", || server.length(TRADES) > saves_after);
        server.redis(&["SAVE"]).ok();
    }
    assert_eq!(running.finish().code, Some(0));
    server
}

#[track_caller]
fn resume(job: &ResumableRun, server: &Server, lost: usize) {
    let run = job.publish("--resume").server(server).run();
    let first = COUNT - lost + 1;
    let message = scene::lost(lost, first);
    assert_eq!((run.code, &*run.stderr), (Some(0), &*message));
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&lost.into(), &0.into()));
    let again = job.publish("--resume").server(server).ok();
    assert_eq!((&again.json()["published"], &*again.stderr), (&0.into(), ""));
}

#[test]
fn lines_lost_in_a_crash_are_published_again_and_nothing_else() {
    let job = ResumableRun::new(&event_lines(COUNT));
    let mut server = published(&job, 500);
    server.kill();
    server.restart();
    let left = usize::try_from(server.length(TRADES)).unwrap();
    assert!((500..COUNT).contains(&left), "{left}");
    resume(&job, &server, COUNT - left);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn later_writes_by_others_hide_no_loss() {
    let job = ResumableRun::new(&event_lines(COUNT));
    let mut server = published(&job, 500);
    server.kill();
    server.restart();
    let left = usize::try_from(server.length(TRADES)).unwrap();
    server.redis(&["XADD", TRADES, "*", "event_id", "other", "entity_id", "0"]).ok();
    resume(&job, &server, COUNT - left);
    let mut found = server.event_numbers(TRADES);
    assert_eq!(found.remove(left), 0);
    assert_eq!(found, up_to(COUNT));
}

#[test]
fn a_server_that_came_back_empty_gets_every_line() {
    let job = ResumableRun::new(&event_lines(COUNT));
    let mut server = published(&job, 0);
    server.kill();
    server.restart();
    resume(&job, &server, COUNT);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn trimmed_or_deleted_entries_are_not_taken_for_lost() {
    on_each_version(|server| {
        let job = ResumableRun::new(&event_lines(100));
        job.publish("--account").server(server).ok();
        let last = server.redis(&["XREVRANGE", TRADES, "+", "-", "COUNT", "1"]);
        let last = last.items()[0].items()[0].text();
        if server.has_counters() {
            server.redis(&["XDEL", TRADES, last]).ok();
            let run = job.publish("--resume").server(server).ok();
            assert_eq!((&run.json()["published"], &*run.stderr), (&0.into(), ""));
        }
        server.redis(&["XADD", TRADES, "*", "f", "v"]).ok();
        server.redis(&["XTRIM", TRADES, "MAXLEN", "=", "1"]).ok();
        let run = job.publish("--resume").server(server).ok();
        assert_eq!((&run.json()["published"], &*run.stderr), (&0.into(), ""));
    });
}

#[test]
fn a_user_who_may_not_look_gets_a_warning() {
    let server = Server::tcp();
    let job = ResumableRun::new(&event_lines(100));
    job.publish("--account").server(&server).ok();
    server.redis(&["ACL", "SETUSER", "p", "on", ">x", "~*", "+@all", "-xinfo"]).ok();
    let url = server.tcp_url().replace("redis://", "redis://p:x@");
    let run = job.publish("--resume").env("ASTRA_REDIS_URL", url).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    let message = format!(
        "warning: cannot check on every stream whether the confirmed events are still there\nwarning: cannot read `{TRADES}`: NOPERM"
    );
    assert!(run.stderr.starts_with(&message), "{run:#?}");
    assert!(run.stderr.contains("\nhint: allow it with ACL SETUSER p +xinfo"), "{run:#?}");
}

#[test]
fn a_publisher_who_may_not_resume_gets_all_missing_permissions_at_once() {
    let server = Server::tcp();
    let job = ResumableRun::new(&event_lines(100));
    let rule = astra(&["acl", "publisher"]).run().stdout;
    let words = rule.trim().replace("user publisher", "ACL SETUSER publisher");
    server.redis(&words.split(' ').chain([">x"]).collect::<Vec<_>>()).ok();
    let url = server.tcp_url().replace("redis://", "redis://publisher:x@");
    job.publish("--account").env("ASTRA_REDIS_URL", &url).ok();
    let all = "hint: allow it with ACL SETUSER publisher +xinfo +xrange +xrevrange +multi +exec +client|list, or see";
    for allowed in [&[][..], &["+multi", "+exec"], &["+multi", "+exec", "+xinfo"]] {
        server.redis(&[&["ACL", "SETUSER", "publisher"], allowed].concat()).ok();
        let run = job.publish("--resume").env("ASTRA_REDIS_URL", &url).run();
        assert_eq!(run.stderr.matches("hint: ").count(), 1, "{allowed:?}: {run:#?}");
        assert!(run.stderr.contains(all), "{allowed:?}: {run:#?}");
    }
}

#[test]
fn a_publisher_with_the_documented_permissions_resumes() {
    let server = Server::tcp();
    let rule = astra(&["acl", "publisher"]).run().stdout;
    let rights = "+xinfo +xrange +xrevrange +multi +exec +client|list";
    let page = include_str!("../../../docs/publish.md");
    assert!(page.contains(rights));
    let words = rule.trim().replace("user publisher", "ACL SETUSER publisher");
    let words: Vec<&str> = words.split(' ').chain(rights.split(' ')).chain([">x"]).collect();
    server.redis(&words).ok();
    let url = server.tcp_url().replace("redis://", "redis://publisher:x@");
    let job = ResumableRun::new(&event_lines(COUNT));
    let publish = |option| job.publish(option).env("ASTRA_REDIS_URL", &url);
    publish("--account").ok();
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
    server.redis(&["DEL", TRADES]).ok();
    // Older than the run, so that the stream is known to be complete even if the server does not count entries.
    server.redis(&["XADD", TRADES, "1-0", "event_id", "0"]).ok();
    let run = publish("--resume").run();
    assert_eq!((run.code, &run.json()["published"]), (Some(0), &COUNT.into()), "{run:#?}");

    let account = std::fs::read_to_string(job.path("account")).unwrap();
    let head = account.lines().next().unwrap();
    let sent = format!("{head}\n{{\"is\":\"sent\",\"from\":1,\"to\":{COUNT}}}\n");
    std::fs::write(job.path("account"), sent).unwrap();
    let run = publish("--resume").ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&0.into(), &COUNT.into()));
}
