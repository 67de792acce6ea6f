//! `--resume` with an input that is not that of the journal, and runs that did not start with line 1.

use astra_testkit::{Server, event_line, event_lines, eventually, signal, up_to};

use super::scene::{ResumableRun, TRADES};

const COUNT: usize = 3000;

/// A line of the same length as `event_line(number)` with another event in it.
fn other(number: usize) -> String {
    event_line(number).replace("STRK", "DOGE")
}

#[test]
fn a_resumed_run_skips_the_lines_before_its_start_line() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    job.publish_with("--account", &["--start-line", "2999"]).server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), [2999, 3000]);
    let run = job.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["published"], 0);
    assert_eq!(run.json()["confirmed_through_line"], COUNT);
    assert_eq!(server.event_numbers(TRADES), [2999, 3000]);
}

#[test]
fn a_killed_run_with_a_start_line_continues_where_it_was() {
    const FIRST: usize = 1001;
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    let start = FIRST.to_string();
    let more = ["--start-line", &start, "--rate", "1000"];
    let running = job.publish_with("--account", &more).server(&server).spawn();
    eventually("some events are written", || server.length(TRADES) > 200);
    assert!(signal("KILL", running.pid()));
    assert_eq!(running.finish().code, None);
    assert!(server.event_numbers(TRADES).len() < COUNT - FIRST, "the run had already ended");
    job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), (FIRST..=COUNT).collect::<Vec<_>>());
}

#[test]
fn a_journal_without_a_start_line_starts_at_line_1() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(3));
    job.write_journal(&[r#"{"is":"bad","line":2,"reason":"x"}"#]);
    job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), [1, 3]);
}

#[test]
fn an_input_that_ends_too_early_or_differs_is_refused() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    job.publish("--account").server(&server).ok();
    let refused = |input: String, expected: &str| {
        let run = job.resume_from(input, &[]).server(&server).run();
        assert_eq!((run.code, &run.json()["published"]), (Some(2), &0.into()), "{run:#?}");
        let hint = "\nhint: resume with the same input: lines are identified by their number\n";
        assert_eq!(run.stderr, format!("error: the input {expected}{hint}"));
    };
    refused(
        event_lines(5),
        "ends after line 5, but the one of the journal has at least 3,000 lines",
    );
    refused(
        String::new(),
        "ends after line 0, but the one of the journal has at least 3,000 lines",
    );
    let mixed = event_line(1) + "\n" + &(2..=COUNT).map(|n| other(n) + "\n").collect::<String>();
    refused(mixed, "is not the one of the journal: it differs in lines 1 to 64");
    let late = event_lines(COUNT - 1) + &other(COUNT);
    let expected = "is not the one of the journal: it differs in lines 2945 to 3000";
    refused(late.clone(), expected);
    std::fs::write(job.path("in.ndjson"), late + "\n").unwrap();
    job.publish("--resume")
        .server(&server)
        .code(2)
        .stdout_has("\"published\":0")
        .stderr_has(format!("error: the input {expected}\n"))
        .check();
    assert_eq!(server.length(TRADES), 3000);
}

#[test]
fn the_same_input_continues_from_any_source_and_may_have_grown() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    job.publish("--account").server(&server).ok();
    let run = job.resume_from(event_lines(COUNT + 10), &[]).server(&server).ok();
    assert_eq!(run.json()["published"], 10);
    let run = job.resume_from(event_lines(COUNT + 20), &[]).server(&server).ok();
    assert_eq!(run.json()["published"], 10);
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT + 20));
    let grown = event_lines(COUNT) + &(1..=20).map(|n| other(n) + "\n").collect::<String>();
    job.resume_from(grown, &[])
        .server(&server)
        .code(2)
        .stdout_has("")
        .stderr_has("differs")
        .check();
}

#[test]
fn nothing_of_another_input_is_published_or_looked_up() {
    let server = Server::start();
    let job = ResumableRun::new(&event_lines(COUNT));
    let running = job.publish_with("--account", &["--rate", "2000"]).server(&server).spawn();
    eventually("some events are written", || server.length(TRADES) > 500);
    assert!(signal("KILL", running.pid()));
    assert_eq!(running.finish().code, None);
    let before = server.event_numbers(TRADES);
    let account = std::fs::read_to_string(job.path("account")).unwrap();
    let others: String = (1..=COUNT).map(|number| other(number) + "\n").collect();
    std::fs::write(job.path("in.ndjson"), others).unwrap();
    job.publish("--resume").server(&server).code(2).stderr_has("it differs in lines 1 to").check();
    assert_eq!(server.event_numbers(TRADES), before);
    // Uncertain lines are still uncertain.
    assert_eq!(std::fs::read_to_string(job.path("account")).unwrap(), account);
    std::fs::write(job.path("in.ndjson"), event_lines(COUNT)).unwrap();
    job.publish("--resume").server(&server).ok();
    assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
}

#[test]
fn refused_lines_wait_until_the_input_around_them_is_recognized() {
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let sold = |text: String| {
        text.replace("Trading.TradeExecuted", "Nft.NftSold").replace("\"trading\"", "\"nft\"")
    };
    let with = |first: String| {
        first + "\n" + &(2..=COUNT).map(|n| event_line(n) + "\n").collect::<String>()
    };
    let job = ResumableRun::new(&with(sold(event_line(1))));
    assert_eq!(job.publish("--account").server(&server).run().code, Some(1));
    server.redis(&["DEL", "astra.nft.nftsold.v1"]).ok();
    // In batches that are smaller than those of the first run.
    let run = job.resume_from(with(sold(other(1))), &["--rate", "100"]).server(&server).run();
    assert_eq!((run.code, &run.json()["published"]), (Some(2), &0.into()), "{run:#?}");
    assert_eq!(server.length("astra.nft.nftsold.v1"), 0);
    job.resume_from(with(sold(event_line(1))), &[]).server(&server).ok();
    assert_eq!(server.length("astra.nft.nftsold.v1"), 1);
    assert_eq!(server.length(TRADES), 2999);
}
