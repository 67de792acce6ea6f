//! `astra flow-test` as a load test: 100,000 trades, 800,000 events, 4.3 million deliveries.

use std::process::Command;

use astra_testkit::Server;

use crate::measure::{ASTRA, Line, cpu_seconds, peak_memory};

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::start();
    let url = server.url();
    let words = |trades: &'static str| ["flow-test", "--trades", trades, "-o", "json", "--url"];
    let (before, start) = (cpu_seconds(&server), std::time::Instant::now());
    let output = Command::new(ASTRA).args(words("100000")).arg(&url).output().unwrap();
    let share = (cpu_seconds(&server) - before) / start.elapsed().as_secs_f64();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["passed"], true, "{report}");
    let memory = |trades| {
        peak_memory(ASTRA, &[&words(trades)[..], &[url.as_str()]].concat()) as f64 / 1024.0
    };
    let (few, many) = (memory("10000"), memory("100000"));
    let fact = |what: &str, astra: String, target| Line {
        what: what.into(),
        astra,
        peer: String::new(),
        ratio: None,
        target,
    };
    let latency = &report["latency_ms"];
    vec![
        fact(
            "flow-test of 100,000 trades, events/s",
            format!("{:.0}", report["events_per_second"].as_f64().unwrap()),
            "",
        ),
        fact("its deliveries", report["deliveries"]["made"].to_string(), "4,300,000"),
        fact(
            "its latency, ms",
            format!(
                "p50 {}, p95 {}, p99 {}, max {}",
                latency["p50"], latency["p95"], latency["p99"], latency["max"]
            ),
            "",
        ),
        fact("the server's share of a core during the test", format!("{:.0} %", 100.0 * share), ""),
        fact(
            "peak memory with 10,000 and with 100,000 trades",
            format!("{few:.1} and {many:.1} MiB"),
            "constant",
        ),
    ]
}
