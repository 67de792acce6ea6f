//! Adding, listing, using, showing and removing contexts.

use super::home::Home;
use crate::harness::Key;

const LOCAL: [&str; 5] = ["context", "add", "local", "--url", "redis://127.0.0.1:6379"];

fn two() -> Home {
    let home = Home::new();
    home.astra(&[&LOCAL[..], &["--use"]].concat()).ok();
    home.astra(&["context", "add", "prod", "--url", "redis://ops@h", "--production"]).run();
    home
}

fn active(home: &Home) -> Option<String> {
    let listing = home.astra(&["context", "ls", "-o", "json"]).ok().json();
    assert_eq!(listing["schema"], "astra.context.ls/v1");
    listing["active"].as_str().map(str::to_owned)
}

#[test]
fn an_added_context_is_listed_with_all_its_settings() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("pw");
    let run = home
        .astra(&["context", "add", "prod", "--url", "redis://ops@h:1/2", "-o", "json"])
        .env("UNUSED", "")
        .run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stderr, "hint: astra context use prod makes it the active one\n");
    let words = ["context", "add", "prod", "--url", "redis://ops@h:1/2", "--read-only"];
    let more = ["--production", "--description", "orders", "--force", "--use", "-o", "json"];
    let kept = ["--password-file", password.to_str().unwrap()];
    let run = home.astra(&[&words[..], &more, &kept].concat()).run();
    assert_eq!(run.json()["replaced"], true, "{run:?}");
    assert!(run.stderr.contains("there is no file"), "{run:?}");
    let listing = home.astra(&["context", "ls", "-o", "json"]).ok().json();
    assert_eq!(listing["contexts"].as_array().unwrap().len(), 1);
    let row = &listing["contexts"][0];
    assert_eq!((&row["name"], &row["active"]), (&"prod".into(), &true.into()));
    assert_eq!((&row["url"], &row["description"]), (&"redis://ops@h:1/2".into(), &"orders".into()));
    assert_eq!((&row["read_only"], &row["production"]), (&true.into(), &true.into()));
    assert_eq!(row["password"]["source"], "password_file");
    assert_eq!(row["password"]["value"], password.to_str().unwrap());
}

