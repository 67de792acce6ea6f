//! `astra lag` over 10,000 streams × 3 groups, compared to raw pipelined `XINFO`s of the same keys.

use std::time::Duration;

use astra_testkit::Server;

use crate::measure::{ASTRA, Line, alternate, ratio, run, time};
use crate::peer::words;

const STREAMS: usize = 10_000;
const OTHER_KEYS: usize = 1_000_000;
/// Streams that the peer requests in one round trip.
const BATCH: usize = 100;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::start();
    load(&server);
    let alone = measure(&server, "lag of 10,000 streams × 3 groups, ms", Duration::ZERO);
    server.load((0..OTHER_KEYS).map(|index| words(&["SET", &format!("other:{index}"), "x"])));
    let scan = time(|| scan_all(&server));
    let crowded = measure(&server, "the same next to 1,000,000 other keys, ms", scan);
    vec![alone, crowded]
}

fn load(server: &Server) {
    server.load((0..STREAMS).flat_map(|index| {
        let stream = name(index);
        let add =
            |id: &str| words(&["XADD", &stream, id, "event_id", "1", "data", "{\"user_id\":123}"]);
        let group = |group: &str| words(&["XGROUP", "CREATE", &stream, group, "$"]);
        let mut commands: Vec<_> = ["1-0", "2-0", "3-0", "4-0"].iter().map(|id| add(id)).collect();
        commands.extend(
            ["achievement_processors", "metrics_collectors", "notification_senders"].map(group),
        );
        commands
    }));
}

fn name(index: usize) -> String {
    format!("astra.bench.event{index:05}.v1")
}

fn measure(server: &Server, what: &str, scan: Duration) -> Line {
    let url = server.url();
    let (astra, peer) =
        alternate(5, || run(ASTRA, &["lag", "-o", "json", "--url", &url]), || xinfo_all(server));
    let peer = peer + scan;
    let ms = |time: Duration| format!("{:.0}", time.as_secs_f64() * 1e3);
    let with_scan = if scan.is_zero() { "" } else { " + SCAN COUNT 1000" };
    Line {
        what: what.into(),
        astra: ms(astra),
        peer: format!("pipelined XINFO STREAM + GROUPS{with_scan}: {}", ms(peer)),
        ratio: Some(ratio(astra, peer)),
        target: "≤ 1.5",
    }
}

/// Requests the state of all streams in pipelines.
fn xinfo_all(server: &Server) {
    let mut client = server.client();
    for batch in (0..STREAMS).collect::<Vec<_>>().chunks(BATCH) {
        let commands = batch.iter().flat_map(|index| {
            [words(&["XINFO", "STREAM", &name(*index)]), words(&["XINFO", "GROUPS", &name(*index)])]
        });
        client.pipeline(commands, drop).unwrap();
    }
}

fn scan_all(server: &Server) {
    let mut client = server.client();
    let mut cursor = "0".to_owned();
    loop {
        let reply = client
            .command(&["SCAN", &cursor, "MATCH", "astra.*", "COUNT", "1000", "TYPE", "stream"])
            .unwrap();
        reply.items()[0].text().clone_into(&mut cursor);
        if cursor == "0" {
            return;
        }
    }
}
