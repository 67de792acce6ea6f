//! The event that the benchmarks publish and read: ten fields, about 300 bytes.

/// The fields of an event, as `XADD` takes them.
pub(crate) const FIELDS: [(&str, &str); 10] = [
    ("event_id", "5f0c7b9e-3a52-4c0e-9a51-0c6b7f1d2e33"),
    ("event_type", "Trading.TradeExecuted"),
    ("domain", "trading"),
    ("entity_id", "trade_42"),
    ("occurred_at", "2026-11-22T10:00:00.123456Z"),
    ("event_version", "1"),
    ("correlation_id", "8d3e0f61-0b44-4b7c-8f4e-2f1c8a4de901"),
    ("causation_id", ""),
    ("producer", "astra-backend@1.0.0"),
    (
        "data",
        "{\"user_id\":123,\"symbol\":\"STRK\",\"side\":\"LONG\",\"amount\":\"1500.00\",\"pnl\":\"75.00\"}",
    ),
];

pub(crate) const STREAM: &str = "astra.trading.tradeexecuted.v1";

/// The words of `XADD` for this event with an ID, capped like the built-in topology.
pub(crate) fn xadd(id: &str) -> Vec<String> {
    let mut words: Vec<String> =
        ["XADD", STREAM, "MAXLEN", "~", "1000000", id].map(str::to_owned).into();
    words.extend(FIELDS.iter().flat_map(|(name, value)| [(*name).to_owned(), (*value).to_owned()]));
    words
}

/// Event types of every domain, for an input to several streams.
pub(crate) const TYPES: [&str; 9] = [
    "Trading.TradeExecuted",
    "Trading.PositionClosed",
    "Gamification.XPGained",
    "Gamification.LevelUp",
    "Social.SocialInteraction",
    "Financial.RevenueRecorded",
    "Financial.PaymentCompleted",
    "Nft.NftSold",
    "User.SessionStarted",
];

/// The stream of an event type.
pub(crate) fn stream(event_type: &str) -> String {
    format!("astra.{}.v1", event_type.to_ascii_lowercase())
}

/// The event as a line for `astra publish --from`.
pub(crate) fn line() -> String {
    line_of("Trading.TradeExecuted")
}

/// The same event with another type.
pub(crate) fn line_of(event_type: &str) -> String {
    let domain = event_type.split_once('.').unwrap().0.to_ascii_lowercase();
    let mut object = serde_json::Map::new();
    for (name, value) in FIELDS {
        let value = match name {
            "data" => serde_json::from_str(value).unwrap(),
            "event_version" => 1.into(),
            "event_type" => event_type.into(),
            "domain" => domain.as_str().into(),
            _ => value.into(),
        };
        object.insert(name.into(), value);
    }
    serde_json::Value::Object(object).to_string() + "\n"
}
