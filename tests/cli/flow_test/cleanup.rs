//! However a run ends, it leaves nothing behind, and every key that it makes expires.

use astra_testkit::{DEADLINE, Server, eventually, signal};

use super::scene::{endless, keys, trades_of_a_run};
use crate::harness::astra;

/// The times to live of all keys of runs, at one moment.
fn times_to_live(server: &Server) -> Vec<i64> {
    let script = "local found = {} for i, key in ipairs(redis.call('KEYS', 'astra-flowtest-*')) do found[i] = redis.call('PTTL', key) end return found";
    let found = server.redis(&["EVAL", script, "0"]);
    found.items().iter().map(astra_testkit::Reply::int).collect()
}

#[test]
fn a_killed_run_leaves_only_keys_that_expire() {
    let server = Server::start();
    let run = endless().server(&server).spawn();
    trades_of_a_run(&server);
    assert!(signal("KILL", run.pid()));
    let run = run.finish();
    assert_eq!(run.code, None);
    let left = times_to_live(&server);
    assert_eq!(left.len(), 27);
    assert!(left.iter().all(|time| (1..=60_000).contains(time)), "{left:?}");
}

#[test]
fn no_key_of_a_run_is_ever_without_an_expiry() {
    let server = Server::start();
    let run = astra(&["flow-test", "--trades", "200", "--deadline", "20s"]).server(&server).spawn();
    let mut looks = 0;
    eventually("the run has ended", || {
        let times = times_to_live(&server);
        assert!(!times.contains(&-1), "{times:?}");
        looks += usize::from(!times.is_empty());
        looks > 3 && times.is_empty()
    });
    assert_eq!(run.finish().code, Some(0));
}

#[test]
fn the_expiry_is_renewed_while_the_run_lives() {
    let server = Server::start();
    let run = endless().server(&server).spawn();
    let stream = trades_of_a_run(&server);
    assert_eq!(server.redis(&["PEXPIRE", &stream, "40000"]).int(), 1);
    eventually("the run renews what is about to expire", || {
        server.redis(&["PTTL", &stream]).int() > 50_000
    });
    run.interrupt();
    assert_eq!(run.finish().code, Some(130));
}

#[test]
fn a_stream_that_somebody_removes_is_not_recreated_and_is_named() {
    let server = Server::start();
    let run = endless().server(&server).spawn();
    let stream = trades_of_a_run(&server);
    server.redis(&["UNLINK", &stream]).ok();
    let run = run.finish_within(2 * DEADLINE);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("is gone"), "{}", run.stdout);
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn an_interrupt_removes_everything_and_exits_130() {
    let server = Server::start();
    let run = endless().server(&server).spawn();
    trades_of_a_run(&server);
    run.interrupt();
    let run = run.finish();
    assert_eq!((run.code, run.stdout.as_str()), (Some(130), ""), "{run:?}");
    assert_eq!(run.stderr, "interrupted: the streams of this run were removed\n");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn concurrent_runs_do_not_interfere() {
    let server = Server::start();
    let start = || {
        let run = astra(&["flow-test", "-o", "json", "--trades", "100", "--deadline", "20s"]);
        run.server(&server).spawn()
    };
    let runs = [start(), start()];
    let mut most = 0;
    let verdicts = runs.map(|run| {
        most = most.max(keys(&server).len());
        let run = run.finish();
        assert_eq!(run.code, Some(0), "{run:?}");
        run.json()
    });
    assert_ne!(verdicts[0]["run_id"], verdicts[1]["run_id"]);
    for verdict in verdicts {
        assert_eq!((&verdict["passed"], &verdict["events"]["seen"]), (&true.into(), &800.into()));
    }
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn a_lost_server_exits_3_and_reports_what_may_be_left() {
    let mut server = Server::start();
    let run = endless().server(&server).spawn();
    trades_of_a_run(&server);
    server.kill();
    let run = run.finish_within(DEADLINE);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
    assert!(run.stderr.contains("they expire within 1m"), "{}", run.stderr);
    assert!(run.stderr.contains("error: "), "{}", run.stderr);
}

#[test]
fn a_server_that_comes_back_soon_is_cleaned_up() {
    let options = Server::options().with(&["--appendonly", "yes", "--appendfsync", "always"]);
    let mut server = options.start();
    let run = endless().server(&server).spawn();
    trades_of_a_run(&server);
    server.restart();
    let run = run.finish_within(DEADLINE);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert_eq!(keys(&server), Vec::<String>::new());
}

#[test]
fn an_unreachable_server_exits_3() {
    let run = astra(&["flow-test", "--url", "unix:///nowhere/redis.sock"]).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
    assert!(
        run.stderr.contains("error: cannot reach Redis at /nowhere/redis.sock"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("could not remove"), "{}", run.stderr);
}

#[test]
fn a_server_without_memory_is_reported_and_left_clean() {
    let server = Server::with(&["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"]);
    let run = astra(&["flow-test"]).server(&server).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
    assert!(run.stderr.contains("out of memory"), "{}", run.stderr);
    assert_eq!(keys(&server), Vec::<String>::new());
}
