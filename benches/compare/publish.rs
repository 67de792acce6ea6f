//! `astra publish --from`, compared to `redis-benchmark` with the same `XADD`.

use std::io::Write;
use std::process::Command;
use std::time::Instant;

use astra_testkit::{Reply, Server};

use crate::event;
use crate::measure::{ASTRA, Line, cpu_seconds, median, run};

const EVENTS: usize = 1_000_000;

/// Events of a trial run, which looks for the peer's best shape.
const TRIAL: usize = 200_000;

/// Trial runs of each shape; the best one counts.
const TRIALS: usize = 2;

/// Each round is a run of the peer and one of each input. A disturbance of some seconds affects a whole round, so
/// the rounds' ratios stay comparable, and their median counts.
const ROUNDS: usize = 9;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::tcp();
    let one = input(&["Trading.TradeExecuted"]);
    let many = input(&event::TYPES);
    let trial = |shape| (0..TRIALS).map(|_| peer(&server, shape, TRIAL)).fold(0.0, f64::max);
    let trials = shapes().into_iter().map(|shape| (shape, trial(shape)));
    let (best, _) = trials.max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
    let mut runs: [Vec<Run>; 3] = Default::default();
    for _ in 0..ROUNDS {
        runs[0].push(peer_run(&server, best));
        runs[1].push(astra(&server, &one));
        runs[2].push(astra(&server, &many));
    }
    let ratio = |of: usize| {
        let pairs = runs[of].iter().zip(&runs[0]);
        median(pairs.map(|(astra, peer)| astra.rate / peer.rate).collect())
    };
    let ratios = [ratio(1), ratio(2)];
    let [peer, one, many] = runs.map(|runs| Run::median(&runs));
    let line = |what: &str, run: &Run, ratio: f64| Line {
        what: format!(
            "publish --from{what}, events/s ({:.2} µs of server CPU per event)",
            run.server_us
        ),
        astra: format!("{:.0} k", run.rate / 1e3),
        peer: format!(
            "redis-benchmark -c {} -P {}: {:.0} k ({:.2} µs)",
            best.0,
            best.1,
            peer.rate / 1e3,
            peer.server_us
        ),
        ratio: Some(ratio),
        target: "≥ 0.9",
    };
    vec![line("", &one, ratios[0]), line(" to nine streams", &many, ratios[1])]
}

/// The result of a run.
struct Run {
    /// Events per second.
    rate: f64,
    /// Server CPU per event, in microseconds.
    server_us: f64,
}

impl Run {
    fn median(runs: &[Self]) -> Self {
        let of = |value: fn(&Self) -> f64| median(runs.iter().map(value).collect());
        Self { rate: of(|run| run.rate), server_us: of(|run| run.server_us) }
    }
}

/// A file of events that alternate between these types.
fn input(types: &[&str]) -> tempfile::NamedTempFile {
    let round: String = types.iter().map(|name| event::line_of(name)).collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(round.repeat(EVENTS / types.len()).as_bytes()).unwrap();
    file.write_all(event::line().repeat(EVENTS % types.len()).as_bytes()).unwrap();
    file
}

/// The peer's combinations of clients and pipeline length.
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
    // The first column is the quoted command, which contains commas itself.
    let numbers: Vec<f64> =
        row.rsplit(',').take(7).map(|cell| cell.trim_matches('"').parse().unwrap()).collect();
    numbers[6]
}

fn peer_run(server: &Server, shape: (u32, u32)) -> Run {
    let before = cpu_seconds(server);
    let rate = peer(server, shape, EVENTS);
    Run { rate, server_us: (cpu_seconds(server) - before) / EVENTS as f64 * 1e6 }
}

fn astra(server: &Server, file: &tempfile::NamedTempFile) -> Run {
    server.redis(&["FLUSHALL"]).ok();
    let (before, start) = (cpu_seconds(server), Instant::now());
    run(ASTRA, &["publish", "--from", file.path().to_str().unwrap(), "--url", &server.tcp_url()]);
    let took = start.elapsed().as_secs_f64();
    let added = |stream: String| match server.redis(&["XINFO", "STREAM", &stream]) {
        Reply::Error(_) => 0,
        info => info.field("entries-added").int(),
    };
    let added: i64 = event::TYPES.map(event::stream).into_iter().map(added).sum();
    assert_eq!(added, i64::try_from(EVENTS).unwrap());
    Run {
        rate: EVENTS as f64 / took,
        server_us: (cpu_seconds(server) - before) / EVENTS as f64 * 1e6,
    }
}
