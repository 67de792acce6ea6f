//! Events to publish, and what a plain client finds of them.

use std::collections::HashMap;

use astra_testkit::Server;

pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";

/// How many entries were ever trimmed or deleted; `None` where the server does not count that.
pub(super) fn removed(server: &Server, stream: &str) -> Option<i64> {
    let info = server.redis(&["XINFO", "STREAM", stream]).ok();
    Some(info.find("entries-added")?.int() - info.field("length").int())
}

/// What is said of confirmed events that are not there any more.
pub(super) fn lost(count: usize, first: usize) -> String {
    let whole = match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    };
    let told = match count {
        1 => format!("1 confirmed event, of line {first}: it is"),
        _ => format!("{whole} confirmed events, from line {first} on: they are"),
    };
    format!("warning: the server has lost {told} published again\n")
}

/// What an account says of each line; of a line that was never sent, nothing or `absent`.
pub(crate) fn fates(account: &str) -> HashMap<usize, String> {
    let mut fates = HashMap::new();
    for line in account.lines().skip(1) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        if record["is"] == "read" {
            continue;
        }
        let number = |key: &str| usize::try_from(record[key].as_u64().unwrap()).unwrap();
        let fate = record["is"].as_str().unwrap();
        fates.extend((number("from")..=number("to")).map(|line| (line, fate.to_owned())));
    }
    fates
}
