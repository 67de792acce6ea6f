//! The options of `astra flow-test`.

use astra_testkit::{Server, eventually, signal};

use super::scene::everything;
use crate::harness::astra;

#[test]
fn a_dry_run_touches_nothing() {
    let server = Server::start();
    let plan = astra(&["flow-test", "--dry-run", "-o", "json"]).server(&server).ok().json();
    assert_eq!((&plan["dry_run"], &plan["sandbox"]), (&true.into(), &false.into()));
    assert_eq!((&plan["events"], &plan["deliveries"]), (&24.into(), &129.into()));
    assert_eq!((&plan["bindings"], &plan["streams"].as_array().unwrap().len()), (&131.into(), &27));
    assert_eq!(everything(&server), []);
    let commands = server.redis(&["INFO", "commandstats"]).text().to_owned();
    assert!(!commands.contains("xgroup") && !commands.contains("xadd"), "{commands}");
}

#[test]
fn a_dry_run_needs_no_server() {
    let run = astra(&["flow-test", "--dry-run", "--url", "unix:///nowhere"]).ok();
    assert!(run.stdout.contains("would create 27 streams and 131 bindings"), "{}", run.stdout);
    let run = astra(&["flow-test", "--dry-run"]).env("PATH", "/nowhere").ok();
    assert!(run.stdout.contains("on a private server, each"), "{}", run.stdout);
}

#[test]
fn junit_has_a_case_for_each_check_and_group_and_names_the_failure() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.xml");
    let file_name = file.to_str().unwrap();
    astra(&["flow-test", "--junit", file_name]).server(&server).ok();
    let passed = std::fs::read_to_string(&file).unwrap();
    assert!(passed.contains(r#"tests="32" skipped="0" failures="0" errors="0""#), "{passed}");
    assert_eq!(passed.matches(r#"classname="flow-test.group""#).count(), 17);
    let run =
        astra(&["flow-test", "--junit", file_name, "--inject", "no-ack"]).server(&server).run();
    assert_eq!(run.code, Some(1));
    let failed = std::fs::read_to_string(&file).unwrap();
    assert!(failed.contains(r#"tests="32" skipped="0" failures="4" errors="0""#), "{failed}");
    let case = failed.split("<testcase").find(|case| case.contains(r#"name="revenue_trackers""#));
    assert!(case.unwrap().contains("was delivered to group `revenue_trackers`"), "{failed}");
}

#[test]
fn junit_reports_a_run_without_a_verdict_as_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.xml");
    let arguments = ["flow-test", "--url", "unix:///nowhere", "--junit", file.to_str().unwrap()];
    assert_eq!(astra(&arguments).run().code, Some(3));
    let junit = std::fs::read_to_string(&file).unwrap();
    assert!(junit.contains(r#"tests="1" skipped="0" failures="0" errors="1""#), "{junit}");
    assert!(junit.contains("cannot reach Redis at /nowhere"), "{junit}");
}

#[test]
fn junit_reports_a_sandbox_that_does_not_start_and_forgets_an_earlier_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.xml");
    std::fs::write(&file, "the verdict of yesterday").unwrap();
    let arguments = ["flow-test", "--junit", file.to_str().unwrap()];
    assert_eq!(
        astra(&arguments).env("PATH", "/nowhere").env("ASTRA_REDIS_SERVER", "").run().code,
        Some(3)
    );
    let junit = std::fs::read_to_string(&file).unwrap();
    assert!(junit.contains(r#"tests="1" skipped="0" failures="0" errors="1""#), "{junit}");
    assert!(junit.contains("redis-server"), "{junit}");
}

#[test]
fn the_junit_file_appears_only_with_a_result() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.xml");
    std::fs::write(&file, "the verdict of yesterday").unwrap();
    server.freeze();
    let arguments = ["flow-test", "--timeout", "20s", "--junit", file.to_str().unwrap()];
    let running = astra(&arguments).server(&server).spawn();
    eventually("the file of yesterday is gone", || !file.exists());
    assert!(signal("KILL", running.pid()));
    assert_eq!(running.finish().code, None);
    assert!(!file.exists());
}

#[test]
fn a_port_alone_names_a_server() {
    let server = Server::tcp();
    let port = server.port().to_string();
    let plan = astra(&["flow-test", "--dry-run", "-o", "json"]).env("REDIS_PORT", &port).ok();
    assert_eq!(plan.json()["sandbox"], false);
    astra(&["flow-test"]).env("REDIS_PORT", &port).ok();
    let commands = server.redis(&["INFO", "commandstats"]).text().to_owned();
    assert!(commands.contains("cmdstat_xadd:"), "it ran elsewhere: {commands}");
}

#[test]
fn a_junit_file_that_cannot_be_written_is_reported_before_anything_is_created() {
    let server = Server::start();
    let run = astra(&["flow-test", "--junit", "no/such/folder/flow.xml"]).server(&server).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    assert!(run.stderr.contains("cannot write `no/such/folder/flow.xml`"), "{}", run.stderr);
    let commands = server.redis(&["INFO", "commandstats"]).text().to_owned();
    assert!(!commands.contains("xgroup"), "{commands}");
}

#[test]
fn zero_trades_and_zero_time_are_refused() {
    for arguments in
        [["--trades", "0"], ["--deadline", "0s"], ["--deadline", "5"], ["--inject", "rain"]]
    {
        let run = astra(&["flow-test", arguments[0], arguments[1]]).run();
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    }
}

#[test]
fn the_help_ends_with_examples_and_names_every_fault() {
    let help = astra(&["flow-test", "--help"]).ok().stdout;
    let (_, examples) = help.split_once("\nExamples:\n").unwrap();
    assert!(examples.lines().all(|line| line.starts_with("  astra flow-test")), "{examples}");
    for fault in ["missing-group", "no-ack", "drop-correlation", "delay", "duplicate"] {
        assert!(help.contains(fault), "{help}");
    }
}
