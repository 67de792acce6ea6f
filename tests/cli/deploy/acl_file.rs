//! `deploy/users.acl`, and the script that gives its users passwords.

use std::{fs, os::unix::fs::PermissionsExt};

use astra_testkit::Server;

use super::{
    files::shipped,
    users::{Users, names},
};

#[test]
fn nobody_can_log_in_before_the_users_have_passwords() {
    let file = shipped("deploy/users.acl");
    let server = Server::with(&["--aclfile", file.to_str().unwrap()]);
    assert!(server.redis(&["PING"]).error().starts_with("NOAUTH"));
    for name in names().iter().map(String::as_str).chain(["default"]) {
        for password in ["", "password", name] {
            let reply = server.redis(&["AUTH", name, password]);
            assert!(reply.error().starts_with("WRONGPASS"), "{name}: {reply:?}");
        }
    }
}

#[test]
fn every_user_logs_in_with_the_generated_password_and_no_other() {
    let users = Users::made();
    let server = users.server();
    assert_eq!(names(), ["admin", "operator", "provisioner", "publisher", "replica", "sentinel"]);
    for name in names() {
        drop(users.client(&server, &name));
        let reply = server.redis(&["AUTH", &name, &users.password("admin").replace('0', "1")]);
        assert!(reply.error().starts_with("WRONGPASS"), "{name}: {reply:?}");
        assert!(users.password(&name).len() >= 64, "{name}");
    }
    assert!(server.redis(&["AUTH", &users.password("admin")]).error().starts_with("WRONGPASS"));
}

#[test]
fn the_default_user_is_off_and_needs_a_password() {
    let users = Users::made();
    let server = users.server();
    let reply = users.client(&server, "admin").command(&["ACL", "GETUSER", "default"]).unwrap();
    let flags = reply.field("flags").texts();
    assert!(flags.contains(&"off") && !flags.contains(&"nopass"), "{flags:?}");
    assert_eq!(reply.field("commands").text(), "-@all");
}

#[test]
fn a_second_run_keeps_the_passwords_and_replaces_a_removed_one() {
    let users = Users::made();
    let (acl, publisher) = (users.text("users.acl"), users.password("publisher"));
    assert_eq!(users.make().code, Some(0));
    assert_eq!(users.text("users.acl"), acl);
    fs::remove_file(users.file("publisher.password")).unwrap();
    assert_eq!(users.make().code, Some(0));
    assert_ne!(users.password("publisher"), publisher);
    let changed = users.text("users.acl");
    let differing = acl.lines().zip(changed.lines()).filter(|(before, after)| before != after);
    assert_eq!(differing.count(), 1);
}

#[test]
fn a_running_server_takes_new_passwords_from_the_same_file() {
    let users = Users::made();
    let server = users.server();
    let mut admin = users.client(&server, "admin");
    fs::remove_file(users.file("operator.password")).unwrap();
    assert_eq!(users.make().code, Some(0));
    admin.command(&["ACL", "LOAD"]).unwrap().ok();
    drop(users.client(&server, "operator"));
}

#[test]
fn a_password_that_does_not_fit_a_url_is_refused_and_changes_nothing() {
    let users = Users::made();
    let acl = users.text("users.acl");
    for bad in ["p@ss", "with space", ""] {
        fs::write(users.file("replica.password"), bad).unwrap();
        let run = users.make();
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("replica.password"), "{run:?}");
        assert!(bad.is_empty() || !run.stderr.contains(bad), "{run:?}");
        assert_eq!(users.text("users.acl"), acl);
    }
}

#[test]
fn the_folder_is_private_and_the_rules_contain_no_password() {
    let users = Users::made();
    let mode = fs::metadata(users.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let acl = users.text("users.acl");
    for name in names() {
        assert!(!acl.contains(&users.password(&name)), "{name}");
    }
}
