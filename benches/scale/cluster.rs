//! Three masters compared to one server on the same cores, which measures the cost of routing.

use std::io::Write as _;
use std::process::Command;

use astra_testkit::{Cluster, Server};

use crate::event;
use crate::load::milliseconds;
use crate::measure::{ASTRA, median, run, time};
use crate::point::Point;

const EVENTS: usize = 500_000;

const TRADES: &str = "10000";

const ROUNDS: usize = 3;

pub(crate) fn grow() -> Vec<Point> {
    let (one, cluster) = (Server::start(), Cluster::start());
    [(1, one.url()), (3, cluster.url())].into_iter().flat_map(|(n, url)| measure(n, &url)).collect()
}

fn measure(masters: u64, url: &str) -> Vec<Point> {
    let point =
        |measured, value, unit| Point { grows: "masters", to: masters, measured, value, unit };
    let mut input = tempfile::NamedTempFile::new().unwrap();
    let round: String = event::TYPES.iter().map(|name| event::line_of(name)).collect();
    input.write_all(round.repeat(EVENTS / event::TYPES.len()).as_bytes()).unwrap();
    let events = (EVENTS / event::TYPES.len() * event::TYPES.len()) as f64;
    let publish = ["publish", "--from", input.path().to_str().unwrap(), "--url", url];
    let rates = (0..ROUNDS).map(|_| events / time(|| run(ASTRA, &publish)).as_secs_f64() / 1e3);
    let published = median(rates.collect());
    let entries = events * ROUNDS as f64;
    let tail = ["tail", "--from", "0", "--no-follow", "-o", "json", "--url", url];
    let rates = (0..ROUNDS).map(|_| entries / time(|| run(ASTRA, &tail)).as_secs_f64() / 1e3);
    let tailed = median(rates.collect());
    run(ASTRA, &["setup", "--url", url]);
    let lag = milliseconds(&["lag", "-o", "json", "--url", url]);
    vec![
        point("publish --from to nine streams", published, "k events/s"),
        point("tail of nine streams", tailed, "k entries/s"),
        point("lag of 131 bindings", lag, "ms"),
        point("flow-test", flow(url) / 1e3, "k events/s"),
    ]
}

/// The throughput of the reference flow, in events per second.
fn flow(url: &str) -> f64 {
    let words = ["flow-test", "--trades", TRADES, "-o", "json", "--url", url];
    let output = Command::new(ASTRA).args(words).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["passed"], true, "{report}");
    report["events_per_second"].as_f64().unwrap()
}
