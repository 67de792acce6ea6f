//! Costs by the length of a stream: the lag of a group in its middle, the last entries, and all entries.

use astra_testkit::Server;

use crate::event::STREAM;
use crate::load::{FIRST_ID, add_events, milliseconds};
use crate::measure::{ASTRA, peak_memory, run, time};
use crate::point::Point;

const SIZES: [u64; 4] = [50_000, 500_000, 1_500_000, 5_000_000];

pub(crate) fn grow() -> Vec<Point> {
    let server = Server::start();
    let url = server.url();
    let mut points = Vec::new();
    let mut length = 0;
    for size in SIZES {
        add_events(&server, length, size);
        length = size;
        let middle = format!("{}-0", FIRST_ID + size / 2);
        if size == SIZES[0] {
            server.redis(&["XGROUP", "CREATE", STREAM, "middle", &middle]).ok();
        }
        server.redis(&["XGROUP", "SETID", STREAM, "middle", &middle]).ok();
        let point = |measured, value, unit| Point {
            grows: "entries in a stream",
            to: size,
            measured,
            value,
            unit,
        };
        let lag = ["lag", STREAM, "--group", "middle", "-o", "json", "--url", &url];
        points.push(point("lag of a group in the middle", milliseconds(&lag), "ms"));
        let last = ["tail", STREAM, "-n", "10", "--no-follow", "--url", &url];
        points.push(point("tail -n 10", milliseconds(&last), "ms"));
        let all = ["tail", STREAM, "--from", "0", "--no-follow", "-o", "json", "--url", &url];
        let took = time(|| run(ASTRA, &all)).as_secs_f64();
        points.push(point("tail of everything", size as f64 / took / 1e3, "k entries/s"));
        points.push(point("memory of tail", peak_memory(ASTRA, &all) as f64 / 1024.0, "MiB"));
    }
    points
}
