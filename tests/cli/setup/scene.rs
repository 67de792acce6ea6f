//! Groups on a server, and topologies to provision.

use astra_testkit::Server;

/// Every group of every stream, sorted: stream, group.
pub(super) fn bindings(server: &Server) -> Vec<(String, String)> {
    server.bindings().into_iter().map(|(stream, group, _)| (stream, group)).collect()
}

/// The names of the groups of a stream, sorted.
pub(super) fn groups(server: &Server, stream: &str) -> Vec<String> {
    bindings(server)
        .into_iter()
        .filter(|(name, _)| name == stream)
        .map(|(_, group)| group)
        .collect()
}

/// A topology of one stream, `astra.trading.tradeexecuted.v1`, and these groups: name and start.
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
