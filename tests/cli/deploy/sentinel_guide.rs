//! Section 4 of `docs/deploy.md`, followed line by line: two servers and three Sentinels, through a failover and its
//! aftermath.

use std::fs;

use astra_testkit::{Reply, eventually};

use super::{
    files::{path_with_astra, shipped},
    machine::{Machine, lines_of_section},
    users::Users,
};
use crate::harness::{Run, run_of};

const TRADES: &str = "astra.trading.tradeexecuted.v1";

#[test]
fn a_promoted_server_restarts_as_the_master_and_no_acknowledged_event_is_lost() {
    let users = Users::made();
    let mut bus = Bus::start(&users);
    publish(&bus, 1000, &["--wait", "1"]);

    bus.first.kill();
    eventually("the Sentinels have promoted the second server", || bus.master() == bus.second.port);
    eventually("the promoted server has saved its role", || {
        !file_of(&bus.second).contains("replicaof")
    });
    publish(&bus, 3000, &[]);

    bus.second.restart();
    assert_eq!(role(&bus.second), "master", "{}", file_of(&bus.second));
    eventually("every Sentinel considers the master up", || bus.is_quiet());
    bus.first.start();
    eventually("the old master follows", || is_in_step(&bus.first));
    assert_eq!(bus.master(), bus.second.port);
    assert_eq!((length(&bus.second), length(&bus.first)), (4000, 4000));

    bus.first.restart();
    assert_eq!(role(&bus.first), "slave", "{}", file_of(&bus.first));
    for machine in [&bus.first, &bus.second].into_iter().chain(&bus.sentinels) {
        let refused = machine.ask("admin", &["ACL", "LOG"]);
        assert!(refused.items().is_empty(), "{refused:?}");
    }
}

#[test]
fn our_settings_override_saved_ones() {
    let users = Users::made();
    let mut server = server(&users);
    server.start();
    server.ask("admin", &["CONFIG", "SET", "maxmemory", "1gb", "min-replicas-to-write", "3"]).ok();
    server.ask("admin", &["CONFIG", "REWRITE"]).ok();
    assert!(file_of(&server).contains("maxmemory 1gb"));
    server.restart();
    for (name, value) in [("maxmemory", "2147483648"), ("min-replicas-to-write", "0")] {
        assert_eq!(server.ask("admin", &["CONFIG", "GET", name]).field(name).text(), value);
    }
}

#[test]
fn a_sentinel_knows_the_users_of_the_servers_and_lets_clients_only_read() {
    let users = Users::made();
    let mut sentinel = sentinel(&users, 1);
    sentinel.start();
    let at = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "astra"];
    for user in ["operator", "provisioner", "publisher"] {
        assert_eq!(sentinel.ask(user, &at).items()[1].text(), "1");
        for command in [&["SENTINEL", "FAILOVER", "astra"][..], &["SENTINEL", "RESET", "*"]] {
            let refused = sentinel.ask(user, command);
            assert!(refused.error().starts_with("NOPERM"), "{user}: {refused:?}");
        }
    }
    let mut client = astra_testkit::Client::tcp(sentinel.port).unwrap();
    assert!(client.command(&at).unwrap().error().starts_with("NOAUTH"));
}

/// The bus of section 4 on one machine.
struct Bus<'a> {
    users: &'a Users,
    first: Machine<'a>,
    second: Machine<'a>,
    sentinels: Vec<Machine<'a>>,
}

impl<'a> Bus<'a> {
    fn start(users: &'a Users) -> Self {
        let (mut first, mut second) = (server(users), server(users));
        first.start();
        second.start();
        make_replica(&second, first.port);
        eventually("the replica is in step", || is_in_step(&second));
        let mut sentinels: Vec<_> = (0..3).map(|_| sentinel(users, first.port)).collect();
        for sentinel in &mut sentinels {
            sentinel.start();
            hurry(sentinel);
        }
        let bus = Self { users, first, second, sentinels };
        bus.wait_for_the_quorum();
        bus
    }

    fn wait_for_the_quorum(&self) {
        let line = lines_of_section(4).into_iter().find(|line| line.contains("CKQUORUM")).unwrap();
        eventually("three Sentinels know each other and the replica", || {
            self.sentinels.iter().all(|sentinel| {
                let here = line.replace("26379", &sentinel.port.to_string());
                let password = "REDISCLI_AUTH=$(cat secrets/admin.password)";
                let quorum = sentinel.run(&format!("{password} {here}")).stdout;
                let state = sentinel.ask("admin", &["SENTINEL", "MASTER", "astra"]);
                quorum.starts_with("OK 3 usable Sentinels")
                    && state.field("num-slaves").text() == "1"
            })
        });
    }

    /// Whether each Sentinel sees a healthy master and plans no change.
    fn is_quiet(&self) -> bool {
        self.sentinels.iter().all(|sentinel| {
            let state = sentinel.ask("operator", &["SENTINEL", "MASTER", "astra"]);
            state.field("flags").text() == "master"
        })
    }

