//! `astra services --probe`: health URLs of services that answer well, badly, late, over TLS, or not at all.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Barrier};
use std::thread;

use astra_testkit::{Authority, Identity, Server, free_port};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::scene::{register, register_at};
use crate::harness::astra;

/// A tiny HTTP server with the same reply to every request, or none if it is empty.
fn http(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut hanging = Vec::new();
        for connection in listener.incoming().map_while(Result::ok) {
            match answer {
                "" => hanging.push(connection),
                _ => respond(connection, answer),
            }
        }
    });
    port
}

fn respond(mut connection: impl Read + Write, answer: &str) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && connection.read(&mut byte).unwrap_or(0) == 1 {
        request.push(byte[0]);
    }
    let status =
        if request.starts_with(b"GET /health HTTP/1.1\r\n") { answer } else { "404 Not Found" };
    let _gone =
        write!(connection, "HTTP/1.1 {status}\r\nlocation: /health\r\ncontent-length: 0\r\n\r\n");
}

#[test]
fn probes_report_each_instance_s_own_answer() {
    let server = Server::start();
    let free = free_port();
    let url = |port: u16| format!("http://127.0.0.1:{port}/health");
    for (id, url) in [
        ("fails", url(http("500 Internal Server Error"))),
        ("hangs", url(http(""))),
        ("moved", url(http("302 Found"))),
        ("refused", url(free)),
        ("strange", "ftp://127.0.0.1:1/health".into()),
        ("well", url(http("200 OK"))),
    ] {
        register_at(&server, "trading", id, "healthy", 1.0, &url);
    }
    let run = astra(&[
        "services",
        "--probe",
        "--timeout",
        "500ms",
        "-o",
        "json",
        "--require",
        "trading=2",
    ])
    .server(&server)
    .run();
    assert_eq!(run.code, Some(1), "only one instance answers well: {run:?}");
    assert!(
        run.stderr.contains("has 1 healthy and answering instance, 2 required"),
        "{}",
        run.stderr
    );
    let document = run.json();
    let probes: Vec<&Value> =
        document["services"].as_array().unwrap().iter().map(|row| &row["probe"]).collect();
    let ok: Vec<bool> = probes.iter().map(|probe| probe["ok"].as_bool().unwrap()).collect();
    assert_eq!(ok, [false, false, false, false, false, true]);
    assert_eq!(probes[0]["status"], 500);
    assert_eq!(probes[1]["error"], "no answer within 500ms");
    assert_eq!(probes[2]["status"], 302, "redirects are not followed");
    assert_eq!(probes[3]["error"], "connection refused");
    assert_eq!(probes[4]["error"], "ftp URLs cannot be called");
    assert_eq!((&probes[5]["status"], &probes[5]["error"]), (&json!(200), &Value::Null));
    assert!(probes[5]["latency_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(probes[3]["latency_ms"], Value::Null);
}

#[test]
fn probes_run_concurrently() {
    let server = Server::start();
    // No service answers before all of them are called.
    let all = Arc::new(Barrier::new(3));
    for id in ["a", "b", "c"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/health", listener.local_addr().unwrap());
        register_at(&server, "trading", id, "healthy", 1.0, &url);
        let all = Arc::clone(&all);
        thread::spawn(move || {
            let (connection, _) = listener.accept().unwrap();
            all.wait();
            respond(connection, "200 OK");
        });
    }
    let words = ["services", "--probe", "--timeout", "300s", "--require", "trading=3"];
    let shown = astra(&words).server(&server).ok().stdout;
    assert_eq!(shown.matches("200").count(), 3, "{shown}");
}

/// A service that answers over TLS.
fn https(identity: &Identity) -> u16 {
    let chain = CertificateDer::pem_file_iter(&identity.certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(&identity.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.collect::<Result<_, _>>().unwrap(), key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            respond(StreamOwned::new(session, connection.unwrap()), "200 OK");
        }
    });
    port
}

#[test]
fn a_health_url_over_tls_trusts_only_the_authorities_of_the_system() {
    let server = Server::start();
    let (ours, other) = (Authority::new("ours"), Authority::new("other"));
    for (id, authority) in [("known", &ours), ("unknown", &other)] {
        let port = https(&authority.issue("service", &["localhost", "127.0.0.1"]));
        let url = format!("https://127.0.0.1:{port}/health");
        register_at(&server, "trading", id, "healthy", 1.0, &url);
    }
    let run = astra(&["services", "--probe", "-o", "json"])
        .server(&server)
        .env("SSL_CERT_FILE", ours.file())
        .ok();
    let document = run.json();
    let probe = |index: usize| &document["services"][index]["probe"];
    assert_eq!((&probe(0)["ok"], &probe(0)["status"]), (&json!(true), &json!(200)), "{document:#}");
    assert_eq!((&probe(1)["ok"], &probe(1)["status"]), (&json!(false), &Value::Null));
    assert!(probe(1)["error"].as_str().unwrap().contains("unknownissuer"), "{document:#}");
}

#[test]
fn a_port_that_does_not_speak_tls_is_reported_as_such() {
    let server = Server::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/health", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut connection = listener.accept().unwrap().0;
        connection.read_exact(&mut [0]).unwrap();
        connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        // It hangs up first.
        drop(connection.read_to_end(&mut Vec::new()));
    });
    register_at(&server, "trading", "plain", "healthy", 1.0, &url);
    let document = astra(&["services", "--probe", "-o", "json"]).server(&server).ok().json();
    assert_eq!(document["services"][0]["probe"]["error"], "it does not speak TLS", "{document}");
}

#[test]
fn the_health_url_defaults_to_host_and_port() {
    let server = Server::start();
    register(&server, "trading", "t-1", "healthy", 1.0);
    let port = http("204 No Content").to_string();
    let place = ["HSET", "service:trading:t-1", "host", "127.0.0.1", "port", &port];
    server.redis(&place).ok();
    astra(&["services", "--probe"]).server(&server).stdout_has("PROBE").stdout_has("204").check();
}
