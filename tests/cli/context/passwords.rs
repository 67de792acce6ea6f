//! Passwords by file, command and variable: they log in, and never appear in any output.

use std::os::unix::fs::PermissionsExt as _;

use astra_testkit::Server;

use super::home::Home;
use crate::harness::Run;

const PASSWORD: &str = "hunter2 with=odd%signs";

fn locked() -> Server {
    Server::with(&["--requirepass", PASSWORD])
}

/// A run of `services` in a context with this password setting.
fn login(server: &Server, key: &str, value: &str) -> Run {
    let home = Home::with(&format!(
        "active = \"a\"\n[contexts.a]\nurl = \"{}\"\n{key} = \"{value}\"\n",
        server.url()
    ));
    home.astra(&["services", "-v"]).env("THE_PASSWORD", PASSWORD).run()
}

fn file(folder: &tempfile::TempDir, text: &str, mode: u32) -> String {
    let path = folder.path().join("pw");
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_password_from_any_source_logs_in_and_is_never_printed() {
    let server = locked();
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &format!("{PASSWORD}\n"), 0o600);
    for (key, value) in [
        ("password_file", path.clone()),
        ("password_command", format!("cat {path}; echo more")),
        ("password_env", "THE_PASSWORD".into()),
    ] {
        let run = login(&server, key, &value);
        assert_eq!(run.code, Some(0), "{key}: {run:?}");
        assert!(run.stderr.contains("SCAN"), "{key}: {run:?}");
        assert!(!format!("{run:?}").contains("hunter2"), "{key}: {run:?}");
    }
}

#[test]
fn a_wrong_password_exits_3_and_names_the_context() {
    let run = login(&locked(), "password_command", "echo hunter3");
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.contains("error: context `a`: cannot log in to Redis"), "{run:?}");
    assert!(!run.stderr.contains("hunter3"), "{run:?}");
}

#[test]
fn a_password_that_cannot_be_read_is_reported_and_no_login_happens_without_it() {
    let server = Server::start();
    for (key, value, expected) in [
        ("password_file", "/no/such/file", "cannot read the password file `/no/such/file`"),
        ("password_command", "exit 7", "the password command `exit 7` failed (exit status: 7)"),
        ("password_command", "true", "got no password from the command `true`"),
        ("password_env", "NO_SUCH", "the password variable `NO_SUCH` is not set"),
    ] {
        let run = login(&server, key, value);
        assert_eq!(run.code, Some(2), "{key}: {run:?}");
        assert!(run.stderr.contains(&format!("error: context `a`: {expected}")), "{key}: {run:?}");
    }
    let stats = server.redis(&["INFO", "commandstats"]);
    let stats = stats.text();
    assert!(!stats.contains("cmdstat_scan"), "{stats}");
}

#[test]
fn a_relative_password_file_is_relative_to_the_contexts_file() {
    let server = locked();
    let home = Home::with(&format!(
        "active = \"a\"\n[contexts.a]\nurl = \"{}\"\npassword_file = \"pw\"\n",
        server.url()
    ));
    std::fs::write(home.file().with_file_name("pw"), PASSWORD).unwrap();
    assert_eq!(home.astra(&["services"]).run().code, Some(0));
}

#[test]
fn add_keeps_the_location_of_a_password_and_warns_of_a_readable_one() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, PASSWORD, 0o644);
    let words = ["context", "add", "a", "--url", "redis://h", "--use", "--password-file", &path];
    let run = home.astra(&words).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("every user of this machine can read the password"), "{run:?}");
    assert!(home.text().contains(&path) && !home.text().contains("hunter2"));
}

#[test]
fn a_password_in_the_url_is_refused_with_other_places_to_keep_it() {
    for url in ["redis://u:hunter2@h", "redis://:hunter2@h", "unix:///s?pass=hunter2"] {
        let home = Home::new();
        let run = home.astra(&["context", "add", "a", "--url", url]).run();
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("error: the server URL contains a password"), "{run:?}");
        for flag in ["--password-file", "--password-command", "--password-env"] {
            assert!(run.stderr.contains(flag), "{flag}: {run:?}");
        }
        assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
        assert!(!home.file().exists());
    }
}

#[test]
fn the_password_command_runs_once_per_run_and_never_for_show() {
    let server = locked();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let path = file(&folder, PASSWORD, 0o600);
    let home = Home::with(&format!(
        "active = \"a\"\n[contexts.a]\nurl = \"{}\"\npassword_command = \"echo x >> {}; cat {path}\"\n",
        server.url(),
        log.display(),
    ));
    for words in [&["context", "show"][..], &["context", "show", "--effective"], &["context", "ls"]]
    {
        assert_eq!(home.astra(words).run().code, Some(0));
    }
    assert!(!log.exists());
    for words in [&["setup"][..], &["tail", "--no-follow"], &["context", "check"]] {
        let _gone = std::fs::remove_file(&log);
        let run = home.astra(words).run();
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "x\n", "{words:?}");
    }
}

#[test]
fn a_password_that_is_not_percent_encoded_is_never_repeated() {
    let home = Home::new();
    for url in [
        "redis://ops:pa@ss/Word99@127.0.0.1:1",
        "redis://ops:12?Word99@127.0.0.1:1",
        "redis+sentinel://ops:12/Word99@127.0.0.1:1/m",
    ] {
        for words in [&["lag", "--url", url][..], &["context", "add", "a", "--url", url]] {
            let run = home.astra(words).run();
            assert_eq!((run.code, &*run.stdout), (Some(2), ""), "{run:?}");
            assert!(run.stderr.contains("past its user name and password"), "{run:?}");
            assert!(run.stderr.contains("hint: in a user name or password write %2F"), "{run:?}");
            assert!(!run.stderr.contains("Word99"), "{run:?}");
        }
    }
}
