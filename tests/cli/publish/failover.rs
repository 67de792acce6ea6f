//! A failover by Sentinel amid a run: every line of the account against the old master and the new.
//!
//! A confirmed line is one that the master has acknowledged. Redis replicates after it has answered,
//! so that such a line may be lost with its master: these tests count what a failover lost, hold it to
//! be nothing but what had not reached the replica, and that `--resume` tells it and publishes it
//! again. What tells an operator at once are `--wait` and `min-replicas-to-write`, without which
//! nothing more than the acknowledgement is promised.

use std::collections::{HashMap, HashSet};

use super::resume::Desk;
use super::scene::{self, TRADES, all, entries, field, length, lines, numbers};
use crate::harness::{Astra, Run, Running, Server, Watched, eventually};

const COUNT: usize = 60_000;

/// A master with its replica and Sentinels, and the input of a run.
struct Scene {
    watched: Watched,
    desk: Desk,
}

impl Scene {
    fn new() -> Self {
        Self { watched: Watched::start().settled(), desk: Desk::new(&lines(COUNT)) }
    }

    /// A run through the Sentinels that waits longer for a server than a failover takes.
    fn publish(&self, option: &str, more: &[&str]) -> Astra {
        let words = [&["--timeout", "30s"], more].concat();
        self.desk.publish_with(option, &words).env("ASTRA_REDIS_URL", self.watched.url())
    }

    /// Begins a run, and waits until the replica has some of it.
    fn begin(&self, more: &[&str]) -> Running {
        let running = self.publish("--account", more).spawn();
        eventually("some are replicated", || length(&self.watched.replica, TRADES) > 2000);
        running
    }

    /// Isolates the master until the replica is the master, and lets it go on as if nothing was:
    /// no Sentinel is there to tell it.
    fn split(&self) {
        self.watched.fail_over();
        self.watched.sentinels.iter().for_each(Server::freeze);
        self.watched.master.thaw();
    }

    /// Ends the split: the old master is gone, the Sentinels are back.
    fn heal(&mut self) {
        self.watched.master.kill();
        self.watched.sentinels.iter().for_each(Server::thaw);
    }

    /// Holds the printed account against the one on disk; returns the fate of each line.
    fn fates(&self, run: &Run) -> Vec<String> {
        let known = self.desk.fates();
        let fate = |line| known.get(&line).map_or("absent", String::as_str).to_owned();
        let fates: Vec<String> = (1..=COUNT).map(fate).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for fate in &fates {
            *counts.entry(fate).or_default() += 1;
        }
        let report = run.json();
        for (key, fate) in
            [("published", "ok"), ("confirmed_through_line", "ok"), ("refused", "refused")]
        {
            assert_eq!(report[key], counts.get(fate).copied().unwrap_or(0), "{key}: {run:#?}");
        }
        // On disk, what was about to be sent stays in doubt: it is looked up rather than trusted.
        let in_doubt = report["in_doubt"].as_u64().unwrap();
        let sent = counts.get("sent").copied().unwrap_or(0);
        assert!(in_doubt <= u64::try_from(sent).unwrap(), "{run:#?}");
        fates
    }

    /// Holds each line against what the old master has, which answered for it; returns how many
    /// lines are confirmed, the first ones.
    fn hold(&self, run: &Run) -> usize {
        let written = numbers(&self.watched.master, TRADES);
        assert!(written == all(written.len()), "a gap, or a repeat");
        let fates = self.fates(run);
        for (line, fate) in (1..).zip(&fates) {
            let is_written = line <= written.len();
            match fate.as_str() {
                "ok" => assert!(is_written, "line {line} is confirmed, and not there"),
                "refused" | "absent" => assert!(!is_written, "line {line} is {fate}, and there"),
                "sent" => {}
                other => panic!("line {line}: {other}"),
            }
        }
        fates.iter().filter(|fate| *fate == "ok").count()
    }

    /// Goes on with the run on the new master, and holds that against what was owed: each line that
    /// is not there once, no line twice. Returns how many confirmed lines were lost.
    fn resume(&self, confirmed: usize) -> usize {
        let replica = &self.watched.replica;
        let replicated = numbers(replica, TRADES);
        assert!(replicated == all(replicated.len()), "a gap, or a repeat");
        let there = replicated.len();
        let lost = confirmed.saturating_sub(there);
        let run = self.publish("--resume", &[]).run();
        let told = scene::lost(lost, there + 1);
        let told = if lost > 0 { told } else { String::new() };
        assert_eq!((run.code, &*run.stderr), (Some(0), &*told));
        assert_eq!(run.json()["found"], there.saturating_sub(confirmed));
        assert_eq!(run.json()["published"], COUNT - there);
        assert_eq!(run.json()["confirmed_through_line"], COUNT);
        assert!(numbers(replica, TRADES) == all(COUNT), "not what is owed, once each and in order");
        let entries = entries(replica, TRADES);
        let ids: HashSet<String> = entries.iter().map(|entry| field(entry, "event_id")).collect();
        assert_eq!(ids.len(), entries.len(), "an event_id twice");
        lost
    }
}

