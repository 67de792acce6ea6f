//! Fuzz targets for replies: compares what astra reads in place with what the client crate reads.

mod shapes;
mod stream;

use astra_model::EntryId;
use redis::Value;

use crate::keys;
use crate::keys::{Hash, KeyLookup};
use crate::protocol::entries::{Entries, Entry};
use crate::protocol::resp::{Cursor, Malformed, Scanner};

pub use crate::publish::fuzz::holds as replies_hold;
pub use shapes::hold as values_hold;

/// The longest prefix of a reply that is tried, in bytes.
const LONGEST_PREFIX: usize = 512;

/// Checks bytes as a connection receives them that reads in place.
pub fn resp_holds(bytes: &[u8]) {
    let end = Scanner::default().end(bytes);
    arrives_in_any_pieces(bytes, end);
    let Ok(Some(end)) = end else { return };
    assert!(0 < end && end <= bytes.len());
    let reply = &bytes[..end];
    let mut cursor = Cursor::new(reply, 0);
    assert_eq!(cursor.skip(), Ok(()));
    assert_eq!(cursor.at, end, "skipping a reply stops at another position than the scan");
    // The client crate rejects values that are nested deeper than any reply, and errors that are not UTF-8.
    if let Ok(value) = redis::parse_redis_value(reply) {
        stream::entries_hold(reply, &value);
        stream::snapshot_holds(reply, &value);
    }
}

/// Checks that no prefix of a reply is read as a whole reply, and that its pieces make no difference.
fn arrives_in_any_pieces(bytes: &[u8], whole: Result<Option<usize>, Malformed>) {
    let mut scanner = Scanner::default();
    for cut in 0..=bytes.len().min(LONGEST_PREFIX) {
        match scanner.end(&bytes[..cut]) {
            Ok(None) => {}
            Ok(Some(end)) => {
                assert_eq!(
                    (Ok(Some(end)), end),
                    (whole, cut),
                    "a prefix was read as a whole reply"
                );
                return;
            }
            Err(Malformed) => return assert_eq!(whole, Err(Malformed)),
        }
    }
    assert_eq!(scanner.end(bytes), whole);
}

/// Passes an entry to `look`, encoded and read as from a server.
pub fn with_entry(id: EntryId, fields: &[(Vec<u8>, Vec<u8>)], look: impl FnOnce(&Entry<'_>)) {
    let mut reply = b"*1\r\n*2\r\n".to_vec();
    bulk(&mut reply, id.to_string().as_bytes());
    reply.extend(format!("*{}\r\n", 2 * fields.len()).into_bytes());
    for (name, value) in fields {
        bulk(&mut reply, name);
        bulk(&mut reply, value);
    }
    let mut entries = Entries::new(&reply, 0).expect("a reply");
    let mut slices = Vec::new();
    look(&entries.take(&reply, &mut slices).expect("an entry").expect("there is one"));
}

fn bulk(reply: &mut Vec<u8>, text: &[u8]) {
    reply.extend(format!("${}\r\n", text.len()).into_bytes());
    reply.extend([text, b"\r\n"].concat());
}

/// Returns the lookup of a hash on a server that replies correctly.
pub fn hash(ttl: i64, fields: &[(&[u8], &[u8])]) -> KeyLookup<Hash> {
    let text = |bytes: &[u8]| Value::BulkString(bytes.to_vec());
    let flat = fields.iter().flat_map(|(name, value)| [text(name), text(value)]).collect();
    let answers = [Ok(text(b"hash")), Ok(Value::Int(ttl)), Ok(Value::Array(flat))];
    keys::hash(&answers).expect("a hash")
}
