//! `astra context show --effective`: every setting and its source.

use std::collections::BTreeMap;

use super::home::Home;
use crate::harness::Astra;

/// Value and source of each setting.
fn settings(run: Astra) -> BTreeMap<String, (Option<String>, String)> {
    let run = run.run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let report = run.json();
    assert_eq!(report["schema"], "astra.context.show/v1");
    let all = report["effective"].as_array().unwrap();
    all.iter()
        .map(|one| {
            let name = text(&one["setting"]).unwrap();
            (name, (text(&one["value"]), text(&one["from"]).unwrap()))
        })
        .collect()
}

#[track_caller]
fn is(
    settings: &BTreeMap<String, (Option<String>, String)>,
    name: &str,
    value: Option<&str>,
    from: &str,
) {
    let (found, source) = &settings[name];
    assert_eq!((found.as_deref(), source.as_str()), (value, from), "{name}");
}

const SHOW: [&str; 5] = ["context", "show", "--effective", "-o", "json"];

#[test]
fn names_context_or_default_as_the_source_of_each_setting() {
    let home = Home::with(
        "active = \"prod\"\n[contexts.prod]\nurl = \"redis://ops@h:7000/3\"\n\
         password_command = \"pass show x\"\nproduction = true\n",
    );
    let found = settings(home.astra(&SHOW));
    let from = format!("context `prod` (active) in {}", home.file().display());
    is(&found, "server", Some("h:7000"), &from);
    is(&found, "database", Some("3"), &from);
    is(&found, "user", Some("ops"), &from);
    is(&found, "password", Some("the command `pass show x`"), &from);
    is(&found, "production", Some("true"), &from);
    is(&found, "read_only", Some("false"), "default");
    is(&found, "tls", Some("off"), "default");
    is(&found, "timeout", Some("5s"), "default");
    is(&found, "topology", Some("built-in groups.yaml"), "default");
    let named = settings(home.astra(&SHOW).env("ASTRA_CONTEXT", "prod"));
    assert!(named["server"].1.starts_with("context `prod` (ASTRA_CONTEXT) in "), "{named:?}");
}

#[test]
fn names_the_flag_or_variable_of_each_setting_and_no_password() {
    let home = Home::with("active = \"prod\"\n[contexts.prod]\nurl = \"redis://h\"\n");
    let flags = ["--url", "redis://u:hunter2@typed", "--timeout", "7s", "-f", "x.yaml"];
    let found = settings(home.astra(&[&SHOW[..], &flags].concat()));
    is(&found, "server", Some("typed:6379"), "--url");
    is(&found, "password", Some("in the URL"), "--url");
    is(&found, "timeout", Some("7s"), "--timeout");
    is(&found, "topology", Some("x.yaml"), "--file");
    let set = home
        .astra(&SHOW)
        .env("ASTRA_REDIS_URL", "redis://:hunter2@set")
        .env("ASTRA_GROUPS", "y.yaml");
    let found = settings(set);
    is(&found, "server", Some("set:6379"), "ASTRA_REDIS_URL");
    is(&found, "password", Some("in the URL"), "ASTRA_REDIS_URL");
    is(&found, "topology", Some("y.yaml"), "ASTRA_GROUPS");
    let found = settings(home.astra(&SHOW).env("REDIS_URL", "redis://second"));
    is(&found, "server", Some("second:6379"), "REDIS_URL");
}

#[test]
fn gives_the_parts_of_a_server_their_own_sources() {
    let run = Home::new().astra(&SHOW).env("REDIS_PORT", "7001").env("REDIS_PASSWORD", "hunter2");
    let found = settings(run);
    is(&found, "server", Some("127.0.0.1:7001"), "REDIS_PORT");
    is(&found, "password", Some("in the variable `REDIS_PASSWORD`"), "REDIS_PASSWORD");
    let found = settings(Home::new().astra(&SHOW).env("REDIS_PASSWORD", "hunter2"));
    is(&found, "server", Some("127.0.0.1:6379"), "default");
    let found = settings(Home::new().astra(&SHOW));
    is(&found, "server", Some("127.0.0.1:6379"), "default");
    is(&found, "password", None, "default");
}

#[test]
fn shows_another_context_as_a_run_in_it_would_use_it() {
    let home = Home::with(
        "active = \"a\"\n[contexts.a]\nurl = \"redis://a\"\n[contexts.b]\nurl = \"redis://b\"\n",
    );
    let found = settings(home.astra(&[&SHOW[..], &["b"]].concat()).env("REDIS_URL", "redis://c"));
    is(
        &found,
        "server",
        Some("b:6379"),
        &format!("context `b` (--context) in {}", home.file().display()),
    );
}