#[test]
fn an_isolated_master_that_goes_on_acknowledges_what_the_new_one_never_gets() {
    let mut scene = Scene::new();
    let running = scene.begin(&["--rate", "20000"]);
    scene.split();
    let run = running.finish();
    // It was acknowledged, and no more was asked for.
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(scene.hold(&run), COUNT);
    assert!(length(&scene.watched.replica, TRADES) > 2000);
    scene.heal();
    assert!(scene.resume(COUNT) > 0, "the run was over before the failover");
}

#[test]
fn a_run_that_waits_for_a_replica_fails_on_an_isolated_master() {
    let mut scene = Scene::new();
    let running = scene.begin(&["--rate", "20000", "--wait", "1", "--wait-timeout", "200ms"]);
    scene.split();
    let run = running.finish();
    assert_eq!((run.code, &run.json()["replicas"]), (Some(1), &0.into()), "{run:#?}");
    let message = "error: written, but only 0 of 1 replica confirmed within 200ms";
    assert!(run.stderr.contains(message), "{run:#?}");
    assert_eq!(scene.hold(&run), COUNT);
    scene.heal();
    assert!(scene.resume(COUNT) > 0, "the run was over before the failover");
}

#[test]
fn an_isolated_master_that_must_have_a_replica_refuses_and_the_rest_goes_to_the_new_one() {
    let mut scene = Scene::new();
    scene.watched.master.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    let running = scene.begin(&["--rate", "20000"]);
    scene.split();
    let run = running.finish();
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert_eq!(run.json()["refusals"][0]["code"], "NOREPLICAS");
    let confirmed = scene.hold(&run);
    assert!(confirmed < COUNT);
    scene.heal();
    scene.resume(confirmed);
}

/// The new master turns the old one away for a while, so that it keeps what it wrote in isolation
/// to be looked at: taken in as a replica, it would throw that away.
#[test]
fn an_isolated_master_that_a_sentinel_demotes_leaves_the_fate_of_every_line_known() {
    let scene = Scene::new();
    let Watched { master, replica, .. } = &scene.watched;
    let running = scene.begin(&["--rate", "2000"]);
    scene.watched.fail_over();
    replica.redis(&["ACL", "SETUSER", "default", "-psync", "-sync"]).ok();
    master.thaw();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("continue with --resume"), "{run:#?}");
    eventually("a replica", || master.redis(&["ROLE"]).items()[0].text() == "slave");
    let confirmed = scene.hold(&run);
    replica.redis(&["ACL", "SETUSER", "default", "+psync", "+sync"]).ok();
    assert!(scene.resume(confirmed) > 0, "nothing was written in isolation");
    eventually("the old master follows the new one", || {
        numbers(master, TRADES) == numbers(replica, TRADES)
    });
}

#[test]
fn a_master_that_is_gone_for_good_loses_only_what_it_had_not_replicated() {
    let mut scene = Scene::new();
    let running = scene.begin(&["--rate", "20000"]);
    let replicated = usize::try_from(length(&scene.watched.replica, TRADES)).unwrap();
    scene.watched.kill_master();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    scene.watched.promoted();
    let fates = scene.fates(&run);
    let confirmed = fates.iter().filter(|fate| *fate == "ok").count();
    assert!(confirmed < COUNT);
    let lost = scene.resume(confirmed);
    let never = confirmed.saturating_sub(replicated);
    assert!(lost <= never, "{lost} confirmed lines lost, {never} had not been replicated");
}

#[test]
fn what_a_replica_has_confirmed_outlives_the_master() {
    let mut scene = Scene::new();
    let run = scene.publish("--account", &["--wait", "1"]).ok();
    scene.watched.kill_master();
    assert_eq!(run.json()["replicas"], 1);
    scene.watched.promoted();
    assert!(scene.fates(&run).iter().all(|fate| fate == "ok"));
    assert_eq!(scene.resume(COUNT), 0);
    assert!(numbers(&scene.watched.replica, TRADES) == all(COUNT));
}
