//! Events as JSON lines, one `Trading.TradeExecuted` a line, each with its number in `entity_id`.

/// A line of typical size: all ten fields, about 300 bytes.
pub fn event_line(number: usize) -> String {
    format!(
        r#"{{"event_id":"00000000-0000-4000-8000-{number:012}","event_type":"Trading.TradeExecuted","domain":"trading","entity_id":"{number}","occurred_at":"2026-11-22T10:00:00.123456+00:00","event_version":"1","correlation_id":"flow {number}","causation_id":"","producer":"astra-backend@1.0.0","data":{{"user_id":123,"asset":"STRK","amount":"1500.00"}}}}"#
    )
}

/// The lines from 1 to `count`.
pub fn event_lines(count: usize) -> String {
    (1..=count).map(|number| event_line(number) + "\n").collect()
}

/// The same events as short lines without an `event_id`: the publisher has to make one.
pub fn event_lines_without_ids(count: usize) -> String {
    let line = |number| {
        format!(
            "{{\"event_type\":\"Trading.TradeExecuted\",\"entity_id\":\"{number}\",\"data\":{{\"user_id\":123}}}}\n"
        )
    };
    (1..=count).map(line).collect()
}

/// The numbers from 1 to `count`: what a stream holds once all of [`event_lines`] are published in order.
pub fn up_to(count: usize) -> Vec<usize> {
    (1..=count).collect()
}
