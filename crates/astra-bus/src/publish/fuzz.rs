//! Checks the replies that publishing reads against the client crate's parser.

use astra_model::EntryId;
use redis::Value;

use crate::publish::replies::{Reply, parse};

/// Checks bytes that a server sends over a publishing connection.
pub fn holds(mut bytes: &[u8]) {
    while let Ok(Some((reply, length))) = parse(bytes) {
        assert!(0 < length && length <= bytes.len());
        let (whole, rest) = bytes.split_at(length);
        for cut in 0..length {
            assert!(
                matches!(parse(&whole[..cut]), Ok(None)),
                "a truncated reply passes for a complete one"
            );
        }
        let is_text = str::from_utf8(whole).is_ok();
        match redis::parse_redis_value(whole) {
            Ok(value) => assert_same(&reply, &value),
            Err(error) => assert!(!is_text, "the client crate rejects {reply:?}: {error}"),
        }
        bytes = rest;
    }
}

fn assert_same(reply: &Reply, value: &Value) {
    match (reply, value) {
        (Reply::Id(id), Value::BulkString(text)) => {
            assert_eq!(EntryId::parse_bytes(text), Some(*id));
        }
        (Reply::Integer(number), Value::Int(other)) => assert_eq!(number, other),
        (Reply::Integers(numbers), Value::Array(others)) => {
            let numbers: Vec<Value> = numbers.iter().copied().map(Value::Int).collect();
            assert_eq!(&numbers, others);
        }
        (Reply::Status, Value::Okay | Value::SimpleString(_))
        | (Reply::Refused(_), Value::ServerError(_)) => {}
        other => panic!("{other:?}"),
    }
}
