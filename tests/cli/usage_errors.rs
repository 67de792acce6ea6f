//! Messages about wrong arguments, in the form of every other error.

use astra_testkit::Server;

use crate::harness::astra;

#[track_caller]
fn reports(words: &[&str], message: &str, hint: &str) {
    let hint = if hint.is_empty() { String::new() } else { format!("hint: {hint}\n") };
    astra(words).code(2).stderr(format!("error: {message}\n{hint}")).check();
}

#[test]
fn a_wrong_value_is_named_with_its_option_and_the_next_step() {
    let unit = "add a unit, as in 5s, 5m or 5h";
    reports(
        &["tail", "--since", "5"],
        "invalid value `5` for `--since <TIME>`: `5` has no unit",
        unit,
    );
    let text = "invalid value `x` for `--count-cap <ENTRIES>`: invalid digit found in string";
    reports(&["lag", "--count-cap", "x"], text, "");
    reports(
        &["lag", "-o", "jsno"],
        "invalid value `jsno` for `--output <FORMAT>`",
        "did you mean `json`?",
    );
    let none = "invalid value `0s` for `--timeout <DURATION>`: `0s` leaves no time";
    reports(&["lag", "--timeout", "0s"], none, "5s is the default");
    let none = "invalid value `0s` for `--run-timeout <DURATION>`: `0s` leaves no time";
    let hint = "omit --run-timeout, or set it to a few seconds";
    reports(&["flow-test", "--run-timeout", "0s"], none, hint);
    reports(
        &["pending", "claim", "--to", ""],
        "a value is required for `--to <CONSUMER>` but none was supplied",
        "",
    );
    for text in ["nan", "inf", "-1", "x"] {
        let message = format!(
            "invalid value `{text}` for `--max-seconds <SECONDS>`: `{text}` is not a number of seconds"
        );
        reports(&["lag", &format!("--max-seconds={text}")], &message, "e.g. 30 or 0.5");
    }
    let all = "possible values: table, json, yaml, csv";
    reports(&["lag", "-o", "xml"], "invalid value `xml` for `--output <FORMAT>`", all);
    reports(
        &["lag", "-o"],
        "a value is required for `--output <FORMAT>` but none was supplied",
        all,
    );
}

#[test]
fn an_unknown_argument_gets_a_suggestion_or_where_to_look() {
    reports(
        &["tail", "--sinc", "5m"],
        "unexpected argument `--sinc` found",
        "did you mean `--since`?",
    );
    reports(
        &["lag", "--only"],
        "unexpected argument `--only` found",
        "did you mean `--only-lagging`?",
    );
    reports(
        &["lag", "--since", "5m"],
        "unexpected argument `--since` found",
        "see astra lag --help",
    );
    reports(&["lgg"], "unrecognized subcommand `lgg`", "did you mean `lag`?");
    let missing = "`astra context` requires a subcommand but one was not provided";
    reports(&["context", "-v"], missing, "see astra context --help");
}

#[test]
fn options_that_exclude_each_other_are_both_named() {
    let both = "the argument `--from <ID>` cannot be used with `--since <TIME>`";
    reports(&["tail", "--from", "1", "--since", "5m"], both, "leave one of them out");
    let twice = "the argument `--url <URL>` cannot be used multiple times";
    reports(&["lag", "--url", "redis://a", "--url", "redis://b"], twice, "leave one of them out");
}

#[test]
fn what_is_missing_is_answered_with_how_it_is_written_whatever_the_environment_reports() {
    let ways = "usage: astra publish [OPTIONS] <EVENT_TYPE> --entity <ID> or astra publish [OPTIONS] --from <FILE>";
    astra(&["publish"])
        .env("ASTRA_REDIS_URL", "redis://127.0.0.1:1")
        .code(2)
        .stderr(format!("error: the following required arguments were not provided: --entity <ID>, <EVENT_TYPE>\nhint: {ways}\n"))
        .check();
    let missing = |name| format!("the following required arguments were not provided: {name}");
    let way = "usage: astra pending claim --to <CONSUMER> [PATTERN]...";
    reports(&["pending", "claim"], &missing("--to <CONSUMER>"), way);
    let way = "usage: astra pending --entries --payload [PATTERN]...";
    reports(&["pending", "--payload"], &missing("--entries"), way);
}

#[test]
fn a_server_url_in_the_wrong_place_keeps_its_password_secret() {
    let run = astra(&["setup", "export", "redis://ops:hunter2@h"]).run();
    assert_eq!((run.code, &*run.stdout), (Some(2), ""));
    assert!(run.stderr.starts_with("error: unexpected argument `redis://…` found\n"), "{run:?}");
}

#[test]
fn the_choice_of_color_also_applies_to_usage_errors() {
    for words in [&["lag", "--color", "always", "--bad"][..], &["lag", "--bad", "--color=always"]] {
        assert!(astra(words).run().stderr.starts_with("\x1b["), "{words:?}");
    }
    let terminal = |words: &[&str]| {
        let mut terminal = astra(words).terminal(80, 10);
        terminal.shows("unexpected argument");
        terminal.raw()
    };
    assert!(terminal(&["lag", "--bad"]).contains("\x1b["));
    assert!(!terminal(&["lag", "--bad", "--color", "never"]).contains("\x1b["));
}

#[test]
fn an_interval_apart_from_its_flag_is_reported_with_the_right_form() {
    let message = "`--watch` needs an equals sign";
    for words in
        [["setup", "--watch", "5s"], ["lag", "--watch", "5s"], ["services", "--watch", "5s"]]
    {
        reports(&words, message, "write --watch=5s");
    }
    reports(&["lag", "--watch", "5"], message, "write --watch=5");
    let other = astra(&["sandbox", "--", "echo", "--watch", "5s"]).run();
    assert_eq!((other.code, &*other.stdout), (Some(0), "--watch 5s\n"), "{other:?}");
}

#[test]
fn global_flags_go_before_or_after_a_subcommand_and_its_own_flags_do_not() {
    let server = Server::start();
    let url = server.url();
    let before = ["setup", "--url", &url, "--timeout", "5s", "-o", "yaml", "export"];
    let after = ["setup", "export", "--url", &url, "--timeout", "5s", "-o", "yaml"];
    assert_eq!(astra(&before).ok().stdout, astra(&after).ok().stdout);
    for flag in ["--check", "--prune", "--yes", "--watch=5s", "--validate", "--confirm=x"] {
        let name = flag.split('=').next().unwrap();
        let message = format!("`{name}` cannot be used with `export`");
        reports(&["setup", flag, "export"], &message, "leave one of them out");
    }
}

#[test]
fn help_and_version_succeed() {
    for words in [&["--help"][..], &["lag", "--help"], &["help", "lag"]] {
        assert!(astra(words).ok().stdout.contains("Usage: astra"), "{words:?}");
    }
    assert!(astra(&["--version"]).ok().stdout.starts_with("astra "));
    let bare = astra::<&str>(&[]).code(2).stderr_has("Usage: astra").run();
    assert!(!bare.stderr.contains("error:"), "{bare:?}");
}
