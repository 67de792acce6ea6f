//! The systemd units without systemd: what they start, started with what they say.

use std::{
    collections::HashMap, fs, io, net::TcpListener, os::unix::net::UnixDatagram, path::Path,
    time::Duration,
};

use tempfile::TempDir;

use super::{path_with_astra, read, shipped, users::Users};
use crate::harness::{Client, DEADLINE, Run, Running, run_of, skipped};

#[test]
fn the_server_tells_systemd_that_it_is_ready_and_then_answers() {
    let (users, folder) = (Users::made(), TempDir::new().unwrap());
    let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    let server = UnitServer::start(&users, folder.path());
    if server.log().contains("without libsystemd") {
        return skipped("this redis-server was built without systemd's notification");
    }
    while !received(&socket).unwrap().contains("READY=1") {}
    let mut client = Client::tcp(server.port).unwrap();
    let login = client.command(&["AUTH", "operator", &users.password("operator")]).unwrap();
    assert_eq!(login.text(), "OK");
    assert_eq!(client.command(&["PING"]).unwrap().text(), "PONG");
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
fn the_watching_unit_provisions_and_ends_as_the_unit_expects() {
    let users = Users::made();
    let server = users.server_on_tcp();
    let watch = run_unit("astra-setup-watch", &users, server.port()).spawn();
    let mut admin = users.client(&server, "admin");
    crate::harness::eventually("the catalogue is provisioned", || {
        admin.command(&["EXISTS", "astra.user.userregistered.v1"]).unwrap().int() == 1
    });
    assert!(crate::harness::signal("TERM", watch.pid()));
    let run: Run = watch.finish();
    let expected = setting("astra-setup-watch", "SuccessExitStatus=");
    assert_eq!(run.code.map(|code| code.to_string()), Some(expected), "{run:?}");
}

/// The server of `astra-redis.service` at our own port and in our own folders; it ends when it is dropped.
struct UnitServer {
    port: u16,
    folder: std::path::PathBuf,
    _process: Running,
}

impl UnitServer {
    fn start(users: &Users, folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let data = folder.join("data");
        fs::create_dir(&data).unwrap();
        let own = format!("--port {port} --bind 127.0.0.1 --logfile {}/log", folder.display());
        let here: Vec<String> = words("astra-redis")
            .iter()
            .flat_map(|word| match word.as_str() {
                "/etc/astra/redis.conf" => vec![shipped("redis.conf").display().to_string()],
                "/etc/astra/users.acl" => vec![users.file("users.acl").display().to_string()],
                "/var/lib/astra-redis" => vec![data.display().to_string()],
                "$ASTRA_REDIS_ARGS" => own.split(' ').map(str::to_owned).collect(),
                other => vec![other.to_owned()],
            })
            .collect();
        let process =
            run_of("redis-server", &here[1..]).env("NOTIFY_SOCKET", folder.join("notify")).spawn();
        let server = Self { port, folder: folder.to_owned(), _process: process };
        crate::harness::eventually("the server is up", || server.log().contains("Ready to accept"));
        server
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

fn received(socket: &UnixDatagram) -> io::Result<String> {
    let mut bytes = [0; 4096];
    let length = socket.recv(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

fn setting(unit: &str, name: &str) -> String {
    let text = read(&format!("deploy/systemd/{unit}.service"));
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    value.unwrap_or_else(|| panic!("{unit} has no {name}")).to_owned()
}

fn words(unit: &str) -> Vec<String> {
    setting(unit, "ExecStart=").split(' ').map(str::to_owned).collect()
}

/// What the unit starts, with its environment file and its credential as systemd would hand them over.
fn run_unit(unit: &str, users: &Users, port: u16) -> crate::harness::Astra {
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
    let file = environment();
    assert_eq!(file["ASTRA_REDIS_ADDRESS"], "127.0.0.1:6379");
    assert_eq!(file["ASTRA_GROUPS"], "/etc/astra/groups.yaml");
    run.env("ASTRA_REDIS_ADDRESS", format!("127.0.0.1:{port}"))
        .env("ASTRA_REDIS_SCHEME", &file["ASTRA_REDIS_SCHEME"])
        .env("ASTRA_GROUPS", shipped("groups.yaml"))
}

fn environment() -> HashMap<String, String> {
    let text = read("deploy/systemd/astra.env");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
