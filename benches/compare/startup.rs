//! Whole processes: `astra --version` compared to `redis-cli --version`, and `astra lag` to `redis-cli PING`.

use std::time::Duration;

use astra_testkit::Server;

use crate::measure::{ASTRA, Line, alternate, ratio, run};

const ROUNDS: usize = 101;

pub(crate) fn compare() -> Vec<Line> {
    let server = Server::start();
    let (url, socket) = (server.url(), server.socket());
    run(ASTRA, &["setup", "--url", &url]);
    let version =
        alternate(ROUNDS, || run(ASTRA, &["--version"]), || run("redis-cli", &["--version"]));
    let lag = alternate(
        ROUNDS,
        || run(ASTRA, &["lag", "--url", &url]),
        || run("redis-cli", &["-s", socket.to_str().unwrap(), "PING"]),
    );
    vec![
        line("astra --version, ms", version, "redis-cli --version", "≤ 1.5"),
        line("astra lag on a provisioned, idle bus, ms", lag, "redis-cli PING", "≤ 3"),
    ]
}

fn line(what: &str, (astra, peer): (Duration, Duration), name: &str, target: &'static str) -> Line {
    let ms = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1e3);
    Line {
        what: what.into(),
        astra: ms(astra),
        peer: format!("{name}: {}", ms(peer)),
        ratio: Some(ratio(astra, peer)),
        target,
    }
}
