use super::*;
use crate::contexts::password::PasswordSource;

fn parse_text(text: &str) -> Result<Contexts, ContextError> {
    parse(Path::new("/etc/astra/contexts.toml"), text)
}

/// Each fault as `line:column: message`, with its hint.
fn faults(text: &str) -> Vec<String> {
    let ContextError::Faulty(faults) = parse_text(text).unwrap_err() else { panic!("{text}") };
    let show = |fault: &FileFault| {
        let hint = fault.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{}:{}: {}{hint}", fault.line, fault.column, fault.message)
    };
    faults.iter().map(show).collect()
}

#[test]
fn reads_every_key_of_a_context() {
    let contexts = parse_text(
        "active = 'prod'\n[contexts.prod]\nurl = 'rediss://ops@h:1/2'\ndescription = 'd'\n\
         password_file = 'pw'\ntls_ca = '/ca'\ntls_cert = 'c'\ntls_key = 'k'\n\
         tls_insecure = true\nread_only = true\nproduction = true\n",
    );
    let contexts = contexts.unwrap();
    let context = contexts.find("prod").unwrap();
    assert_eq!(context.password, Some(PasswordSource::File("/etc/astra/pw".into())));
    let tls = context.tls.clone().unwrap();
    assert_eq!(tls.ca, Some("/ca".into()));
    assert_eq!(tls.identity, Some(("/etc/astra/c".into(), "/etc/astra/k".into())));
    assert!(tls.is_insecure && context.is_read_only && context.is_production);
}

#[test]
fn an_empty_file_has_no_contexts() {
    assert_eq!(parse_text("").unwrap(), Contexts::default());
    assert_eq!(parse_text("# nothing\n[contexts]\n").unwrap(), Contexts::default());
}

#[test]
fn a_context_may_be_written_in_one_line() {
    let contexts =
        parse_text("contexts = { a = { url = 'redis://h', read_only = true } }").unwrap();
    assert!(contexts.find("a").unwrap().is_read_only);
}

#[test]
fn every_fault_has_its_place_and_a_suggestion() {
    let found = faults(
        "actve = 'a'\n[contexts.a]\nurl = 'redis://h'\npasword_file = 'x'\n\
         read_only = 'yes'\n\n[contexts.b]\n  production = true\n",
    );
    assert_eq!(
        found,
        [
            "1:1: unknown key `actve` (did you mean `active`?)",
            "4:1: unknown key `pasword_file` in context `a` (did you mean `password_file`?)",
            "5:13: `read_only` must be `true` or `false`, found a string",
            "7:11: context `b` has no `url`",
        ]
    );
}

#[test]
fn broken_toml_has_its_place() {
    let found = faults("[contexts.a]\nurl = \"redis://h\nread_only = true\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("2:"), "{found:?}");
    assert!(faults("[contexts.a]\nurl='redis://h'\nurl='redis://i'\n")[0].starts_with("3:1: "));
}

#[test]
fn columns_are_counted_in_characters() {
    assert_eq!(faults("contexts.a = { description = 'é', url = 7 }")[0].find("1:41: "), Some(0));
}

#[test]
fn a_password_in_the_file_is_a_fault_and_not_repeated() {
    for text in [
        "[contexts.a]\nurl = 'redis://u:s3cret@h'\n",
        "[contexts.a]\nurl = 'redis://h'\npassword = 's3cret'\n",
        "[contexts.a]\nurl = 'unix:///s?pass=s3cret'\n",
        "[contexts.a]\nurl = 'redis://:s3cret@'\n",
        "[contexts.a]\nurl = 'redis://:s3cret@\n",
    ] {
        let found = faults(text);
        assert!(!found.is_empty() && !format!("{found:?}").contains("s3cret"), "{found:?}");
    }
    assert!(faults("[contexts.a]\nurl = 'redis://u:x@h'\n")[0].contains("--password-file"));
}

#[test]
fn two_sources_for_a_password_are_a_fault() {
    let found = faults("[contexts.a]\nurl='redis://h'\npassword_file='x'\npassword_env='X'\n");
    assert_eq!(
        found,
        ["4:14: context `a` has two sources for its password (leave one of them out)"]
    );
}

#[test]
fn half_a_client_certificate_and_tls_keys_without_tls_are_faults() {
    let found = faults("[contexts.a]\nurl='redis://h'\ntls_cert='c'\n");
    assert_eq!(found, ["3:10: a client certificate needs its key, and a key its certificate"]);
    let found = faults("[contexts.a]\nurl='redis://h'\ntls_ca='c'\n");
    assert!(found[0].starts_with("2:5: context `a`: tls_ca is set"), "{found:?}");
}

#[test]
fn a_pointer_to_a_missing_context_is_a_fault() {
    let found = faults("active = 'prd'\n[contexts.prod]\nurl='redis://h'\n");
    assert_eq!(
        found,
        ["1:10: `active` names a context that does not exist: `prd` (did you mean `prod`?)"]
    );
    let found = faults("active = 'a'\n[contexts.a]\nurl='http://h'\n");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn an_invalid_name_is_a_fault() {
    assert!(faults("[contexts.'a b']\nurl='redis://h'\n")[0].starts_with("1:11: `a b` is not"));
}
