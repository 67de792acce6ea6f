//! `astra publish --from` beside `redis-benchmark` with the very same `XADD`.

use std::io::Write;
use std::process::Command;
use std::time::Instant;

use crate::event;
use crate::harness::Server;
use crate::measure::{ASTRA, Line, cpu_seconds, median, run};

const EVENTS: usize = 1_000_000;

/// Events of a trial run that looks for the peer's best shape.
const TRIAL: usize = 200_000;

const ROUNDS: usize = 5;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::tcp();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(event::line().repeat(EVENTS).as_bytes()).unwrap();
    let best = shapes()
        .into_iter()
        .max_by(|a, b| peer(&server, *a, TRIAL).total_cmp(&peer(&server, *b, TRIAL)))
        .unwrap();
    let mut rates = (Vec::new(), Vec::new());
    let mut shares = Vec::new();
    for _ in 0..ROUNDS {
        rates.1.push(peer(&server, best, EVENTS));
        let (rate, share) = astra(&server, file.path().to_str().unwrap());
        rates.0.push(rate);
        shares.push(share);
    }
    let (astra, peer) = (median(rates.0), median(rates.1));
    vec![Line {
        what: format!("publish --from, events/s (server at {:.0} % CPU)", 100.0 * median(shares)),
        astra: format!("{:.0} k", astra / 1e3),
        peer: format!("redis-benchmark -c {} -P {}: {:.0} k", best.0, best.1, peer / 1e3),
        ratio: Some(astra / peer),
        wanted: "≥ 0.9",
    }]
}

fn shapes() -> Vec<(u32, u32)> {
    [1, 4, 8]
        .into_iter()
        .flat_map(|clients| [16, 64, 128].map(|pipeline| (clients, pipeline)))
        .collect()
}

fn peer(server: &Server, (clients, pipeline): (u32, u32), events: usize) -> f64 {
    server.redis(&["FLUSHALL"]).ok();
    let output = Command::new("redis-benchmark")
        .args(["-p", &server.port().to_string(), "-n", &events.to_string(), "--csv"])
        .args(["-c", &clients.to_string(), "-P", &pipeline.to_string()])
        .args(event::xadd("*"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let row = text.lines().last().unwrap();
    // The command itself stands in the first column, in quotes of its own.
    let numbers: Vec<f64> =
        row.rsplit(',').take(7).map(|cell| cell.trim_matches('"').parse().unwrap()).collect();
    numbers[6]
}

/// Events a second, and the share of a core that the server used meanwhile.
fn astra(server: &Server, file: &str) -> (f64, f64) {
    server.redis(&["FLUSHALL"]).ok();
    let (before, start) = (cpu_seconds(server), Instant::now());
    run(ASTRA, &["publish", "--from", file, "--url", &server.tcp_url()]);
    let took = start.elapsed().as_secs_f64();
    assert_eq!(
        server.redis(&["XINFO", "STREAM", event::STREAM]).field("entries-added").int(),
        i64::try_from(EVENTS).unwrap()
    );
    (EVENTS as f64 / took, (cpu_seconds(server) - before) / took)
}
