use std::path::Path;

use astra_bus::Address;

use super::*;
use crate::contexts::reader::parse;

const FILE: &str = "active = 'active'\n\
    [contexts.active]\nurl = 'redis://active'\n\
    [contexts.other]\nurl = 'redis://other'\n";

/// The options, each with whether it was typed.
fn options<'a>(
    url: Option<(&'a str, bool)>,
    context: Option<(&'a str, bool)>,
) -> ServerOptions<'a> {
    let given = |(value, is_typed)| Given { value, is_typed };
    ServerOptions { url: url.map(given), context: context.map(given) }
}

/// The host that is chosen, and its origin.
fn choose(
    url: Option<(&str, bool)>,
    context: Option<(&str, bool)>,
    variables: &[(&str, &str)],
    file: &str,
) -> Result<(String, String), ServerChoiceError> {
    let variable = |name: &str| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    let choice = ServerChoice::resolve(options(url, context), variable, || {
        parse(Path::new("contexts.toml"), file)
    })?;
    let Address::Tcp { host, .. } = choice.endpoint.address else { panic!("{choice:?}") };
    Ok((host, choice.origin.to_string()))
}

#[track_caller]
fn is_chosen(chosen: Result<(String, String), ServerChoiceError>, host: &str, origin: &str) {
    assert_eq!(chosen.unwrap(), (host.to_owned(), origin.to_owned()));
}

#[test]
fn each_source_overrides_the_next() {
    let all = [("REDIS_URL", "redis://second"), ("REDIS_HOST", "old")];
    let (typed, set) = (Some(("redis://typed", true)), Some(("redis://set", false)));
    let by_variable = Some(("other", false));
    is_chosen(choose(typed, by_variable, &all, FILE), "typed", "--url");
    let by_flag = choose(set, Some(("other", true)), &all, FILE);
    is_chosen(by_flag, "other", "context `other` (--context)");
    is_chosen(choose(set, by_variable, &all, FILE), "set", "ASTRA_REDIS_URL");
    is_chosen(choose(None, by_variable, &all, FILE), "second", "REDIS_URL");
    let old = [("REDIS_HOST", "old")];
    let by_name = choose(None, by_variable, &old, FILE);
    is_chosen(by_name, "other", "context `other` (ASTRA_CONTEXT)");
    is_chosen(choose(None, None, &old, FILE), "active", "context `active` (active)");
    let parts = "REDIS_HOST, REDIS_PORT and REDIS_PASSWORD";
    is_chosen(choose(None, None, &old, ""), "old", parts);
    is_chosen(choose(None, None, &[], ""), "127.0.0.1", "default");
}

#[test]
fn an_empty_variable_is_none_and_an_empty_flag_is_a_mistake() {
    let empty = [("REDIS_URL", ""), ("REDIS_HOST", "")];
    let chosen = choose(Some(("", false)), Some(("", false)), &empty, FILE);
    is_chosen(chosen, "active", "context `active` (active)");
    let error = choose(None, Some(("", true)), &[], FILE).unwrap_err();
    assert_eq!(error.to_string(), "the name in --context is empty");
}

#[test]
fn a_server_that_is_typed_twice_is_refused() {
    let error = choose(Some(("redis://h", true)), Some(("other", true)), &[], FILE).unwrap_err();
    assert!(matches!(error, ServerChoiceError::Context(ContextError::Twice)), "{error}");
}

#[test]
fn an_invalid_source_is_never_skipped() {
    let error = choose(None, Some(("othr", false)), &[], FILE).unwrap_err();
    assert_eq!(error.to_string(), "there is no context `othr`");
    assert!(choose(None, None, &[], "active = 1").is_err());
    assert!(choose(Some(("http://h", false)), None, &[], FILE).is_err());
}

#[test]
fn a_url_overrides_a_broken_file_without_reading_it() {
    is_chosen(choose(Some(("redis://h", true)), None, &[], "=="), "h", "--url");
    is_chosen(choose(None, None, &[("REDIS_URL", "redis://r")], "=="), "r", "REDIS_URL");
}

#[test]
fn only_a_choice_for_this_run_names_a_server() {
    let is_named = |context, variables: &[(&str, &str)], file: &str| {
        let variable = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        ServerChoice::resolve(options(None, context), variable, || {
            parse(Path::new("contexts.toml"), file)
        })
        .unwrap()
        .origin
        .is_named(variable)
    };
    assert!(is_named(None, &[("REDIS_URL", "redis://h")], ""));
    assert!(is_named(None, &[("REDIS_HOST", "h")], ""));
    assert!(is_named(None, &[("REDIS_PORT", "1")], ""));
    assert!(is_named(Some(("other", true)), &[], FILE));
    assert!(is_named(Some(("other", false)), &[], FILE));
    assert!(!is_named(None, &[], FILE));
    assert!(!is_named(None, &[("REDIS_PASSWORD", "x")], ""));
    assert!(!is_named(None, &[], ""));
}
