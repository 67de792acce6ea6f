//! Other server versions.

use std::sync::Mutex;

use astra_testkit::{Server, VERSIONS, failure_of, on_each_version, version};

#[test]
fn starts_the_versions_that_were_downloaded() {
    for name in VERSIONS {
        let Some(program) = version(name) else { continue };
        let server = Server::options().program(program).start();
        let info = server.redis(&["INFO", "server"]);
        let (kind, number) = name.split_once('-').unwrap();
        assert!(info.text().contains(&format!("{kind}_version:{number}\r\n")), "{info:?}");
    }
}

#[test]
fn a_test_that_fails_on_one_version_runs_on_the_others_and_names_it() {
    let seen = Mutex::new(Vec::new());
    let message = failure_of(|| {
        on_each_version(|server| {
            let info = server.redis(&["INFO", "server"]).text().to_owned();
            let is_valkey = info.contains("valkey_version");
            seen.lock().unwrap().push(is_valkey);
            assert!(is_valkey, "only there");
        });
    });
    let (valkeys, others): (Vec<bool>, Vec<bool>) =
        seen.into_inner().unwrap().into_iter().partition(|is_valkey| *is_valkey);
    assert!(message.starts_with("it fails on\n"), "{message}");
    assert_eq!(message.matches(": only there").count(), others.len(), "{message}");
    assert!(!message.contains("valkey-"), "{message}: {valkeys:?}");
}
