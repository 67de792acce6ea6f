//! A failover by Sentinel in the middle of a run: every line of the journal against the old and the new master.
//!
//! A confirmed line is one that the master has acknowledged. Redis replicates after it has answered, so a confirmed
//! line may be lost with its master. These tests count what a failover lost, check that it is only what had not reached
//! the replica, and check that `--resume` reports and publishes it again. Only `--wait` and `min-replicas-to-write`
//! warn an operator at once; without them nothing more than the acknowledgment is promised.

use std::collections::{HashMap, HashSet};

use astra_testkit::{SentinelDeployment, Server, event_lines, eventually, up_to};

use super::scene::{self, ResumableRun, TRADES};
use crate::harness::{Astra, Run, Running};

const COUNT: usize = 60_000;

/// A master with its replica and Sentinels, and the input of a run.
struct Scene {
    deployment: SentinelDeployment,
    job: ResumableRun,
}

impl Scene {
    fn new() -> Self {
        Self {
            deployment: SentinelDeployment::start().settled(),
            job: ResumableRun::new(&event_lines(COUNT)),
        }
    }

    /// A run through the Sentinels that waits longer for a server than a failover takes.
    fn publish(&self, option: &str, more: &[&str]) -> Astra {
        let words = [&["--timeout", "30s"], more].concat();
        self.job.publish_with(option, &words).env("ASTRA_REDIS_URL", self.deployment.url())
    }

    /// Starts a run, and waits until the replica has some of it.
    fn begin(&self, more: &[&str]) -> Running {
        let running = self.publish("--account", more).spawn();
        eventually("some events are replicated", || self.deployment.replica.length(TRADES) > 2000);
        running
    }

    /// Isolates the master until the replica is the master, and then lets it continue as if nothing had happened: no
    /// Sentinel is there to demote it.
    fn split(&self) {
        self.deployment.fail_over();
        self.deployment.sentinels.iter().for_each(Server::freeze);
        self.deployment.master.thaw();
    }

    /// Ends the split: the old master is gone, the Sentinels are back.
    fn heal(&mut self) {
        self.deployment.master.kill();
        self.deployment.sentinels.iter().for_each(Server::thaw);
    }

    /// Compares the printed report with the journal on disk; returns the outcome of each line.
    fn outcomes(&self, run: &Run) -> Vec<String> {
        let known = self.job.outcomes();
        let outcome = |line| known.get(&line).map_or("absent", String::as_str).to_owned();
        let outcomes: Vec<String> = (1..=COUNT).map(outcome).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for outcome in &outcomes {
            *counts.entry(outcome).or_default() += 1;
        }
        let report = run.json();
        for (key, outcome) in
            [("published", "ok"), ("confirmed_through_line", "ok"), ("refused", "refused")]
        {
            assert_eq!(report[key], counts.get(outcome).copied().unwrap_or(0), "{key}: {run:#?}");
        }
        // On disk, a line that was about to be sent stays uncertain: a resumed run looks it up.
        let in_doubt = report["in_doubt"].as_u64().unwrap();
        let sent = counts.get("sent").copied().unwrap_or(0);
        assert!(in_doubt <= u64::try_from(sent).unwrap(), "{run:#?}");
        outcomes
    }

    /// Compares each line with the entries of the old master, which answered for it; returns how many lines, counted
    /// from the first one, are confirmed.
    fn check(&self, run: &Run) -> usize {
        let written = self.deployment.master.event_numbers(TRADES);
        assert!(written == up_to(written.len()), "a gap, or a repeat");
        let outcomes = self.outcomes(run);
        for (line, outcome) in (1..).zip(&outcomes) {
            let is_written = line <= written.len();
            match outcome.as_str() {
                "ok" => assert!(is_written, "line {line} is confirmed but missing"),
                "refused" | "absent" => {
                    assert!(!is_written, "line {line} is {outcome} but written");
                }
                "sent" => {}
                other => panic!("line {line}: {other}"),
            }
        }
        outcomes.iter().filter(|outcome| *outcome == "ok").count()
    }

