//! Which server a command uses: a stream on each server identifies it.

use astra_testkit::Server;

use super::home::Home;
use crate::harness::Astra;

/// A server that can be recognized by its only stream.
fn marked(mark: &str) -> Server {
    let server = Server::tcp();
    server.redis(&["XADD", &format!("astra.user.{mark}.v1"), "1-0", "f", "v"]).ok();
    server
}

/// The mark of the server that a run read from.
#[track_caller]
fn mark(run: Astra) -> String {
    let run = run.run();
    assert_eq!(run.code, Some(0), "{run:?}");
    let line = run.json_lines().first().unwrap_or_else(|| panic!("no entry: {run:?}")).clone();
    line["stream"].as_str().unwrap().split('.').nth(2).unwrap().to_owned()
}

const LOOK: [&str; 5] = ["tail", "--no-follow", "-n1", "-o", "json"];

#[test]
fn each_source_of_a_server_overrides_the_next() {
    let [typed, set, url, named, active, old] =
        ["typed", "set", "url", "named", "active", "old"].map(marked);
    let home = Home::with(&format!(
        "active = \"active\"\n[contexts.active]\nurl = \"{}\"\n[contexts.named]\nurl = \"{}\"\n",
        active.url(),
        named.url()
    ));
    let old_port = old.port().to_string();
    let with = |words: &[&str], variables: usize| {
        let all = [
            ("REDIS_PORT", old_port.clone()),
            ("ASTRA_CONTEXT", "named".into()),
            ("REDIS_URL", url.url()),
            ("ASTRA_REDIS_URL", set.url()),
        ];
        let run = home.astra(&[&LOOK, words].concat());
        mark(all.into_iter().take(variables).fold(run, |run, (name, value)| run.env(name, value)))
    };
    assert_eq!(with(&["--url", &typed.url()], 4), "typed");
    assert_eq!(with(&["--context", "active"], 4), "active");
    assert_eq!(with(&[], 4), "set");
    assert_eq!(with(&[], 3), "url");
    assert_eq!(with(&[], 2), "named");
    assert_eq!(with(&[], 1), "active");
    home.astra(&["context", "unset"]).ok();
    assert_eq!(with(&[], 1), "old");
}

#[test]
fn a_context_variable_without_effect_is_reported() {
    let server = marked("set");
    let home = Home::with("[contexts.prod]\nurl = \"redis://h\"\n");
    let run = home.astra(&LOOK).env("ASTRA_CONTEXT", "prod").server(&server).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.stderr,
        "warning: ASTRA_REDIS_URL overrides ASTRA_CONTEXT: this is not context `prod`\n"
    );
}

#[test]
fn naming_two_servers_is_a_usage_error() {
    let home = Home::with("[contexts.prod]\nurl = \"redis://h\"\n");
    home.astra(&["lag", "--context", "prod", "--url", "redis://h"])
        .code(2)
        .stderr("error: --url and --context both choose a server\nhint: leave one of them out\n")
        .check();
    home.astra(&["lag", "--context", ""])
        .code(2)
        .stderr_has("the name in --context is empty")
        .check();
}

#[test]
fn an_unreachable_server_is_reported_with_its_context() {
    let home = Home::with("active = \"prod\"\n[contexts.prod]\nurl = \"unix:///no/such/socket\"\n");
    for words in [&["lag"][..], &["context", "check"], &["setup", "--check"]] {
        home.astra(words)
            .code(3)
            .stderr(
                "error: context `prod`: cannot reach Redis at /no/such/socket: no such file or directory\n\
                 hint: check its settings with astra context show prod, or choose another context with --context\n",
            )
            .check();
    }
}

#[test]
fn the_log_names_the_server_and_the_reason_for_it() {
    let server = marked("active");
    let home =
        Home::with(&format!("active = \"prod\"\n[contexts.prod]\nurl = \"{}\"\n", server.url()));
    let run = home.astra(&[&LOOK[..], &["-v"]].concat()).run();
    assert!(run.stderr.contains("from context `prod` (active)"), "{run:?}");
}

#[test]
fn a_command_in_a_sandbox_uses_the_sandbox_whatever_the_context() {
    let home = Home::with("active = \"prod\"\n[contexts.prod]\nurl = \"unix:///no/such/socket\"\n");
    let program = env!("CARGO_BIN_EXE_astra");
    home.astra(&["sandbox", "--", program, "setup", "--check"])
        .env("ASTRA_CONTEXT", "prod")
        .stdout_has("131")
        .check();
}

#[test]
fn flow_test_leaves_the_active_context_alone_unless_it_is_named() {
    let server = Server::start();
    let home = Home::with(&format!(
        "active = \"shared\"\n[contexts.shared]\nurl = \"{}\"\n",
        server.url()
    ));
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let run = home.astra(&["flow-test"]).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("pass --context shared to run on that context"), "{run:?}");
    assert!(!commands(&server).contains("xadd"), "{}", commands(&server));
    let run = home.astra(&["flow-test", "--context", "shared"]).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(commands(&server).contains("xadd"), "{}", commands(&server));
    home.astra(&["context", "add", "shut", "--url", &server.url(), "--read-only"]).run();
    home.astra(&["context", "use", "shut"]).run();
    let run = home.astra(&["flow-test"]).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "flow-test used the active context");
}

fn commands(server: &Server) -> String {
    server.redis(&["INFO", "commandstats"]).text().to_owned()
}