    /// The port of the master that all Sentinels name; 0 while they disagree.
    fn master(&self) -> u16 {
        let named = self.sentinels.iter().map(|sentinel| {
            let at = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "astra"];
            sentinel.ask("operator", &at).items()[1].text().parse().unwrap()
        });
        let named: Vec<u16> = named.collect();
        if named.iter().all(|port| *port == named[0]) { named[0] } else { 0 }
    }
}

/// A server with the lines of sections 2 and 4, not yet started.
fn server(users: &Users) -> Machine<'_> {
    let machine = Machine::new(users, "astra-redis");
    let to_etc = |line: &String| line.starts_with("install") && line.contains("/etc/astra");
    lines_of_section(2).iter().filter(|line| to_etc(line)).for_each(|line| drop(machine.run(line)));
    let lines = lines_of_section(4);
    for wanted in ["secrets/replication.conf", "/etc/astra/redis.env"] {
        let line = lines.iter().find(|line| line.contains(wanted)).unwrap();
        // A replica that needs a full copy does not wait for others that might also need one.
        machine.run(&line.replace("10.0.0.4 127.0.0.1", "127.0.0.1 --repl-diskless-sync-delay 0"));
    }
    machine
}

fn make_replica(machine: &Machine<'_>, master: u16) {
    let mut script = Vec::new();
    for line in lines_of_section(4).iter().filter(|line| !line.contains("26379")) {
        if line.contains("redis-cli") || line.starts_with("export") {
            let at = format!("-h 127.0.0.1 -p {}", machine.port);
            let line = line.replace("-h 10.0.0.5", &at);
            script.push(line.replace("10.0.0.4 6379", &format!("127.0.0.1 {master}")));
        }
    }
    assert_eq!(script.len(), 4);
    assert!(machine.run(&script.join("\n")).stdout.starts_with("OK\nOK\nslave\n"));
}

/// A Sentinel with the lines of section 4 for the master on this port, not yet started.
fn sentinel(users: &Users, master: u16) -> Machine<'_> {
    let machine = Machine::new(users, "astra-sentinel");
    let lines = lines_of_section(4);
    let of_its_own = |line: &&String| line.starts_with("install") && line.contains("sentinel");
    for line in lines.iter().filter(of_its_own).filter(|line| line.contains("/etc/astra")) {
        machine.run(line);
    }
    let file = machine.file("etc/astra/sentinel.conf");
    let settings = fs::read_to_string(&file).unwrap();
    let settings = settings
        .replace("10.0.0.4 6379", &format!("127.0.0.1 {master}"))
        .replace("down-after-milliseconds astra 5000", "down-after-milliseconds astra 2000")
        .replace("failover-timeout astra 30000", "failover-timeout astra 2000");
    fs::write(file, settings).unwrap();
    machine
}

/// Makes the Sentinels check and announce more often, so that half a minute becomes seconds, even on a busy machine.
fn hurry(sentinel: &Machine<'_>) {
    let mut words = vec!["SENTINEL", "DEBUG", "TILT-TRIGGER", "20000"];
    for period in ["INFO-PERIOD", "ASK-PERIOD", "PUBLISH-PERIOD"] {
        words.extend([period, "100"]);
    }
    sentinel.ask("admin", &words).ok();
}

/// Publishes as the role that may, with the settings of `astra.env`, and expects every event to be confirmed.
fn publish(bus: &Bus<'_>, count: usize, words: &[&str]) {
    let event = |number| {
        format!(
            "{{\"event_type\":\"Trading.TradeExecuted\",\"entity_id\":\"{number}\",\"data\":{{}}}}\n"
        )
    };
    let at = |machine: &Machine<'_>| format!("127.0.0.1:{}", machine.port);
    let sentinels = bus.sentinels.iter().map(at).collect::<Vec<_>>().join(",");
    let command = [&["publisher", "publish", "--from", "-", "-o", "json"], words].concat();
    let run: Run = run_of(shipped("deploy/astra-as").to_str().unwrap(), &command)
        .env("PATH", path_with_astra())
        .env("CREDENTIALS_DIRECTORY", bus.users.path())
        .env("ASTRA_REDIS_SCHEME", "redis+sentinel")
        .env("ASTRA_REDIS_ADDRESS", format!("{sentinels}/astra/0"))
        .stdin((0..count).map(event).collect::<String>())
        .run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.json()["published"], count);
}

fn role(machine: &Machine<'_>) -> String {
    machine.ask("operator", &["ROLE"]).items()[0].text().to_owned()
}

/// Whether the replica has all of its master's data, also on disk: before that it cannot be stopped cleanly.
fn is_in_step(machine: &Machine<'_>) -> bool {
    let info = machine.ask("operator", &["INFO"]);
    let has = |fact| info.text().contains(fact);
    has("master_link_status:up") && has("aof_rewrite_in_progress:0")
}

fn length(machine: &Machine<'_>) -> i64 {
    match machine.ask("operator", &["XLEN", TRADES]) {
        Reply::Int(length) => length,
        other => panic!("{other:?}"),
    }
}

/// The configuration that the server has saved.
fn file_of(machine: &Machine<'_>) -> String {
    fs::read_to_string(machine.file("var/lib/astra-redis/redis.conf")).unwrap()
}
