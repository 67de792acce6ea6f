//! The file of contexts: its errors, its modes, and what changing it leaves alone.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::home::Home;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn add(home: &Home, name: &str) {
    let run = home.astra(&["context", "add", name, "--url", "redis://h"]).run();
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn only_the_owner_can_read_the_file_and_its_folder() {
    let home = Home::new();
    add(&home, "a");
    assert_eq!(mode(&home.file()), 0o600);
    assert_eq!(mode(home.file().parent().unwrap()), 0o700);
    let names: Vec<_> = std::fs::read_dir(home.file().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().all(|name| name.starts_with("contexts.")), "{names:?}");
}

#[test]
fn an_error_is_reported_with_its_place_and_a_suggestion() {
    let home = Home::with("active = \"a\"\n[contexts.a]\nurl = \"redis://h\"\nread_olny = true\n");
    let file = home.file().display().to_string();
    for words in [&["lag"][..], &["context", "ls"], &["context", "use", "a"], &["setup"]] {
        home.astra(words)
            .code(2)
            .stderr(format!(
                "error: {file}:4:1: unknown key `read_olny` in context `a`\n\
                 hint: did you mean `read_only`?\n"
            ))
            .check();
    }
    let home = Home::with("[contexts.a\nurl = 1");
    let run = home.astra(&["lag"]).run();
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("contexts.toml:1:"), "{run:?}");
}

#[test]
fn a_broken_file_does_not_matter_if_a_url_is_given() {
    let home = Home::with("[[[");
    let run = home.astra(&["lag", "--url", "unix:///no/such/socket"]).run();
    assert_eq!(run.code, Some(3), "{run:?}");
}

#[test]
fn a_password_in_the_file_is_refused_and_never_repeated() {
    for text in
        ["[contexts.a]\nurl = \"redis://u:hunter2@h\"\n", "[contexts.a]\npassword = \"hunter2\"\n"]
    {
        let run = Home::with(text).astra(&["context", "ls", "-v"]).run();
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("--password-file"), "{run:?}");
        assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
    }
}

#[test]
fn a_file_that_others_may_write_is_refused_and_one_they_may_read_is_reported() {
    let home = Home::with("[contexts.a]\nurl = \"redis://h\"\n");
    let file = home.file();
    for (folder_mode, file_mode, hint) in [
        (0o700, 0o620, format!("chmod 600 {}", file.display())),
        (0o700, 0o602, format!("chmod 600 {}", file.display())),
        (0o770, 0o600, format!("chmod 700 {}", file.parent().unwrap().display())),
    ] {
        home.set_modes(folder_mode, file_mode);
        for words in [&["context", "ls"][..], &["lag"], &["context", "use", "a"]] {
            home.astra(words)
                .code(2)
                .stderr_has("error: other users of this machine can write to")
                .stderr_has(format!("hint: {hint}\n"))
                .check();
        }
    }
    home.set_modes(0o755, 0o644);
    home.astra(&["context", "ls"])
        .stdout_has("redis://h")
        .stderr(format!(
            "warning: other users of this machine can read `{0}`: chmod 600 {0}\n",
            file.display()
        ))
        .check();
    home.astra(&["context", "use", "a"]).ok();
    assert_eq!(mode(&file), 0o600, "rewriting it restores the mode");
}

#[test]
fn manual_edits_are_preserved() {
    let home = Home::with(
        "# mine\nactive = \"b\" # why\n\n[contexts.b] # second\nurl = 'redis://b' # beside\n\n\
         # about a\n[contexts.a]\nurl = 'redis://a'\n",
    );
    home.astra(&["context", "use", "a"]).ok();
    add(&home, "c");
    let run = home.astra(&["context", "add", "a", "--url", "redis://new", "--force"]).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    let text = home.text();
    for kept in
        ["# mine", "# why", "# second", "url = 'redis://b' # beside", "# about a\n[contexts.a]"]
    {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    home.astra(&["context", "unset"]).ok();
    assert!(home.text().contains("# mine"), "{}", home.text());
    let place = |what: &str| text.find(what).unwrap();
    assert!(place("[contexts.b]") < place("[contexts.a]"), "{text}");
    assert!(place("redis://new") < place("[contexts.c]"), "{text}");
}

#[test]
fn a_symbolic_link_to_the_file_stays_one() {
    let home = Home::with("[contexts.a]\nurl = \"redis://h\"\n");
    let real = home.file().with_file_name("real.toml");
    std::fs::rename(home.file(), &real).unwrap();
    symlink(&real, home.file()).unwrap();
    add(&home, "b");
    assert!(home.file().is_symlink());
    assert!(std::fs::read_to_string(real).unwrap().contains("[contexts.b]"));
}

#[test]
fn contexts_that_are_added_at_the_same_time_are_all_kept() {
    let home = Home::new();
    let names: Vec<String> = (0..24).map(|number| format!("c{number}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| add(&home, name));
        }
    });
    let listing = home.astra(&["context", "ls", "-o", "json"]).ok().json();
    let found = listing["contexts"].as_array().unwrap();
    let mut found: Vec<_> = found.iter().map(|row| row["name"].as_str().unwrap()).collect();
    let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let home = Home::new();
    std::fs::write(home.file().parent().unwrap(), "no folder").unwrap();
    let run = home.astra(&["context", "add", "a", "--url", "redis://h"]).run();
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.starts_with("error: cannot create `"), "{run:?}");
}
