//! `astra setup` on an empty server, compared to 131 runs of `redis-cli XGROUP CREATE`.

use std::time::Duration;

use astra_testkit::Server;

use crate::measure::{ASTRA, Line, ratio, run, time};

const ROUNDS: usize = 5;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::start();
    let url = server.url();
    run(ASTRA, &["setup", "--url", &url]);
    let bindings = bindings(&server);
    assert_eq!(bindings.len(), 131);
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        server.redis(&["FLUSHALL"]).ok();
        times.0.push(time(|| run(ASTRA, &["setup", "--url", &url])));
        server.redis(&["FLUSHALL"]).ok();
        times.1.push(time(|| create_all(&server, &bindings)));
    }
    let (astra, peer) = (crate::measure::median(times.0), crate::measure::median(times.1));
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    vec![Line {
        what: "setup of 131 bindings, ms".into(),
        astra: ms(astra),
        peer: format!("131 × redis-cli XGROUP CREATE: {}", ms(peer)),
        ratio: Some(ratio(astra, peer)),
        target: "≤ 0.1",
    }]
}

fn bindings(server: &Server) -> Vec<(String, String)> {
    let keys = server.redis(&["KEYS", "*"]);
    let of = |stream: &str| -> Vec<(String, String)> {
        let groups = server.redis(&["XINFO", "GROUPS", stream]);
        groups
            .items()
            .iter()
            .map(|group| (stream.to_owned(), group.field("name").text().to_owned()))
            .collect()
    };
    keys.texts().into_iter().flat_map(of).collect()
}

fn create_all(server: &Server, bindings: &[(String, String)]) {
    let socket = server.socket();
    for (stream, group) in bindings {
        run(
            "redis-cli",
            &["-s", socket.to_str().unwrap(), "XGROUP", "CREATE", stream, group, "0", "MKSTREAM"],
        );
    }
}
