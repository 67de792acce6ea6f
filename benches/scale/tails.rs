//! A growing number of tails that follow the same streams while events are published.

use std::fs::File;
use std::process::{Child, Command, Stdio};

use astra_testkit::{Server, eventually};

use crate::event;
use crate::measure::{ASTRA, cpu_seconds, time};
use crate::point::Point;

const SIZES: [usize; 4] = [1, 10, 30, 100];

/// Events to publish; every tail must show all of them.
const EVENTS: usize = 20_000;

pub(crate) fn grow() -> Vec<Point> {
    SIZES.into_iter().flat_map(follow).collect()
}

fn follow(tails: usize) -> Vec<Point> {
    let server = Server::start();
    server.redis(&["XGROUP", "CREATE", event::STREAM, "g", "$", "MKSTREAM"]).ok();
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.ndjson");
    std::fs::write(&input, event::line().repeat(EVENTS)).unwrap();
    let url = server.url();
    let output = |number: usize| folder.path().join(number.to_string());
    let mut running: Vec<Child> = (0..tails)
        .map(|number| {
            Command::new(ASTRA)
                .args(["tail", "--count", &EVENTS.to_string(), "-o", "json", "--url", &url])
                .stdout(File::create(output(number)).unwrap())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    eventually("every tail follows", || {
        server.redis(&["INFO", "clients"]).text().contains(&format!("blocked_clients:{tails}"))
    });
    let before = cpu_seconds(&server);
    let took = time(|| {
        let words = ["publish", "--from", input.to_str().unwrap(), "--url", &url];
        crate::measure::run(ASTRA, &words);
        for tail in &mut running {
            assert!(tail.wait().unwrap().success());
        }
    });
    let server_cpu = cpu_seconds(&server) - before;
    for number in 0..tails {
        let shown = std::fs::read_to_string(output(number)).unwrap().lines().count();
        assert_eq!(shown, EVENTS, "of tail {number}");
    }
    let shown = (EVENTS * tails) as f64;
    let point = |measured, value, unit| Point {
        grows: "tails that follow",
        to: tails as u64,
        measured,
        value,
        unit,
    };
    vec![
        point("events shown", shown / took.as_secs_f64() / 1e3, "k/s"),
        point("server CPU per event shown", server_cpu / shown * 1e6, "µs"),
    ]
}
