//! `astra lag` and `astra pending` with a growing number of streams, three groups on each.

use astra_testkit::Server;

use crate::load::milliseconds;
use crate::measure::{ASTRA, peak_memory};
use crate::point::Point;

const SIZES: [usize; 4] = [100, 1000, 3000, 10_000];

const GROUPS: [&str; 3] = ["achievement_processors", "metrics_collectors", "notification_senders"];

pub(crate) fn grow() -> Vec<Point> {
    let server = Server::start();
    let url = server.url();
    let mut points = Vec::new();
    let mut streams = 0;
    for size in SIZES {
        add_streams(&server, streams, size);
        streams = size;
        let point = |measured, value, unit| Point {
            grows: "streams × 3 groups",
            to: size as u64,
            measured,
            value,
            unit,
        };
        let lag = ["lag", "-o", "json", "--url", &url];
        points.push(point("lag", milliseconds(&lag), "ms"));
        let pending = ["pending", "-o", "json", "--url", &url];
        points.push(point("pending", milliseconds(&pending), "ms"));
        points.push(point("memory of lag", peak_memory(ASTRA, &lag) as f64 / 1024.0, "MiB"));
    }
    points
}

/// Adds streams of four entries; each group received two of them and has one pending.
fn add_streams(server: &Server, from: usize, until: usize) {
    server.load((from..until).flat_map(|number| {
        let stream = format!("astra.bench.event{number:05}.v1");
        let words = |words: &[&str]| -> Vec<String> {
            words.iter().map(|word| word.replace('@', &stream)).collect()
        };
        let add = |id: &str| words(&["XADD", "@", id, "event_id", "1", "data", "{}"]);
        let mut commands: Vec<_> = ["1-0", "2-0", "3-0", "4-0"].map(add).into();
        for group in GROUPS {
            commands.push(words(&["XGROUP", "CREATE", "@", group, "0"]));
            commands.push(words(&[
                "XREADGROUP",
                "GROUP",
                group,
                "c",
                "COUNT",
                "2",
                "STREAMS",
                "@",
                ">",
            ]));
            commands.push(words(&["XACK", "@", group, "1-0"]));
        }
        commands
    }));
}
