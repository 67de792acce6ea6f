//! `docker-compose.cluster.yml` without containers: six real servers, and the script that joins them to one cluster.

use std::{
    net::TcpListener,
    path::Path,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use astra_testkit::{Client, Reply, eventually};

use super::{
    compose::Compose,
    redis_compose::{Container, run_service},
    users::Users,
};
use crate::harness::{Run, run_of};

const FILE: &str = "docker-compose.cluster.yml";

#[test]
fn six_nodes_become_one_cluster_and_a_second_run_changes_nothing() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let nodes = start(&compose, &users);
    let made = create(&compose, &users, &nodes);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(made.stdout.contains("the cluster is ready: 6 nodes, all 16384 slots"), "{made:?}");
    let before = members(&users, &nodes);
    assert_eq!(before.iter().filter(|line| line.contains("master")).count(), 3, "{before:?}");
    assert_eq!(before.iter().filter(|line| line.contains("slave")).count(), 3, "{before:?}");

    let again = create(&compose, &users, &nodes);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.stdout.starts_with("these nodes belong to a cluster already\n"), "{again:?}");
    assert_eq!(members(&users, &nodes), before);

    each_node_has_the_settings_of_the_file(&compose, &users, &nodes);
    an_event_reaches_a_replica(&users, &nodes);
    setup_provisions_every_master(&compose, &users, &nodes);
    a_new_node_beside_them_is_not_swallowed(&compose, &users, nodes);
}

/// The cluster is healthy, the nodes have names, and the settings have the effects that the file explains.
fn each_node_has_the_settings_of_the_file(compose: &Compose, users: &Users, nodes: &[Container]) {
    for (number, node) in (1..).zip(nodes) {
        let service = compose.service(&format!("redis-{number}"));
        let (health, _) = node.health(&service, users);
        assert_eq!(health.code, Some(0), "{health:?}");
        let mut admin = users.client(&node.server, "admin");
        for (name, value) in [
            ("cluster-announce-hostname", format!("redis-{number}").as_str()),
            ("cluster-preferred-endpoint-type", "hostname"),
            ("cluster-node-timeout", "5000"),
            ("cluster-require-full-coverage", "no"),
            ("min-replicas-to-write", "1"),
            ("maxmemory", "536870912"),
            ("masteruser", "replica"),
        ] {
            let reply = admin.command(&["CONFIG", "GET", name]).unwrap();
            assert_eq!(reply.field(name).text(), value, "{name}");
        }
    }
}

fn an_event_reaches_a_replica(users: &Users, nodes: &[Container]) {
    let stored = nodes.iter().find_map(|node| {
        let mut publisher = users.client(&node.server, "publisher");
        let add = ["XADD", "astra.trading.tradeexecuted.v1", "*", "field", "value"];
        let reply = publisher.command(&add).unwrap();
        let moved = reply.is_error() && reply.error().starts_with("MOVED");
        (!moved).then(|| (reply, publisher.command(&["WAIT", "1", "5000"]).unwrap()))
    });
    let (entry, replicas) = stored.expect("a node that owns the slot");
    assert!(entry.text().contains('-'), "{entry:?}");
    assert_eq!(replicas, Reply::Int(1));
}

/// The names of the nodes resolve only in their own network; here the test uses their addresses.
fn setup_provisions_every_master(compose: &Compose, users: &Users, nodes: &[Container]) {
    for node in nodes {
        let by_address = ["CONFIG", "SET", "cluster-preferred-endpoint-type", "ip"];
        users.client(&node.server, "admin").command(&by_address).unwrap().ok();
    }
    for (service, shown) in [("setup", "131 created"), ("astra", "revenue_trackers")] {
        let run = run_service(&compose.service(service), users, nodes[0].server.port());
        assert!(run.code == Some(0) && run.stdout.contains(shown), "{service}: {run:?}");
    }
    for node in nodes {
        let mut admin = users.client(&node.server, "admin");
        let refused = admin.command(&["ACL", "LOG"]).unwrap();
        assert!(refused.items().is_empty(), "{refused:?}");
    }
}