#[test]
fn the_list_marks_the_active_one() {
    let home = two();
    let read_only = ["context", "add", "audit", "--url", "redis://h", "--read-only"];
    home.astra(&[&read_only[..], &["--description", "for reports"]].concat()).run();
    insta::assert_snapshot!(home.astra(&["context", "ls"]).ok().table("NAME"), @r"
       NAME   SERVER                  CHANGES                   DESCRIPTION
    *  local  redis://127.0.0.1:6379  allowed
       prod   redis://ops@h           by its name (production)
       audit  redis://h               refused                   for reports
    ");
}

#[test]
fn an_empty_list_names_the_next_step() {
    Home::new()
        .astra(&["context", "ls"])
        .stderr("there are no contexts yet\nhint: astra context add NAME --url URL adds one\n")
        .check();
}

#[test]
fn nothing_is_overwritten_without_being_asked() {
    let home = two();
    let before = home.text();
    home.astra(&["context", "add", "local", "--url", "redis://other"])
        .code(2)
        .stderr("error: context `local` already exists\nhint: pass --force to replace it\n")
        .check();
    assert_eq!(home.text(), before);
}

#[test]
fn a_context_needs_an_explicit_server_and_a_valid_name() {
    let home = Home::new();
    home.astra(&["context", "add", "x"])
        .env("ASTRA_REDIS_URL", "redis://h")
        .code(2)
        .stderr("error: context `x` needs a server\nhint: pass --url\n")
        .check();
    for name in ["a b", "-x", "", "a/b"] {
        let run = home.astra(&["context", "add", "--url", "redis://h", "--", name]).run();
        assert_eq!(run.code, Some(2), "{name}: {run:?}");
    }
    for url in ["http://h", "redis://h?x=1", "h:6379"] {
        let run = home.astra(&["context", "add", "x", "--url", url]).run();
        assert_eq!(run.code, Some(2), "{url}: {run:?}");
        assert!(run.stderr.contains("context `x`: the server URL"), "{run:?}");
    }
    assert!(!home.file().exists());
}

#[test]
fn use_switches_to_a_context_and_back() {
    let home = two();
    assert_eq!(active(&home).as_deref(), Some("local"));
    home.astra(&["context", "use", "prod"])
        .stdout("context `prod` is active: redis://ops@h\n")
        .check();
    assert_eq!(active(&home).as_deref(), Some("prod"));
    home.astra(&["context", "use", "prod"]).ok();
    home.astra(&["context", "use", "-"]).ok();
    assert_eq!(active(&home).as_deref(), Some("local"));
    home.astra(&["context", "unset"]).stdout("no context is active; it was `local`\n").check();
    assert_eq!(active(&home), None);
    let back = home.astra(&["context", "use", "-", "-o", "json"]).ok().json();
    assert_eq!(
        (&back["schema"], &back["active"]),
        (&"astra.context.use/v1".into(), &"local".into())
    );
}

#[test]
fn an_unknown_name_changes_nothing_and_gets_a_suggestion() {
    let home = two();
    let before = home.text();
    for words in
        [&["use", "lcal"][..], &["show", "lcal"], &["rm", "lcal", "-y"], &["check", "lcal"]]
    {
        home.astra(&[&["context"], words].concat())
            .code(2)
            .stderr("error: there is no context `lcal`\nhint: did you mean `local`?\n")
            .check();
    }
    home.astra(&["context", "use", "xyzzy"])
        .code(2)
        .stderr("error: there is no context `xyzzy`\nhint: there are local, prod\n")
        .check();
    home.astra(&["context", "rm", "local", "lcal", "-y"]).code(2).stderr_has("lcal").check();
    assert_eq!(home.text(), before);
    Home::new()
        .astra(&["context", "use", "-"])
        .code(2)
        .stderr_has("error: there is no previous context")
        .check();
}

#[test]
fn choosing_a_context_reports_what_overrides_it() {
    let home = two();
    for (name, value, message) in [
        ("ASTRA_REDIS_URL", "redis://u:hunter2@h", "every context"),
        ("REDIS_URL", "redis://h", "every context"),
        ("ASTRA_CONTEXT", "prod", "the active context"),
    ] {
        let run = home.astra(&["context", "use", "local"]).env(name, value).run();
        let expected = format!("warning: {name} is set and overrides {message}\n");
        assert_eq!((run.code, run.stderr), (Some(0), expected));
    }
}

#[test]
fn a_context_is_removed_after_a_question() {
    let home = two();
    let before = home.text();
    home.astra(&["context", "rm", "local"]).code(2).stderr_has("pass --yes").check();
    let mut terminal = home.astra(&["context", "rm", "local"]).terminal(80, 24);
    terminal.shows("Remove context `local`? [y/N]");
    terminal.press(Key::Enter);
    assert_eq!(terminal.finish().0, 2);
    assert_eq!(home.text(), before);
    home.astra(&["context", "rm", "local", "--yes"])
        .stdout("removed local\n")
        .stderr("warning: no context is active now\n")
        .check();
    assert_eq!(active(&home), None);
    assert!(home.text().contains("[contexts.prod]") && !home.text().contains("local"));
}

#[test]
fn show_prints_the_settings_of_a_context() {
    let home = two();
    let shown = home.astra(&["context", "show", "prod", "-o", "json"]).ok().json();
    assert_eq!(shown["schema"], "astra.context.show/v1");
    assert_eq!(
        (&shown["context"]["name"], &shown["context"]["active"]),
        (&"prod".into(), &false.into())
    );
    assert_eq!(shown["file"], home.file().to_str().unwrap());
    assert!(shown.get("effective").is_none());
    let by_default = home.astra(&["context", "show", "-o", "json"]).ok().json();
    assert_eq!(by_default["context"]["name"], "local");
    Home::new()
        .astra(&["context", "show"])
        .code(2)
        .stderr_has("error: no context: the server comes from default")
        .check();
}

#[test]
fn a_flag_without_effect_is_refused() {
    let home = two();
    for words in [
        &["context", "ls", "--context", "prod"][..],
        &["context", "use", "local", "--url", "redis://h"],
        &["context", "add", "x", "--url", "redis://h", "--context", "prod"],
        &["context", "show", "prod", "--context", "local"],
        &["context", "check", "prod", "--url", "redis://h"],
        &["sandbox", "--context", "prod"],
    ] {
        let run = home.astra(words).run();
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{words:?}: {run:?}");
    }
    let twice = ["context", "add", "x", "--url", "redis://h", "--password-env", "A"];
    home.astra(&[&twice[..], &["--password-file", "b"]].concat())
        .code(2)
        .stderr_has("cannot be used with")
        .check();
}
