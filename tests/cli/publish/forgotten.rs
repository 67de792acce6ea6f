//! Confirmed lines that the server has lost since: `--resume` says so, and publishes them again.

use super::resume::Desk;
use super::scene::{self, TRADES, all, length, lines, numbers};
use crate::harness::{Server, astra, eventually, on_each_version};

const COUNT: usize = 3000;

/// A server that keeps only what it is told to save.
fn published(desk: &Desk, saves_after: i64) -> Server {
    let server = Server::start();
    let running = desk.publish_with("--account", &["--rate", "3000"]).server(&server).spawn();
    if saves_after > 0 {
        eventually("some are written", || length(&server, TRADES) > saves_after);
        server.redis(&["SAVE"]).ok();
    }
    assert_eq!(running.finish().code, Some(0));
    server
}

#[track_caller]
fn resume(desk: &Desk, server: &Server, lost: usize) {
    let run = desk.publish("--resume").server(server).run();
    let first = COUNT - lost + 1;
    let told = scene::lost(lost, first);
    assert_eq!((run.code, &*run.stderr), (Some(0), &*told));
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&lost.into(), &0.into()));
    let again = desk.publish("--resume").server(server).ok();
    assert_eq!((&again.json()["published"], &*again.stderr), (&0.into(), ""));
}

#[test]
fn what_a_crash_took_is_published_again_and_nothing_else() {
    let desk = Desk::new(&lines(COUNT));
    let mut server = published(&desk, 500);
    server.kill();
    server.restart();
    let left = usize::try_from(length(&server, TRADES)).unwrap();
    assert!((500..COUNT).contains(&left), "{left}");
    resume(&desk, &server, COUNT - left);
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}

#[test]
fn what_others_have_written_meanwhile_hides_no_loss() {
    let desk = Desk::new(&lines(COUNT));
    let mut server = published(&desk, 500);
    server.kill();
    server.restart();
    let left = usize::try_from(length(&server, TRADES)).unwrap();
    server.redis(&["XADD", TRADES, "*", "event_id", "other", "entity_id", "0"]).ok();
    resume(&desk, &server, COUNT - left);
    let mut found = numbers(&server, TRADES);
    assert_eq!(found.remove(left), 0);
    assert_eq!(found, all(COUNT));
}

#[test]
fn a_server_that_came_back_empty_gets_all_of_it() {
    let desk = Desk::new(&lines(COUNT));
    let mut server = published(&desk, 0);
    server.kill();
    server.restart();
    resume(&desk, &server, COUNT);
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}

#[test]
fn what_was_trimmed_or_deleted_is_not_taken_for_lost() {
    on_each_version(|server| {
        let desk = Desk::new(&lines(100));
        desk.publish("--account").server(server).ok();
        let last = server.redis(&["XREVRANGE", TRADES, "+", "-", "COUNT", "1"]);
        let last = last.items()[0].items()[0].text();
        if server.has_counters() {
            server.redis(&["XDEL", TRADES, last]).ok();
            let run = desk.publish("--resume").server(server).ok();
            assert_eq!((&run.json()["published"], &*run.stderr), (&0.into(), ""));
        }
        server.redis(&["XADD", TRADES, "*", "f", "v"]).ok();
        server.redis(&["XTRIM", TRADES, "MAXLEN", "=", "1"]).ok();
        let run = desk.publish("--resume").server(server).ok();
        assert_eq!((&run.json()["published"], &*run.stderr), (&0.into(), ""));
    });
}

#[test]
fn who_may_not_look_is_told_so() {
    let server = Server::tcp();
    let desk = Desk::new(&lines(100));
    desk.publish("--account").server(&server).ok();
    server.redis(&["ACL", "SETUSER", "p", "on", ">x", "~*", "+@all", "-xinfo"]).ok();
    let url = server.tcp_url().replace("redis://", "redis://p:x@");
    let run = desk.publish("--resume").env("ASTRA_REDIS_URL", url).run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    let told = format!(
        "warning: cannot check on every stream whether the confirmed events are still there\nwarning: cannot read `{TRADES}`: NOPERM"
    );
    assert!(run.stderr.starts_with(&told), "{run:#?}");
    assert!(run.stderr.contains("\nhint: allow it with ACL SETUSER p +xinfo"), "{run:#?}");
}

#[test]
fn a_publisher_who_may_not_resume_is_told_all_that_it_takes_at_once() {
    let server = Server::tcp();
    let desk = Desk::new(&lines(100));
    let rule = astra(&["acl", "publisher"]).run().stdout;
    let words = rule.trim().replace("user publisher", "ACL SETUSER publisher");
    server.redis(&words.split(' ').chain([">x"]).collect::<Vec<_>>()).ok();
    let url = server.tcp_url().replace("redis://", "redis://publisher:x@");
    desk.publish("--account").env("ASTRA_REDIS_URL", &url).ok();
    let all = "hint: allow it with ACL SETUSER publisher +xinfo +xrange +xrevrange +multi +exec +client|list, or see";
    for allowed in [&[][..], &["+multi", "+exec"], &["+multi", "+exec", "+xinfo"]] {
        server.redis(&[&["ACL", "SETUSER", "publisher"], allowed].concat()).ok();
        let run = desk.publish("--resume").env("ASTRA_REDIS_URL", &url).run();
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
    let desk = Desk::new(&lines(COUNT));
    let publish = |option| desk.publish(option).env("ASTRA_REDIS_URL", &url);
    publish("--account").ok();
    assert_eq!(numbers(&server, TRADES), all(COUNT));
    server.redis(&["DEL", TRADES]).ok();
    // Older than the run, so that the stream is seen to be whole also where entries are not counted.
    server.redis(&["XADD", TRADES, "1-0", "event_id", "0"]).ok();
    let run = publish("--resume").run();
    assert_eq!((run.code, &run.json()["published"]), (Some(0), &COUNT.into()), "{run:#?}");

    let account = std::fs::read_to_string(desk.path("account")).unwrap();
    let head = account.lines().next().unwrap();
    let sent = format!("{head}\n{{\"is\":\"sent\",\"from\":1,\"to\":{COUNT}}}\n");
    std::fs::write(desk.path("account"), sent).unwrap();
    let run = publish("--resume").ok();
    assert_eq!((&run.json()["published"], &run.json()["found"]), (&0.into(), &COUNT.into()));
}
