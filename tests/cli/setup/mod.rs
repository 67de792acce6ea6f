//! `astra setup`: what it makes of a server, read back in raw Redis.

mod changes;
mod export;
mod file;
mod fresh;
mod prune;
mod watch;

use crate::harness::Server;

/// Every (stream, group) on the server, sorted.
pub(super) fn bindings(server: &Server) -> Vec<(String, String)> {
    let keys = server.redis(&["KEYS", "*"]);
    let mut found = Vec::new();
    for stream in keys.texts() {
        if server.redis(&["TYPE", stream]).text() == "stream" {
            let groups = server.redis(&["XINFO", "GROUPS", stream]);
            found.extend(
                groups
                    .items()
                    .iter()
                    .map(|group| (stream.to_owned(), group.field("name").text().to_owned())),
            );
        }
    }
    found.sort();
    found
}

/// The names of the groups of a stream, sorted.
pub(super) fn groups(server: &Server, stream: &str) -> Vec<String> {
    bindings(server)
        .into_iter()
        .filter(|(name, _)| name == stream)
        .map(|(_, group)| group)
        .collect()
}

/// A topology of one stream, `astra.trading.tradeexecuted.v1`, and these groups, each `name start`.
pub(super) fn topology(groups: &[(&str, &str)]) -> String {
    let group = |(name, start): &(&str, &str)| {
        format!(
            "  - {{ name: {name}, owner: trading, kind: internal, consumers: 1, start: \"{start}\", \
             streams: [\"astra.trading.tradeexecuted.*\"] }}\n"
        )
    };
    let groups = groups.iter().map(group).collect::<Vec<_>>().concat();
    format!(
        "version: 1\nprefix: astra\nstreams:\n  trading:\n    tradeexecuted: {{ versions: [1] }}\ngroups:\n{groups}"
    )
}

pub(super) const TRADES: &str = "astra.trading.tradeexecuted.v1";
