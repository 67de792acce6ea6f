//! `docker-compose.redis.yml` without containers: its server, its health check and its services, run for real.

use std::{fs, path::PathBuf};

use astra_testkit::{Reply, Server, eventually, version};
use tempfile::TempDir;

use super::{
    compose::{Compose, Service},
    files::path_with_astra,
    users::Users,
};
use crate::harness::{Run, run_of};

const FILE: &str = "docker-compose.redis.yml";

/// The server of a service, with folders in place of its mounts.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) server: Server,
    data: TempDir,
}

impl Container {
    /// Starts it with the arguments of the service, followed by an address and a port of its own: the last argument
    /// wins.
    pub(super) fn start(
        service: &Service<'_>,
        users: &Users,
        own: &[&str],
        program: Option<PathBuf>,
    ) -> Self {
        let data = tempfile::Builder::new().prefix("astra-data-").tempdir().unwrap();
        let words = service.words();
        let here: Vec<String> =
            words.iter().map(|word| service.here(word, users.path(), data.path())).collect();
        assert_eq!(here[0], "redis-server");
        let words: Vec<&str> = here[2..].iter().map(String::as_str).collect();
        let options = Server::options().config(PathBuf::from(&here[1])).tcp();
        let options = match program {
            Some(program) => options.program(program),
            None => options,
        };
        let server = options.with(&words).with(&["--bind", "127.0.0.1"]).with(own).start();
        Self { server, data }
    }

    /// Runs the health check of the service. A `redis-cli` in front of the real one records what an observer could see.
    pub(super) fn health(&self, service: &Service<'_>, users: &Users) -> (Run, String) {
        let seen = self.data.path().join("seen");
        let script = service.here(&service.health(), users.path(), self.data.path());
        let script = script.replace("-p 6379", &format!("-p {}", self.server.port()));
        let noted = format!(
            "noted() {{ echo \"$*\" >>'{}'; command redis-cli \"$@\"; }}\nalias redis-cli=noted\n{script}",
            seen.display()
        );
        let run = run_of("/bin/sh", &["-c", &noted]).run();
        (run, fs::read_to_string(seen).unwrap())
    }

    fn is_healthy(&self, service: &Service<'_>, users: &Users) -> bool {
        self.health(service, users).0.code == Some(0)
    }
}

#[test]
fn the_server_starts_with_the_arguments_of_the_file_and_is_healthy() {
    starts_and_is_healthy(None);
}

#[test]
fn the_server_of_the_image_starts_with_the_arguments_of_the_file_and_is_healthy() {
    if let Some(program) = version("redis-8.2.3") {
        starts_and_is_healthy(Some(program));
    }
}

fn starts_and_is_healthy(program: Option<PathBuf>) {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let service = compose.service("redis");
    let container = Container::start(&service, &users, &[], program);
    let (run, seen) = container.health(&service, &users);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(!seen.contains(&users.password("operator")), "on a command line: {seen}");
    let mut admin = users.client(&container.server, "admin");
    for (name, value) in
        [("maxmemory", "2147483648"), ("maxmemory-policy", "noeviction"), ("appendonly", "yes")]
    {
        assert_eq!(admin.command(&["CONFIG", "GET", name]).unwrap().field(name).text(), value);
    }
    assert!(
        container.data.path().join("appendonlydir").is_dir(),
        "it does not write to its volume"
    );
}

#[test]
fn a_wrong_password_or_a_missing_server_is_unhealthy() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let service = compose.service("redis");
    let mut container = Container::start(&service, &users, &[], None);
    assert!(container.is_healthy(&service, &users));
    let password = users.password("operator");
    fs::write(users.file("operator.password"), "wrong").unwrap();
    assert!(!container.is_healthy(&service, &users));
    fs::write(users.file("operator.password"), password).unwrap();
    assert!(container.is_healthy(&service, &users));
    container.server.kill();
    assert!(!container.is_healthy(&service, &users));
}

#[test]
fn a_loading_server_is_unhealthy_until_it_has_loaded() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let service = compose.service("redis");
    // Microseconds per key: seven to eight seconds in all, so that even a busy machine looks in time. A loading server
    // answers after every 1024 keys, so many keys make it answer often.
    let mut container = Container::start(&service, &users, &["--key-load-delay", "450"], None);
    let mut admin = users.client(&container.server, "admin");
    let commands = (0..16_000).map(|n| ["SET".to_owned(), format!("key:{n}"), "v".to_owned()]);
    admin.pipeline(commands, |reply| drop(reply.ok())).unwrap();
    container.server.restart();
    assert!(!container.is_healthy(&service, &users));
    let reply = users.client(&container.server, "operator").command(&["PING"]).unwrap();
    assert!(reply.error().starts_with("LOADING"), "the server is not loading: {reply:?}");
    eventually("the server is healthy", || container.is_healthy(&service, &users));
    assert_eq!(
        users.client(&container.server, "admin").command(&["DBSIZE"]).unwrap(),
        Reply::Int(16_000)
    );
}

#[test]
fn setup_provisions_as_the_provisioner_and_lag_reads_as_the_operator() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let container = Container::start(&compose.service("redis"), &users, &[], None);
    for (service, shown) in
        [("setup", "131 created"), ("setup", "0 created"), ("astra", "revenue_trackers")]
    {
        let run = run_service(&compose.service(service), &users, container.server.port());
        assert_eq!(run.code, Some(0), "{service}: {run:?}");
        assert!(run.stdout.contains(shown), "{service}: {run:?}");
    }
    let mut admin = users.client(&container.server, "admin");
    let groups = admin.command(&["XINFO", "GROUPS", "astra.trading.tradeexecuted.v1"]).unwrap();
    assert_eq!(groups.items().len(), 8);
    assert_eq!(admin.command(&["ACL", "LOG"]).unwrap().items().len(), 0);
}

#[test]
fn a_service_without_its_password_names_the_missing_file() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    fs::remove_file(users.file("provisioner.password")).unwrap();
    let run = run_service(&compose.service("setup"), &users, 1);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("provisioner.password"), "{run:?}");
}

/// The container's command. It finds the secrets as under systemd, because a test cannot fill /run/secrets.
pub(super) fn run_service(service: &Service<'_>, users: &Users, port: u16) -> Run {
    let words = service.words();
    let environment = service.setting("environment");
    let address = environment["ASTRA_REDIS_ADDRESS"].as_str().unwrap();
    assert!(address.ends_with(":6379"), "{address}");
    let topology = environment["ASTRA_GROUPS"].as_str().unwrap();
    let shell = "exec \"$0\" \"$@\"".to_owned();
    let words: Vec<String> = ["-c".to_owned(), shell].into_iter().chain(words).collect();
    run_of("/bin/sh", &words)
        .env("PATH", path_with_astra())
        .env("CREDENTIALS_DIRECTORY", users.path())
        .env("ASTRA_REDIS_ADDRESS", format!("127.0.0.1:{port}"))
        .env("ASTRA_GROUPS", service.here(topology, users.path(), users.path()))
        .run()
}
