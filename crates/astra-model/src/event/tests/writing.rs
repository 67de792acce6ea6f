//! Tests for writing events: completing lines and drafts, and rejecting them.

use proptest::prelude::*;

use crate::event::tests::{ID, read, with};
use crate::event::*;

fn complete(line: &str) -> Result<Event<'_>, LineError> {
    Ok(Draft::from_line(line)?.complete()?)
}

fn rejection(line: &str) -> String {
    complete(line).unwrap_err().to_string()
}

#[test]
fn fills_in_the_fields_that_a_line_omits() {
    let event =
        complete(r#"{"event_type":"User.SessionStarted","entity_id":"user_1","data":{}}"#).unwrap();
    let names: Vec<_> =
        event.fields().map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect();
    assert_eq!(names, Field::ALL.map(|field| field.to_string()));
    assert_eq!(event.flaws("astra.user.sessionstarted.v1"), []);
    assert_eq!(event.id().unwrap().get_version_num(), 7);
    assert_eq!(event.text(Field::Producer), PRODUCER);
    let time = event.text(Field::OccurredAt);
    assert_eq!((time.len(), time.ends_with('Z')), ("2026-11-22T10:00:00.123456Z".len(), true));
}

#[test]
fn keeps_the_text_of_data_unchanged() {
    let data = r#"{ "amount":1500.00, "z":1, "a":"\u00e9\n", "big":12345678901234567890123 }"#;
    let line =
        format!(r#" {{"data":{data} , "event_type":"A.B","entity_id":"e","trace\t":"x\"y"}} "#);
    let event = complete(&line).unwrap();
    assert_eq!(event.text(Field::Data), data);
    let extra: Vec<_> = event.extra().collect();
    assert_eq!(extra, [(&b"trace\t"[..], &b"x\"y"[..])]);
}

#[test]
fn keeps_every_field_of_a_line() {
    let line = format!(
        r#"{{"event_id":"{ID}","event_type":"A.B","domain":"a","entity_id":"e","occurred_at":"2026-11-22T10:00:00+00:00","event_version":3,"correlation_id":"c","causation_id":"{ID}","producer":"p@1","data":null}}"#
    );
    let values: Vec<_> = Field::ALL.map(|f| complete(&line).unwrap().text(f).to_owned()).into();
    let expected = [ID, "A.B", "a", "e", "2026-11-22T10:00:00+00:00", "3", "c", ID, "p@1", ""];
    assert_eq!(values, expected);
}

#[test]
fn converts_another_offset_to_utc() {
    let line = r#"{"event_type":"A.B","entity_id":"e","data":{},"occurred_at":"2026-11-22T12:00:00.5+02:00"}"#;
    assert_eq!(complete(line).unwrap().text(Field::OccurredAt), "2026-11-22T10:00:00.5Z");
}

#[test]
fn explains_why_a_line_is_rejected() {
    let cases = [
        ("", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ("{\"a\" 1}", "not JSON: expected `:` at column 6"),
        (r#"{"entity_id":"e","data":{}}"#, "`event_type` is missing"),
        (r#"{"event_type":"A.B","data":{}}"#, "`entity_id` is missing"),
        (r#"{"event_type":"A.B","entity_id":"e"}"#, "`data` is missing; null means no payload"),
        (r#"{"event_type":"A.B","entity_id":"","data":{}}"#, "`entity_id` must not be empty"),
        (r#"{"event_type":"A.B","entity_id":5,"data":{}}"#, "`entity_id` must be a string"),
        (r#"{"event_type":"A.B","entity_id":"e","data":[]}"#, "`data` must be a JSON object"),
        (r#"{"event_type":"A.B","entity_id":"e","data":"{}"}"#, "`data` must be a JSON object"),
        (r#"{"event_type":"A.B","entity_id":"e","data":{},"dta":{}}"#, "`dta` must be a string"),
        (r#"{"event_type":"A.B","entity_id":"e","data":{},"data":{}}"#, "`data` is given twice"),
        (r#"{"event_type":"A.B","entity_id":"e","data":{},"x":"1","x":"2"}"#, "`x` is given twice"),
        (r#"{"event_type":"AB","entity_id":"e","data":{}}"#, "`AB` is not an event type"),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{},"event_version":-1}"#,
            "`event_version` must be a positive integer, not `-1`",
        ),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{},"event_id":"7"}"#,
            "`event_id` must be a UUID, not `7`",
        ),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{},"domain":"b"}"#,
            "`domain` is `b`, but `event_type` names `a`",
        ),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{},"occurred_at":"now"}"#,
            "`occurred_at` must be an RFC 3339 time, not `now`",
        ),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{},"producer":"me"}"#,
            "`producer` must be name@version, not `me`",
        ),
        (
            r#"{"event_type":"A.B","entity_id":"e","data":{}} x"#,
            "not JSON: trailing characters at column 48",
        ),
    ];
    for (line, reason) in cases {
        assert_eq!(rejection(line), reason, "{line}");
    }
}

#[test]
fn puts_pasted_data_on_one_line_and_changes_nothing_else() {
    let draft = Draft::new("A.B", "e").with_data("\n{\r\n  \"a\": \"x\\ny\"\n}\n").unwrap();
    assert_eq!(draft.complete().unwrap().text(Field::Data), r#"{  "a": "x\ny"}"#);
    let rejected = |text| Draft::new("A.B", "e").with_data(text).unwrap_err();
    assert_eq!(rejected("[1]"), DraftError::NotAnObject);
    assert!(matches!(rejected("{'a': 1}"), DraftError::NotJson(_)));
}

#[test]
fn a_caused_event_copies_the_correlation_id_and_names_its_cause() {
    let fields = with("correlation_id", "order 7");
    let cause = read(&fields);
    let child = Draft::new("A.B", "e").caused_by(&cause).complete().unwrap();
    assert_eq!(child.correlation_id(), Some("order 7"));
    assert_eq!(child.cause(), cause.id());
}

proptest! {
    #[test]
    fn lines_never_panic(line in "\\{?[\"a-z_:{},\\\\0-9 ]{0,60}\\}?") {
        let _ = Draft::from_line(&line).map(Draft::complete);
    }

    #[test]
    fn the_values_of_a_line_are_written_unchanged(entity in "\\PC{1,20}", correlation in "\\PC{0,20}") {
        let line = serde_json::json!({"event_type": "A.B", "entity_id": entity, "correlation_id": correlation, "data": {"n": 1}}).to_string();
        let event = complete(&line).unwrap();
        prop_assert_eq!(event.text(Field::EntityId), entity);
        prop_assert_eq!(event.text(Field::CorrelationId), correlation);
        prop_assert_eq!(event.flaws("astra.a.b.v1"), []);
    }
}
