//! Tests for reading events: those of the fleet, hostile bytes, and whole envelopes.

mod writing;

use proptest::prelude::*;

use super::*;

const ID: &str = "7f3c1d5e-0b6a-4a57-9d0e-2f6f0c6f5a11";

const STREAM: &str = "astra.trading.tradeexecuted.v1";

/// The fields of an event as the AstraTrade services write it.
fn fleet() -> Vec<(&'static str, &'static str)> {
    vec![
        ("event_id", ID),
        ("event_type", "Trading.TradeExecuted"),
        ("domain", "trading"),
        ("entity_id", "trade_42"),
        ("occurred_at", "2026-11-22T10:00:00.123456+00:00"),
        ("event_version", "1"),
        ("correlation_id", ""),
        ("causation_id", ""),
        ("producer", "astra-backend@1.0.0"),
        ("data", r#"{"user_id": 123}"#),
    ]
}

fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let swap = |(n, v)| if n == name { (n, value) } else { (n, v) };
    fleet().into_iter().map(swap).collect()
}

fn read<'a>(fields: &'a [(&'a str, &'a str)]) -> Event<'a> {
    Event::read(fields.iter().map(|(n, v)| (n.as_bytes(), v.as_bytes())))
}

fn flaws(fields: &[(&str, &str)]) -> Vec<String> {
    let list = read(fields).flaws(STREAM);
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn events_of_the_fleet_have_no_flaws() {
    for time in
        ["2026-11-22T10:00:00.123456+00:00", "2026-11-22T10:00:00.123456Z", "2026-11-22T10:00:00Z"]
    {
        assert_eq!(flaws(&with("occurred_at", time)), [""; 0]);
    }
    let fields = fleet();
    let event = read(&fields);
    assert_eq!(event.id().unwrap().to_string(), ID);
    assert_eq!((event.cause(), event.correlation_id()), (None, None));
    assert_eq!(event.payload(), Payload::Object(r#"{"user_id": 123}"#));
    assert_eq!(event.stream("astra").unwrap(), STREAM);
}

#[test]
fn a_python_repr_stays_raw_and_is_a_flaw() {
    for repr in ["{'user_id': 123}", r#"{"it's": None, "b": 'x'}"#, "{1: True}"] {
        let fields = with("data", repr);
        assert_eq!(read(&fields).payload(), Payload::PythonRepr(repr));
        assert_eq!(flaws(&fields), ["`data` is a Python repr, not JSON"]);
    }
}

#[test]
fn other_payloads_are_not_taken_for_a_python_repr() {
    assert_eq!(flaws(&with("data", "")), [""; 0]);
    assert_eq!(flaws(&with("data", "{\"a\":")), ["`data` is not JSON"]);
    assert_eq!(flaws(&with("data", "[1]")), ["`data` is JSON, but not an object"]);
    assert_eq!(Payload::of("{'a': 1}").json(), None);
    assert_eq!(Payload::of(" [1] ").json(), Some("[1]"));
}

#[test]
fn lists_each_flaw_of_a_field() {
    let cases = [
        ("event_id", "42", "`event_id` is not a UUID: `42`"),
        ("event_id", "", "`event_id` is empty"),
        ("causation_id", "x\u{1b}[2J", r"`causation_id` is not a UUID: `x\u{1b}[2J`"),
        (
            "occurred_at",
            "20261122T100000Z",
            "`occurred_at` is not an RFC 3339 time: `20261122T100000Z`",
        ),
        (
            "occurred_at",
            "2026-11-22T10:00:00",
            "`occurred_at` is not an RFC 3339 time: `2026-11-22T10:00:00`",
        ),
        (
            "occurred_at",
            "2026-13-22T10:00:00Z",
            "`occurred_at` is not an RFC 3339 time: `2026-13-22T10:00:00Z`",
        ),
        (
            "occurred_at",
            "2026-11-22T10:00:00+02:00",
            "`occurred_at` is not in UTC: `2026-11-22T10:00:00+02:00`",
        ),
        ("event_version", "0", "`event_version` is not a positive integer: `0`"),
        ("event_version", "2", "belongs on the stream `astra.trading.tradeexecuted.v2`"),
        ("producer", "astra", "`producer` is not name@version: `astra`"),
        ("domain", "Trading", "`domain` is `Trading`, but `event_type` names `trading`"),
        ("event_type", "Trade", "`event_type` is not Domain.EventName: `Trade`"),
        (
            "event_type",
            "Trading.TradeClosed",
            "belongs on the stream `astra.trading.tradeclosed.v1`",
        ),
    ];
    for (field, value, flaw) in cases {
        assert_eq!(flaws(&with(field, value)), [flaw], "{field}={value}");
    }
}

#[test]
fn lists_every_missing_field() {
    let missing = Field::ALL.map(|field| format!("`{field}` is missing"));
    assert_eq!(flaws(&[("unrelated", "x")]), missing);
}

#[test]
fn repeated_and_non_utf8_fields_become_extra_fields() {
    let fields: [(&[u8], &[u8]); 4] =
        [(b"event_id", b"\xff"), (b"data", b"{}"), (b"data", b"{\"b\":1}"), (b"x-\xfe", b"y")];
    let event = Event::read(fields);
    let list = event.flaws("no.convention");
    assert_eq!(list.first(), Some(&Flaw::NotUtf8(Field::EventId)));
    assert!(list.contains(&Flaw::Repeated(Field::Data)));
    assert_eq!(event.text(Field::Data), "{}");
    assert_eq!(event.extra().count(), 3);
    assert_eq!(event.fields().count(), 4);
}

fn arbitrary_fields() -> impl Strategy<Value = Vec<(Vec<u8>, Vec<u8>)>> {
    let known =
        proptest::sample::select(&Field::ALL[..]).prop_map(|f| f.name().as_bytes().to_vec());
    let bytes = || proptest::collection::vec(any::<u8>(), 0..24);
    let text = "[{}'\":,a-z0-9TZ.+-]{0,30}".prop_map(String::into_bytes);
    let name = prop_oneof![3 => known, 1 => bytes()];
    proptest::collection::vec((name, prop_oneof![bytes(), text]), 0..16)
}

proptest! {
    #[test]
    fn whole_envelopes_read_back_byte_for_byte(
        values in proptest::array::uniform10("\\PC{0,20}"),
        extra in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..4), proptest::collection::vec(any::<u8>(), 0..9)), 0..5),
    ) {
        let names = Field::ALL.map(|field| field.name().as_bytes());
        let envelope = names.into_iter().zip(values.iter().map(String::as_bytes));
        let fields: Vec<_> = envelope.chain(extra.iter().map(|(n, v)| (&n[..], &v[..]))).collect();
        let event = Event::read(fields.iter().copied());
        prop_assert_eq!(event.fields().collect::<Vec<_>>(), fields);
    }

    #[test]
    fn reading_never_fails_and_never_loses_a_byte(fields in arbitrary_fields(), stream in "\\PC{0,20}") {
        let event = Event::read(fields.iter().map(|(n, v)| (&n[..], &v[..])));
        let _ = event.flaws(&stream);
        let sorted = |mut list: Vec<(Vec<u8>, Vec<u8>)>| { list.sort(); list };
        let back = event.fields().map(|(n, v)| (n.to_vec(), v.to_vec())).collect();
        prop_assert_eq!(sorted(back), sorted(fields));
    }
}
