//! `astra tail --no-follow -o json`, compared to a bare socket that sends the same `XRANGE`s and discards the replies.

use astra_testkit::Server;

use crate::event::{FIELDS, STREAM};
use crate::measure::{ASTRA, Line, alternate, peak_memory, ratio, run};
use crate::peer::{Socket, encode, words};

const ENTRIES: u64 = 1_000_000;
const PAGE: u64 = 1000;
/// All IDs have the same number of digits, so that all pages have the same number of bytes.
const FIRST_ID: u64 = 1_700_000_000_000;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::start();
    server.load((0..ENTRIES).map(|index| {
        let mut command = words(&["XADD", STREAM, &format!("{}-0", FIRST_ID + index)]);
        command.extend(FIELDS.iter().flat_map(|(name, value)| words(&[name, value])));
        command
    }));
    let url = server.url();
    let command = ["tail", "--no-follow", "--from", "0", "-o", "json", STREAM, "--url", &url];
    let (astra, peer) = alternate(5, || run(ASTRA, &command), || read_all(&server));
    let memory = peak_memory(ASTRA, &command);
    vec![
        Line {
            what: "tail of 1,000,000 entries, entries/s".into(),
            astra: rate(astra),
            peer: format!("bare socket: {}", rate(peer)),
            ratio: Some(1.0 / ratio(astra, peer)),
            target: "≥ 0.5, aim 0.9",
        },
        Line {
            what: "tail of 1,000,000 entries, peak memory".into(),
            astra: format!("{:.1} MiB", memory as f64 / 1024.0),
            peer: String::new(),
            ratio: None,
            target: "< 30 MiB",
        },
    ]
}

fn rate(took: std::time::Duration) -> String {
    format!("{:.0} k", ENTRIES as f64 / took.as_secs_f64() / 1e3)
}

fn read_all(server: &Server) {
    let mut socket = Socket::new(server);
    socket.send(&page(0));
    let bytes = socket.drain();
    for index in 1..ENTRIES / PAGE {
        socket.send(&page(index));
        socket.skip(bytes);
    }
}

fn page(index: u64) -> Vec<u8> {
    let from = format!("{}-0", FIRST_ID + index * PAGE);
    encode(&[words(&["XRANGE", STREAM, &from, "+", "COUNT", &PAGE.to_string()])])
}