fn a_new_node_beside_them_is_not_swallowed(
    compose: &Compose,
    users: &Users,
    mut nodes: Vec<Container>,
) {
    nodes.pop();
    nodes.push(node(compose, users, 6));
    let run = create(compose, users, &nodes);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("1 of these 6 nodes are new"), "{run:?}");
    let mut admin = users.client(&nodes[5].server, "admin");
    assert!(info(&mut admin).contains("cluster_known_nodes:1\r\n"));
}

#[test]
fn a_node_that_rejects_the_login_is_named() {
    let (compose, users) = (Compose::read(FILE), Users::made());
    let nodes: Vec<Container> = (1..=3).map(|number| node(&compose, &users, number)).collect();
    std::fs::write(users.file("admin.password"), "wrong").unwrap();
    let run = create(&compose, &users, &nodes);
    assert_eq!(run.code, Some(1), "{run:?}");
    let first = format!("`localhost:{}` does not answer", nodes[0].server.port());
    assert!(run.stderr.contains(&first), "{run:?}");
}

fn start(compose: &Compose, users: &Users) -> Vec<Container> {
    (1..=6).map(|number| node(compose, users, number)).collect()
}

/// The nodes get free ports for the cluster bus: the default, 10,000 above the port, may not exist.
fn node(compose: &Compose, users: &Users, number: usize) -> Container {
    let service = compose.service(&format!("redis-{number}"));
    Container::start(&service, users, &["--cluster-port", &quiet_port().to_string()], None)
}

/// The command of the creating service, with the names and ports of the local nodes.
fn create(compose: &Compose, users: &Users, nodes: &[Container]) -> Run {
    let service = compose.service("create");
    let here = |text: &str| service.here(text, users.path(), Path::new("/nonexistent"));
    let mut words: Vec<String> = service.words().iter().map(|word| here(word)).collect();
    assert_eq!(words.len(), 2 + 6);
    words.truncate(2);
    words.extend(nodes.iter().map(|node| format!("localhost:{}", node.server.port())));
    let variables = service.setting("environment").as_object().unwrap();
    let run = run_of(&words[0], &words[1..]).deadline(Duration::from_secs(90));
    let with = |run, (name, value): (&String, &serde_json::Value)| {
        crate::harness::Astra::env(run, name, here(value.as_str().unwrap()))
    };
    variables.iter().fold(run, with).run()
}

/// The nodes of the cluster with their roles and slots, once all nodes agree.
fn members(users: &Users, nodes: &[Container]) -> Vec<String> {
    let mut agreed = Vec::new();
    eventually("the nodes agree", || {
        let views: Vec<Vec<String>> = nodes.iter().map(|node| view(users, node)).collect();
        agreed.clone_from(&views[0]);
        views.iter().all(|view| *view == agreed)
    });
    agreed
}

/// `CLUSTER NODES` without the parts that depend on the moment and on the node that answers.
fn view(users: &Users, node: &Container) -> Vec<String> {
    let reply = users.client(&node.server, "admin").command(&["CLUSTER", "NODES"]).unwrap();
    let mut lines: Vec<String> = reply.text().lines().map(stable).collect();
    lines.sort();
    lines
}

fn stable(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let role = words[2].replace("myself,", "");
    format!("{} {role} {} {}", words[0], words[3], words[8..].join(" "))
}

fn info(admin: &mut Client) -> String {
    admin.command(&["CLUSTER", "INFO"]).unwrap().text().to_owned()
}

/// A free port below the ports that the system gives to outgoing connections.
fn quiet_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 12_000 + u16::try_from(std::process::id() % 8000).unwrap();
    loop {
        let port = start + NEXT.fetch_add(1, Ordering::Relaxed) % 8000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
