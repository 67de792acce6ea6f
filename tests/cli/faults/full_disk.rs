//! A full disk: the server refuses every change with MISCONF, and the program claims none.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use astra_testkit::{Server, event_lines_without_ids, eventually, programs, up_to};
use tempfile::TempDir;

use super::scene::{
    ACTIONS, PENDING, TRADES, complete, complete_setup, done, pending_scene, scene_of,
};
use crate::harness::astra;

/// A server whose files may not grow beyond a limit.
struct Disk {
    server: Server,
    _folder: TempDir,
}

impl Disk {
    /// The limit sends a signal that ends the process, unless the process ignores it; on a full disk there is only the
    /// error.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("server");
        let real = programs().remove(0).1;
        let script = format!("#!/bin/sh\ntrap '' XFSZ\nexec '{}' \"$@\"\n", real.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let arguments = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
        let server = Server::options().program(program).with(&arguments).start();
        Self { server, _folder: folder }
    }

    fn limit(&self, bytes: &str) {
        let (pid, limit) = (self.server.pid().to_string(), format!("--fsize={bytes}:unlimited"));
        assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
    }

    /// Lets the files grow no further, and waits until the server has noticed.
    fn fill(&self) {
        self.limit("1");
        eventually("the server notices that its disk is full", || {
            self.server.redis(&["SET", "filler", "x"]).is_error()
        });
        assert!(self.server.redis(&["SET", "filler", "x"]).error().starts_with("MISCONF"));
    }

    /// Makes room again, and waits until the server has noticed.
    fn free(&self) {
        self.limit("unlimited");
        eventually("the server writes again", || !self.server.redis(&["DEL", "filler"]).is_error());
    }
}

#[test]
fn setup_fails_item_by_item_and_a_later_run_completes_it() {
    let disk = Disk::new();
    disk.fill();
    let run = astra(&["setup", "-o", "json"]).server(&disk.server).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    assert_eq!((&report["created"], &report["failed"]), (&0.into(), &131.into()));
    assert!(report["actions"][0]["reason"].as_str().unwrap().contains("MISCONF"), "{report}");
    assert_eq!(disk.server.bindings(), []);
    disk.free();
    complete_setup(&disk.server);
}

#[test]
fn an_action_moves_nothing_and_gives_the_reason() {
    for action in ACTIONS {
        let disk = Disk::new();
        scene_of(action, &disk.server);
        disk.fill();
        let run = astra(action).server(&disk.server).run();
        assert_eq!(run.code, Some(1), "{run:?}");
        let report = run.json();
        assert_eq!((&report["done"], &report["failed"]), (&0.into(), &PENDING.into()), "{report}");
        assert!(report["actions"][0]["reason"].as_str().unwrap().contains("MISCONF"), "{report}");
        assert_eq!(done(&disk.server, action), [""; 0]);
        disk.free();
        complete(&disk.server, action);
    }
}

#[test]
fn a_publishing_run_that_fills_the_disk_confirms_what_is_written_and_refuses_the_rest() {
    let mut disk = Disk::new();
    disk.limit("2000000");
    let run = astra(&["publish", "--from", "-", "-o", "json"])
        .stdin(event_lines_without_ids(60_000))
        .server(&disk.server)
        .run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    assert_eq!(
        (&report["refusals"][0]["code"], &report["in_doubt"]),
        (&"MISCONF".into(), &0.into())
    );
    let written = disk.server.event_numbers(TRADES);
    assert_eq!(report["published"], written.len(), "{report}");
    let through = usize::try_from(report["confirmed_through_line"].as_u64().unwrap()).unwrap();
    assert_eq!(written[..through], up_to(through));
    assert!(written.is_sorted() && written.len() < 60_000);
    disk.free();
    disk.server.redis(&["WAITAOF", "1", "0", "0"]);
    eventually("everything is on the disk", || {
        let info = disk.server.redis(&["INFO", "persistence"]).text().to_owned();
        info.contains("aof_pending_bio_fsync:0") && info.contains("aof_buffer_length:0")
    });
    disk.server.restart();
    assert_eq!(
        disk.server.event_numbers(TRADES),
        written,
        "every confirmed event outlives the crash"
    );
}

#[test]
fn a_flow_test_ends_without_a_verdict_and_leaves_nothing() {
    let disk = Disk::new();
    disk.fill();
    let run = astra(&["flow-test"]).server(&disk.server).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{run:?}");
    assert!(run.stderr.contains("MISCONF"), "{run:?}");
    assert_eq!(disk.server.redis(&["KEYS", "astra*"]).texts(), [""; 0]);
}

#[test]
fn reading_still_works() {
    let disk = Disk::new();
    pending_scene(&disk.server);
    disk.fill();
    let lag = astra(&["lag", "--group", "g", "-o", "json"]).server(&disk.server).ok().json();
    assert_eq!((&lag["totals"]["lag"], &lag["totals"]["pending"]), (&0.into(), &PENDING.into()));
}
