//! The systemd units without systemd: their commands, run with their settings.

use std::{fs, time::Duration};

use astra_testkit::{Authority, DEADLINE, eventually, signal, skipped};

use super::{
    files::{path_with_astra, read, shipped},
    machine::{Machine, environment, lines_of_section},
    users::Users,
};
use crate::harness::{Astra, Run, run_of};

#[test]
fn the_server_notifies_systemd_that_it_is_ready_and_then_answers() {
    let users = Users::made();
    let mut server = Machine::new(&users, "astra-redis");
    for line in lines_of_section(2).iter().filter(|line| line.contains("-t /etc/astra")) {
        server.run(line);
    }
    server.run("install -o root -g redis -m 640 secrets/users.acl /etc/astra/users.acl");
    server.start();
    if !server.notifies() {
        skipped("this redis-server was built without systemd's notification");
    }
    assert_eq!(server.ask("operator", &["PING"]).text(), "PONG");
}

#[test]
fn setup_runs_with_the_unit_s_credential_and_settings() {
    let users = Users::made();
    let server = users.server_on_tcp();
    for unit in ["astra-setup", "astra-setup-watch"] {
        let words = words(unit);
        assert!(words[0].ends_with("/astra-as"), "{words:?}");
    }
    let run = run_unit("astra-setup", &users, server.port()).deadline(DEADLINE).run();
    assert!(run.code == Some(0) && run.stdout.contains("131 created"), "{run:?}");
}

#[test]
fn the_watching_unit_provisions_and_ends_with_the_code_that_the_unit_expects() {
    let users = Users::made();
    let server = users.server_on_tcp();
    let watch = run_unit("astra-setup-watch", &users, server.port()).spawn();
    let mut admin = users.client(&server, "admin");
    eventually("the catalog is provisioned", || {
        admin.command(&["EXISTS", "astra.user.userregistered.v1"]).unwrap().int() == 1
    });
    assert!(signal("TERM", watch.pid()));
    let run: Run = watch.finish();
    let expected = setting("astra-setup-watch", "SuccessExitStatus=");
    assert_eq!(run.code.map(|code| code.to_string()), Some(expected), "{run:?}");
}

#[test]
fn setup_uses_the_client_certificate_of_the_drop_in_if_the_server_requires_one() {
    let (users, authority) = (Users::made(), Authority::new("authority"));
    let acl = users.file("users.acl");
    let server = authority.mutual_server(
        &authority.issue("server", &["127.0.0.1"]),
        &["--aclfile", acl.to_str().unwrap()],
    );
    let run = run_unit("astra-setup", &users, server.port).env("ASTRA_REDIS_SCHEME", "rediss");
    let run = with_certificate(run, &users, &authority).run();
    assert!(run.code == Some(0) && run.stdout.contains("131 created"), "{run:?}");
}

/// The additions of the drop-in of section 6 and of `astra.env`, as systemd would pass them.
fn with_certificate(run: Astra, users: &Users, authority: &Authority) -> Astra {
    let client = authority.issue("client", &["client"]);
    let file = environment(&shipped("deploy/systemd/astra.env"));
    assert_eq!(file["ASTRA_TLS_CA"], "/etc/astra/tls/ca.crt");
    let drop_in = "deploy/systemd/tls.conf";
    let credential = values(drop_in, "LoadCredential=").remove(0);
    let (name, source) = credential.split_once(':').unwrap();
    assert_eq!(source, format!("/etc/astra/tls/{name}"));
    let credentials = users.file("credentials");
    fs::copy(&client.key, credentials.join(name)).unwrap();
    let here = |value: &str| {
        value
            .replace("/etc/astra/tls/client.crt", client.certificate.to_str().unwrap())
            .replace("%d", credentials.to_str().unwrap())
    };
    let variables = values(drop_in, "Environment=").remove(0);
    let variables = variables.split(' ').map(|variable| variable.split_once('=').unwrap());
    let run = run.env("ASTRA_TLS_CA", authority.file());
    variables.fold(run, |run, (name, value)| run.env(name, here(value)))
}

/// The only value of a setting.
pub(super) fn setting(unit: &str, name: &str) -> String {
    let values = settings(unit, name);
    assert_eq!(values.len(), 1, "{unit}: {name}");
    values[0].clone()
}

pub(super) fn settings(unit: &str, name: &str) -> Vec<String> {
    values(&format!("deploy/systemd/{unit}.service"), name)
}

fn values(file: &str, name: &str) -> Vec<String> {
    let text = read(file);
    text.lines().filter_map(|line| line.strip_prefix(name)).map(str::to_owned).collect()
}

fn words(unit: &str) -> Vec<String> {
    setting(unit, "ExecStart=").split(' ').map(str::to_owned).collect()
}

/// The unit's command, with its environment file and its credential as systemd would pass them.
fn run_unit(unit: &str, users: &Users, port: u16) -> Astra {
    assert_eq!(setting(unit, "EnvironmentFile="), "/etc/astra/astra.env");
    let credential = setting(unit, "LoadCredential=");
    let (name, source) = credential.split_once(':').unwrap();
    assert_eq!(source, format!("/etc/astra/secrets/{name}"));
    let folder = users.file("credentials");
    fs::create_dir(&folder).unwrap();
    fs::copy(users.file(name), folder.join(name)).unwrap();
    let mut words = words(unit);
    words[0] = shipped("deploy/astra-as").display().to_string();
    let run = run_of(&words[0], &words[1..]).env("PATH", path_with_astra());
    let run = run.env("CREDENTIALS_DIRECTORY", folder).deadline(Duration::from_secs(60));
    let file = environment(&shipped("deploy/systemd/astra.env"));
    assert_eq!(file["ASTRA_REDIS_ADDRESS"], "127.0.0.1:6379");
    assert_eq!(file["ASTRA_GROUPS"], "/etc/astra/groups.yaml");
    run.env("ASTRA_REDIS_ADDRESS", format!("127.0.0.1:{port}"))
        .env("ASTRA_REDIS_SCHEME", &file["ASTRA_REDIS_SCHEME"])
        .env("ASTRA_GROUPS", shipped("groups.yaml"))
}
