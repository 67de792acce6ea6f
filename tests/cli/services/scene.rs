//! Registrations of instances, and the rows of a report.

use astra_testkit::Server;
use serde_json::{Value, json};

use crate::harness::{Astra, astra};

/// The server's clock, in seconds.
pub(super) fn now(server: &Server) -> f64 {
    let time = server.redis(&["TIME"]);
    let part = |index: usize| time.items()[index].text().parse::<f64>().unwrap();
    part(0) + part(1) / 1e6
}

/// Registers an instance as the fleet does, with its last heartbeat this many seconds ago.
pub(super) fn register(server: &Server, service: &str, id: &str, status: &str, ago: f64) {
    let url = "";
    register_at(server, service, id, status, ago, url);
}

pub(super) fn register_at(
    server: &Server,
    service: &str,
    id: &str,
    status: &str,
    ago: f64,
    url: &str,
) {
    let key = format!("service:{service}:{id}");
    let heartbeat = format!("{:.6}", now(server) - ago);
    let metadata = json!({ "domain": service, "replicas": 2 }).to_string();
    let fields = [
        ("service_name", service),
        ("instance_id", id),
        ("host", "localhost"),
        ("port", "8001"),
        ("version", "1.0.0"),
        ("status", status),
        ("metadata", &metadata),
        ("last_heartbeat", &heartbeat),
        ("health_check_url", url),
    ];
    let mut command = vec!["HSET", &key];
    command.extend(fields.iter().flat_map(|(name, value)| [*name, *value]));
    server.redis(&command).ok();
    server.redis(&["EXPIRE", &key, "60"]).ok();
    server.redis(&["SADD", &format!("services:{service}"), id]).ok();
    server.redis(&["EXPIRE", &format!("services:{service}"), "60"]).ok();
}

pub(super) fn services(server: &Server) -> Astra {
    astra(&["services", "-o", "json"]).server(server)
}

/// The rows of a run without a message.
pub(super) fn rows(server: &Server) -> Vec<Value> {
    let document = services(server).ok().json();
    assert_eq!(document["schema"], "astra.services/v1");
    document["services"].as_array().unwrap().clone()
}

pub(super) fn row(server: &Server, key: &str) -> Value {
    let rows = rows(server);
    rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key}: {rows:#?}")).clone()
}
