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
    reports(&["tail", "--since", "5"], "`--since <TIME>`: `5` has no unit", unit);
    let text = "`x` of `--count-cap <ENTRIES>`: invalid digit found in string";
    reports(&["lag", "--count-cap", "x"], text, "");
    reports(
        &["lag", "-o", "jsno"],
        "`jsno` is no value of `--output <FORMAT>`",
        "did you mean `json`?",
    );
    let none = "`--timeout <DURATION>`: `0s` leaves no time";
    reports(&["lag", "--timeout", "0s"], none, "5s is the default");
    let none = "`--run-timeout <DURATION>`: `0s` leaves no time";
    let hint = "omit --run-timeout, or set it to a few seconds";
    reports(&["flow-test", "--run-timeout", "0s"], none, hint);
    reports(&["pending", "claim", "--to", ""], "`--to <CONSUMER>` needs a value", "");
    for text in ["nan", "inf", "-1", "x"] {
        let message = format!("`--max-seconds <SECONDS>`: `{text}` is not a number of seconds");
        reports(&["lag", &format!("--max-seconds={text}")], &message, "e.g. 30 or 0.5");
    }
    let all = "it is `table`, `json`, `yaml` or `csv`";
    reports(&["lag", "-o", "xml"], "`xml` is no value of `--output <FORMAT>`", all);
    reports(&["lag", "-o"], "`--output <FORMAT>` needs a value", all);
}

#[test]
fn an_unknown_argument_gets_a_suggestion_or_where_to_look() {
    reports(&["tail", "--sinc", "5m"], "there is no option `--sinc`", "did you mean `--since`?");
    reports(&["lag", "--only"], "there is no option `--only`", "did you mean `--only-lagging`?");
    reports(
        &["lag", "--since", "5m"],
        "there is no option `--since`",
        "astra lag --help lists what there is",
    );
    reports(&["lgg"], "there is no command `lgg`", "did you mean `lag`?");
    reports(&["context", "-v"], "a command is missing", "astra context --help lists what there is");
}

#[test]
fn options_that_exclude_each_other_are_both_named() {
    let both = "`--from <ID>` cannot be used with `--since <TIME>`";
    reports(&["tail", "--from", "1", "--since", "5m"], both, "leave one of them out");
    let twice = "`--url <URL>` is given more than once";
    reports(&["lag", "--url", "redis://a", "--url", "redis://b"], twice, "leave one of them out");
}

#[test]
fn a_missing_argument_is_reported_with_its_usage_whatever_the_environment() {
    let ways = "write astra publish [OPTIONS] <EVENT_TYPE> --entity <ID>, or astra publish [OPTIONS] --from <FILE>";
    astra(&["publish"])
        .env("ASTRA_REDIS_URL", "redis://127.0.0.1:1")
        .code(2)
        .stderr(format!("error: `--entity <ID>` and `<EVENT_TYPE>` are missing\nhint: {ways}\n"))
        .check();
    let way = "write astra pending claim [OPTIONS] --to <CONSUMER> [PATTERN]...";
    reports(&["pending", "claim"], "`--to <CONSUMER>` is missing", way);
    reports(&["pending", "--payload"], "`--entries` is missing", "add `--entries`");
}

#[test]
fn a_server_url_in_the_wrong_place_keeps_its_password_secret() {
    let run = astra(&["setup", "export", "redis://ops:hunter2@h"]).run();
    assert_eq!((run.code, &*run.stdout), (Some(2), ""));
    assert!(run.stderr.starts_with("error: nothing is expected as `redis://…`\n"), "{run:?}");
}

#[test]
fn the_choice_of_color_also_applies_to_usage_errors() {
    for words in [&["lag", "--color", "always", "--bad"][..], &["lag", "--bad", "--color=always"]] {
        assert!(astra(words).run().stderr.starts_with("\x1b["), "{words:?}");
    }
    let terminal = |words: &[&str]| {
        let mut terminal = astra(words).terminal(80, 10);
        terminal.shows("there is no option");
        terminal.raw()
    };
    assert!(terminal(&["lag", "--bad"]).contains("\x1b["));
    assert!(!terminal(&["lag", "--bad", "--color", "never"]).contains("\x1b["));
}

#[test]
fn an_interval_apart_from_its_flag_is_reported_with_the_right_form() {
    let message = "`--watch` takes its value behind a `=`";
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
