//! `--ids`, and readers that stop reading the output of a run.

use astra_testkit::{Server, event_lines, up_to};

use super::scene::TRADES;
use crate::harness::{astra, run_of};

#[test]
fn lists_the_entries_in_one_document_of_each_format() {
    for form in ["json", "yaml", "csv", "table"] {
        let server = Server::start();
        let words = ["publish", "--from", "-", "--ids", "-o", form];
        let run = astra(&words).stdin(event_lines(600)).server(&server).run();
        assert_eq!(run.code, Some(0), "{run:#?}");
        let ids: Vec<_> =
            server.entries(TRADES).iter().map(|entry| entry.items()[0].text().to_owned()).collect();
        let listed: Vec<String> = match form {
            "json" => run.json()["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["id"].as_str().unwrap().to_owned())
                .collect(),
            "yaml" => run
                .stdout
                .lines()
                .filter_map(|line| line.strip_prefix("- "))
                .map(|entry| {
                    serde_json::from_str::<serde_json::Value>(entry).unwrap()["id"]
                        .as_str()
                        .unwrap()
                        .to_owned()
                })
                .collect(),
            "csv" => run
                .stdout
                .lines()
                .skip(1)
                .map(|line| line.split(',').nth(1).unwrap().to_owned())
                .collect(),
            _ => {
                run.stdout.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
            }
        };
        assert_eq!(listed, ids, "{form}");
        assert!(form != "json" || run.json()["published"] == 600);
    }
}

#[test]
fn a_list_that_nobody_reads_anymore_ends_and_the_run_continues() {
    const COUNT: usize = 20_000;
    for (form, code, input) in [
        ("table", "0", event_lines(COUNT)),
        ("json", "0", event_lines(COUNT)),
        ("table", "1", event_lines(COUNT) + "x\n"),
    ] {
        let server = Server::start();
        let script = r#"{ "$0" publish --from in --ids -o "$1"; echo $? >code; } | head -c 1; echo; cat code"#;
        let run = run_of("/bin/sh", &["-c", script, env!("CARGO_BIN_EXE_astra"), form])
            .file("in", input)
            .server(&server)
            .run();
        assert!(run.stdout.ends_with(&format!("\n{code}\n")), "{run:#?}");
        assert_eq!(server.event_numbers(TRADES), up_to(COUNT));
        let summary = run.stderr.trim_start_matches("line 20001: not a JSON object\n");
        assert!(summary.starts_with("published 20,000 events in "), "{run:#?}");
        assert_eq!(summary.lines().count(), 1, "{run:#?}");
    }
}

#[test]
fn a_report_that_nobody_reads_is_not_a_failure() {
    let server = Server::start();
    let script = r#"{ "$0" publish --from in -o json; echo $? >code; } | true; cat code"#;
    let run = run_of("/bin/sh", &["-c", script, env!("CARGO_BIN_EXE_astra")])
        .file("in", event_lines(3000))
        .server(&server)
        .run();
    assert_eq!(run.stdout, "0\n", "{run:#?}");
    assert_eq!(server.length(TRADES), 3000);
}
