//! `astra pending` with a growing number of pending entries in one group.

use astra_testkit::Server;

use crate::event::STREAM;
use crate::load::{add_events, milliseconds};
use crate::measure::{ASTRA, peak_memory};
use crate::point::Point;

const SIZES: [u64; 4] = [1000, 10_000, 100_000, 1_000_000];

pub(crate) fn grow() -> Vec<Point> {
    let server = Server::start();
    let url = server.url();
    add_events(&server, 0, SIZES[3]);
    server.redis(&["XGROUP", "CREATE", STREAM, "stuck", "0"]).ok();
    let mut points = Vec::new();
    let mut delivered = 0;
    for size in SIZES {
        while delivered < size {
            let count = (size - delivered).min(1000);
            let read = ["XREADGROUP", "GROUP", "stuck", "c", "COUNT", &count.to_string()];
            server.redis(&[&read[..], &["STREAMS", STREAM, ">"]].concat()).ok();
            delivered += count;
        }
        let point = |measured, value, unit| Point {
            grows: "pending entries of a group",
            to: size,
            measured,
            value,
            unit,
        };
        let summary = ["pending", STREAM, "-o", "json", "--url", &url];
        points.push(point("pending", milliseconds(&summary), "ms"));
        let all = ["pending", STREAM, "--entries", "-o", "json", "--url", &url];
        points.push(point("pending --entries", milliseconds(&all), "ms"));
        points.push(point(
            "memory of pending --entries",
            peak_memory(ASTRA, &all) as f64 / 1024.0,
            "MiB",
        ));
    }
    points
}
