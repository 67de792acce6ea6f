//! The topology file: where it comes from, and its errors, which are all shown at once.

use astra_testkit::Server;

use super::scene::{TRADES, bindings, groups, topology};
use crate::harness::astra;

#[test]
fn every_error_is_shown_with_its_place_and_a_suggestion() {
    let faulty =
        topology(&[("risk", "0"), ("risk", "0")]).replacen("kind: internal", "kind: interal", 1)
            + "defualts: {}\n";
    astra(&["setup", "--validate"])
        .file("groups.yaml", &faulty)
        .code(2)
        .stderr_has("groups.yaml:8:")
        .stderr_has("group `risk` is declared twice")
        .stderr_has("`defualts`")
        .stderr_has("did you mean `defaults`?")
        .stderr_has("did you mean `internal`?")
        .check();
}

#[test]
fn the_errors_of_a_file_are_also_a_document() {
    let faulty = topology(&[("risk", "0"), ("risk", "0")]) + "defualts: {}\n";
    let run = astra(&["setup", "--validate", "-o", "json"]).file("groups.yaml", &faulty).run();
    assert_eq!(run.code, Some(2), "{run:?}");
    let document = run.json();
    assert_eq!(
        (&document["schema"], &document["valid"]),
        (&"astra.setup.validate/v1".into(), &false.into())
    );
    assert_eq!(document["file"], "groups.yaml");
    let found = document["faults"].as_array().unwrap();
    assert_eq!(found.len(), 2, "{document}");
    for fault in found {
        let place = format!("groups.yaml:{}:{}: ", fault["line"], fault["column"]);
        assert!(run.stderr.contains(&place), "{place}{run:?}");
    }
    astra(&["setup", "--validate"])
        .file("groups.yaml", &faulty)
        .code(2)
        .stderr_has("twice")
        .check();
}

#[test]
fn a_faulty_file_touches_no_server() {
    let server = Server::start();
    astra(&["setup"])
        .server(&server)
        .file("groups.yaml", "version: 2\n")
        .code(2)
        .stderr_has("groups.yaml:1:")
        .check();
    assert_eq!(server.redis(&["DBSIZE"]).int(), 0);
}

#[test]
fn warnings_alone_are_reported_and_exit_0() {
    let file = topology(&[("risk", "0")]).replace("tradeexecuted.*\"", "nothing.*\"");
    astra(&["setup", "--validate"])
        .file("groups.yaml", file)
        .stdout_has("groups.yaml is valid")
        .stderr_has("warning: groups.yaml:7:")
        .check();
}

#[test]
fn the_file_comes_from_flag_then_variable_then_folder_then_the_program() {
    let server = Server::start();
    let named = |name: &str| topology(&[(name, "0")]);
    let run = |words: &[&str]| {
        let mut all = vec!["setup"];
        all.extend(words);
        astra(&all)
            .server(&server)
            .file("flag.yaml", named("by_flag"))
            .file("variable.yaml", named("by_variable"))
    };
    run(&["-f", "flag.yaml"])
        .env("ASTRA_GROUPS", "variable.yaml")
        .file("groups.yaml", named("by_folder"))
        .ok();
    assert_eq!(groups(&server, TRADES), ["by_flag"]);
    run(&[]).env("ASTRA_GROUPS", "variable.yaml").file("groups.yaml", named("by_folder")).ok();
    assert_eq!(groups(&server, TRADES), ["by_flag", "by_variable"]);
    run(&[]).file("groups.yaml", named("by_folder")).ok();
    run(&["-f", "-"]).stdin(named("by_stdin")).file("groups.yaml", named("not_this")).ok();
    assert_eq!(groups(&server, TRADES), ["by_flag", "by_folder", "by_stdin", "by_variable"]);
    assert_eq!(bindings(&server).len(), 4);
    run(&["-f", "missing.yaml"]).code(2).stderr_has("cannot read `missing.yaml`").check();
}

#[test]
fn a_valid_file_is_reported_beside_csv_which_has_no_column_for_it() {
    let expected = "groups.yaml is valid: 1 group on 1 stream, 1 binding; 0 warnings\n";
    let validate = |format: &str| {
        let file = topology(&[("risk", "0")]);
        astra(&["setup", "--validate", "-o", format]).file("groups.yaml", file)
    };
    validate("csv").stderr(expected).check();
    validate("table").stdout(expected).check();
    assert_eq!(validate("json").ok().json()["file"], "groups.yaml");
}