    /// Resumes the run on the new master, and checks that it publishes each missing line once and no line twice.
    /// Returns how many confirmed lines were lost.
    fn resume(&self, confirmed: usize) -> usize {
        let replica = &self.deployment.replica;
        let replicated = replica.event_numbers(TRADES);
        assert!(replicated == up_to(replicated.len()), "a gap, or a repeat");
        let there = replicated.len();
        let lost = confirmed.saturating_sub(there);
        let run = self.publish("--resume", &[]).run();
        let expected = scene::lost(lost, there + 1);
        let expected = if lost > 0 { expected } else { String::new() };
        assert_eq!((run.code, &*run.stderr), (Some(0), &*expected));
        assert_eq!(run.json()["found"], there.saturating_sub(confirmed));
        assert_eq!(run.json()["published"], COUNT - there);
        assert_eq!(run.json()["confirmed_through_line"], COUNT);
        assert!(
            replica.event_numbers(TRADES) == up_to(COUNT),
            "not every line exactly once and in order"
        );
        let entries = replica.entries(TRADES);
        let ids: HashSet<&str> =
            entries.iter().map(|entry| entry.entry_field("event_id")).collect();
        assert_eq!(ids.len(), entries.len(), "a repeated event_id");
        lost
    }
}

#[test]
fn an_isolated_master_acknowledges_events_that_the_new_one_never_gets() {
    let mut scene = Scene::new();
    let running = scene.begin(&["--rate", "20000"]);
    scene.split();
    let run = running.finish();
    // It was acknowledged, and nothing more was requested.
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(scene.check(&run), COUNT);
    assert!(scene.deployment.replica.length(TRADES) > 2000);
    scene.heal();
    assert!(scene.resume(COUNT) > 0, "the run ended before the failover");
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
    assert_eq!(scene.check(&run), COUNT);
    scene.heal();
    assert!(scene.resume(COUNT) > 0, "the run ended before the failover");
}

#[test]
fn an_isolated_master_that_requires_a_replica_refuses_and_the_rest_goes_to_the_new_one() {
    let mut scene = Scene::new();
    scene.deployment.master.redis(&["CONFIG", "SET", "min-replicas-to-write", "1"]).ok();
    let running = scene.begin(&["--rate", "20000"]);
    scene.split();
    let run = running.finish();
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert_eq!(run.json()["refusals"][0]["code"], "NOREPLICAS");
    let confirmed = scene.check(&run);
    assert!(confirmed < COUNT);
    scene.heal();
    scene.resume(confirmed);
}

/// The new master rejects the old one for a while, so that the old one keeps what it wrote in isolation: as a replica,
/// it would discard that.
#[test]
fn after_a_sentinel_demotes_an_isolated_master_the_outcome_of_every_line_is_known() {
    let scene = Scene::new();
    let SentinelDeployment { master, replica, .. } = &scene.deployment;
    let running = scene.begin(&["--rate", "2000"]);
    scene.deployment.fail_over();
    replica.redis(&["ACL", "SETUSER", "default", "-psync", "-sync"]).ok();
    master.thaw();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("continue with --resume"), "{run:#?}");
    eventually("the old master is a replica", || {
        master.redis(&["ROLE"]).items()[0].text() == "slave"
    });
    let confirmed = scene.check(&run);
    replica.redis(&["ACL", "SETUSER", "default", "+psync", "+sync"]).ok();
    assert!(scene.resume(confirmed) > 0, "nothing was written in isolation");
    eventually("the old master follows the new one", || {
        master.event_numbers(TRADES) == replica.event_numbers(TRADES)
    });
}

#[test]
fn a_master_that_is_gone_for_good_loses_only_what_it_had_not_replicated() {
    let mut scene = Scene::new();
    let running = scene.begin(&["--rate", "20000"]);
    let replicated = usize::try_from(scene.deployment.replica.length(TRADES)).unwrap();
    scene.deployment.kill_master();
    let run = running.finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    scene.deployment.wait_until_promoted();
    let outcomes = scene.outcomes(&run);
    let confirmed = outcomes.iter().filter(|outcome| *outcome == "ok").count();
    assert!(confirmed < COUNT);
    let lost = scene.resume(confirmed);
    let never = confirmed.saturating_sub(replicated);
    assert!(lost <= never, "{lost} confirmed lines lost, {never} had not been replicated");
}

#[test]
fn lines_that_a_replica_has_confirmed_outlive_the_master() {
    let mut scene = Scene::new();
    let run = scene.publish("--account", &["--wait", "1"]).ok();
    scene.deployment.kill_master();
    assert_eq!(run.json()["replicas"], 1);
    scene.deployment.wait_until_promoted();
    assert!(scene.outcomes(&run).iter().all(|outcome| outcome == "ok"));
    assert_eq!(scene.resume(COUNT), 0);
    assert!(scene.deployment.replica.event_numbers(TRADES) == up_to(COUNT));
}
