//! `--resume` with another input than the account is of, and a run that did not begin with line 1.

use super::resume::Desk;
use super::scene::{TRADES, all, length, line, lines, numbers};
use crate::harness::{Server, eventually, signal};

const COUNT: usize = 3000;

/// A line of the same length as `line(number)` with another event in it.
fn other(number: usize) -> String {
    line(number).replace("STRK", "DOGE")
}

#[test]
fn lines_before_the_start_of_a_run_are_none_of_its_later_parts() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    desk.publish_with("--account", &["--start-line", "2999"]).server(&server).ok();
    assert_eq!(numbers(&server, TRADES), [2999, 3000]);
    let run = desk.publish("--resume").server(&server).ok();
    assert_eq!(run.json()["published"], 0);
    assert_eq!(run.json()["confirmed_through_line"], COUNT);
    assert_eq!(numbers(&server, TRADES), [2999, 3000]);
}

#[test]
fn a_killed_run_that_began_later_goes_on_where_it_was() {
    const FIRST: usize = 1001;
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    let start = FIRST.to_string();
    let more = ["--start-line", &start, "--rate", "1000"];
    let running = desk.publish_with("--account", &more).server(&server).spawn();
    eventually("some are written", || length(&server, TRADES) > 200);
    assert!(signal("KILL", running.pid()));
    assert_eq!(running.finish().code, None);
    assert!(numbers(&server, TRADES).len() < COUNT - FIRST, "it was through already");
    desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), (FIRST..=COUNT).collect::<Vec<_>>());
}

#[test]
fn an_account_that_does_not_say_where_its_run_began_is_of_one_from_line_1() {
    let server = Server::start();
    let desk = Desk::new(&lines(3));
    let head = r#"{"schema":"astra.publish-account/v1","run":"11111111-2222-4333-8444-555555555555","since_ms":1700000000000,"input_bytes":null}"#;
    let done = r#"{"is":"bad","line":2,"reason":"x"}"#;
    std::fs::write(desk.path("account"), format!("{head}\n{done}\n")).unwrap();
    desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), [1, 3]);
}

#[test]
fn an_input_that_ends_too_early_or_differs_is_refused() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    desk.publish("--account").server(&server).ok();
    let refused = |input: String, said: &str| {
        let run = desk.resume_from(input, &[]).server(&server).run();
        assert_eq!((run.code, &run.json()["published"]), (Some(2), &0.into()), "{run:#?}");
        let hint = "\nhint: resume with the same input: lines are identified by their number\n";
        assert_eq!(run.stderr, format!("error: the input {said}{hint}"));
    };
    refused(lines(5), "ends after line 5, but the one of the journal has at least 3,000 lines");
    refused(
        String::new(),
        "ends after line 0, but the one of the journal has at least 3,000 lines",
    );
    let mixed = line(1) + "\n" + &(2..=COUNT).map(|n| other(n) + "\n").collect::<String>();
    refused(mixed, "is not the one of the journal: it differs in lines 1 to 64");
    let late = lines(COUNT - 1) + &other(COUNT);
    let said = "is not the one of the journal: it differs in lines 2945 to 3000";
    refused(late.clone(), said);
    std::fs::write(desk.path("in.ndjson"), late + "\n").unwrap();
    desk.publish("--resume")
        .server(&server)
        .code(2)
        .stdout_has("\"published\":0")
        .stderr_has(format!("error: the input {said}\n"))
        .check();
    assert_eq!(length(&server, TRADES), 3000);
}

#[test]
fn the_same_input_goes_on_from_wherever_it_comes_and_may_have_grown() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    desk.publish("--account").server(&server).ok();
    let run = desk.resume_from(lines(COUNT + 10), &[]).server(&server).ok();
    assert_eq!(run.json()["published"], 10);
    let run = desk.resume_from(lines(COUNT + 20), &[]).server(&server).ok();
    assert_eq!(run.json()["published"], 10);
    assert_eq!(numbers(&server, TRADES), all(COUNT + 20));
    let grown = lines(COUNT) + &(1..=20).map(|n| other(n) + "\n").collect::<String>();
    desk.resume_from(grown, &[])
        .server(&server)
        .code(2)
        .stdout_has("")
        .stderr_has("differs")
        .check();
}

#[test]
fn nothing_of_another_input_is_published_or_looked_up() {
    let server = Server::start();
    let desk = Desk::new(&lines(COUNT));
    let running = desk.publish_with("--account", &["--rate", "2000"]).server(&server).spawn();
    eventually("some are written", || length(&server, TRADES) > 500);
    assert!(signal("KILL", running.pid()));
    assert_eq!(running.finish().code, None);
    let before = numbers(&server, TRADES);
    let account = std::fs::read_to_string(desk.path("account")).unwrap();
    let others: String = (1..=COUNT).map(|number| other(number) + "\n").collect();
    std::fs::write(desk.path("in.ndjson"), others).unwrap();
    desk.publish("--resume").server(&server).code(2).stderr_has("it differs in lines 1 to").check();
    assert_eq!(numbers(&server, TRADES), before);
    // What was in doubt is so still.
    assert_eq!(std::fs::read_to_string(desk.path("account")).unwrap(), account);
    std::fs::write(desk.path("in.ndjson"), lines(COUNT)).unwrap();
    desk.publish("--resume").server(&server).ok();
    assert_eq!(numbers(&server, TRADES), all(COUNT));
}

#[test]
fn refused_lines_wait_until_the_input_around_them_is_recognised() {
    let server = Server::start();
    server.redis(&["SET", "astra.nft.nftsold.v1", "x"]).ok();
    let sold = |text: String| {
        text.replace("Trading.TradeExecuted", "Nft.NftSold").replace("\"trading\"", "\"nft\"")
    };
    let with =
        |first: String| first + "\n" + &(2..=COUNT).map(|n| line(n) + "\n").collect::<String>();
    let desk = Desk::new(&with(sold(line(1))));
    assert_eq!(desk.publish("--account").server(&server).run().code, Some(1));
    server.redis(&["DEL", "astra.nft.nftsold.v1"]).ok();
    // In batches that are smaller than those of the first run.
    let run = desk.resume_from(with(sold(other(1))), &["--rate", "100"]).server(&server).run();
    assert_eq!((run.code, &run.json()["published"]), (Some(2), &0.into()), "{run:#?}");
    assert_eq!(length(&server, "astra.nft.nftsold.v1"), 0);
    desk.resume_from(with(sold(line(1))), &[]).server(&server).ok();
    assert_eq!(length(&server, "astra.nft.nftsold.v1"), 1);
    assert_eq!(length(&server, TRADES), 2999);
}
