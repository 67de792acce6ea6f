//! The JSON of a row, byte for byte.

use super::*;

fn stream() -> StreamState {
    StreamState {
        length: 10,
        first: Some(EntryId::MIN),
        last: Some(EntryId::MAX),
        last_generated: EntryId::MAX,
        entries_added: Some(10),
        max_deleted: Some(EntryId::MIN),
        groups: Vec::new(),
    }
}

#[test]
fn an_unknown_value_is_null_and_has_its_reason_behind_it() {
    let row = LagRow::unprovisioned("s", "g", &stream());
    let reason = "the group does not exist";
    let pair = |key: &str| format!(r#""{key}":null,"{key}_reason":"{reason}","#);
    let pairs = ["lag_server", "lag_seconds", "pending", "consumers", "last_delivered_id"];
    let expected = [
        r#"{"stream":"s","group":"g","length":10,"#,
        r#""lag":null,"lag_kind":"unknown","lag_reason":"the group does not exist","#,
        &pairs.map(pair).concat(),
        r#""lost":null,"lost_kind":"unknown","#,
        &pair("headroom"),
        r#""status":"unprovisioned"}"#,
    ];
    assert_eq!(serde_json::to_string(&row).unwrap(), expected.concat());
}

#[test]
fn a_known_value_has_no_reason_and_rates_come_last() {
    let row = LagRow {
        lag: Known::Value(3),
        lag_kind: Exactness::AtLeast,
        lag_server: Known::Value(-1),
        lag_seconds: Known::Value(1.5),
        pending: Known::Value(2),
        consumers: Known::Value(1),
        last_delivered_id: Known::Value(EntryId::MIN),
        headroom: Known::Value(7),
        status: LagStatus::Lagging,
        rates: Some(Rates::unknown()),
        ..LagRow::unprovisioned("s", "g", &stream())
    };
    let json = serde_json::to_string(&row).unwrap();
    let expected = concat!(
        r#"{"stream":"s","group":"g","length":10,"lag":3,"lag_kind":"at-least","#,
        r#""lag_server":-1,"lag_seconds":1.5,"pending":2,"consumers":1,"#,
        r#""last_delivered_id":"0-0","lost":null,"lost_kind":"unknown","headroom":7,"#,
        r#""status":"lagging","rate_in":null,"rate_in_reason":""#,
    );
    assert!(json.starts_with(expected), "{json}");
}
