//! Events to publish, and what a plain client finds of them.

use std::collections::HashMap;

use crate::harness::{Reply, Server};

pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";

/// A line of the fleet's size: all ten fields, about 300 bytes, its number in `entity_id`.
pub(super) fn line(number: usize) -> String {
    format!(
        r#"{{"event_id":"00000000-0000-4000-8000-{number:012}","event_type":"Trading.TradeExecuted","domain":"trading","entity_id":"{number}","occurred_at":"2026-11-22T10:00:00.123456+00:00","event_version":"1","correlation_id":"flow {number}","causation_id":"","producer":"astra-backend@1.0.0","data":{{"user_id":123,"asset":"STRK","amount":"1500.00"}}}}"#
    )
}

/// The lines from 1 to `count`.
pub(super) fn lines(count: usize) -> String {
    (1..=count).map(|number| line(number) + "\n").collect()
}

/// The numbers of the events in a stream, in its order.
pub(super) fn numbers(server: &Server, stream: &str) -> Vec<usize> {
    entries(server, stream).iter().map(|entry| field(entry, "entity_id").parse().unwrap()).collect()
}

pub(super) fn entries(server: &Server, stream: &str) -> Vec<Reply> {
    server.redis(&["XRANGE", stream, "-", "+"]).ok().items().to_vec()
}

/// A field of an entry as XRANGE shows it.
pub(super) fn field(entry: &Reply, name: &str) -> String {
    entry.items()[1].field(name).text().to_owned()
}

pub(super) fn length(server: &Server, stream: &str) -> i64 {
    server.redis(&["XLEN", stream]).ok().int()
}

/// How many entries were ever trimmed or deleted; `None` where the server does not count that.
pub(super) fn removed(server: &Server, stream: &str) -> Option<i64> {
    let info = server.redis(&["XINFO", "STREAM", stream]).ok();
    Some(info.find("entries-added")?.int() - info.field("length").int())
}

/// The numbers from 1 to `count`.
pub(super) fn all(count: usize) -> Vec<usize> {
    (1..=count).collect()
}

/// What is said of confirmed events that are not there any more.
pub(super) fn lost(count: usize, first: usize) -> String {
    let whole = match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    };
    let told = match count {
        1 => format!("1 confirmed event, of line {first}: publishing it again"),
        _ => format!("{whole} confirmed events, from line {first} on: publishing them again"),
    };
    format!("warning: the server has lost {told}\n")
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
