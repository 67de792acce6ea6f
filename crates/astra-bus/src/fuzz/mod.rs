//! Replies of a server that says anything: what is read in place against what the client crate reads.

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

/// Bytes of a reply up to which it is judged at every cut.
const CUT: usize = 512;

/// Judges bytes that come over a connection that reads in place.
pub fn resp_holds(bytes: &[u8]) {
    let end = Scanner::default().end(bytes);
    arrives_in_any_pieces(bytes, end);
    let Ok(Some(end)) = end else { return };
    assert!(0 < end && end <= bytes.len());
    let reply = &bytes[..end];
    let mut cursor = Cursor::new(reply, 0);
    assert_eq!(cursor.skip(), Ok(()));
    assert_eq!(cursor.at, end, "skipping ends elsewhere");
    // It refuses what is nested deeper than any answer, and errors that are no text.
    if let Ok(value) = redis::parse_redis_value(reply) {
        stream::entries_hold(reply, &value);
        stream::snapshot_holds(reply, &value);
    }
}

/// No cut reply is taken for a whole one, and it makes no difference where it is cut.
fn arrives_in_any_pieces(bytes: &[u8], whole: Result<Option<usize>, Malformed>) {
    let mut scanner = Scanner::default();
    for cut in 0..=bytes.len().min(CUT) {
        match scanner.end(&bytes[..cut]) {
            Ok(None) => {}
            Ok(Some(end)) => {
                assert_eq!((Ok(Some(end)), end), (whole, cut), "a cut reply is taken for whole");
                return;
            }
            Err(Malformed) => return assert_eq!(whole, Err(Malformed)),
        }
    }
    assert_eq!(scanner.end(bytes), whole);
}

/// Hands over an entry as one comes from a server.
pub fn with_entry(id: EntryId, fields: &[(Vec<u8>, Vec<u8>)], look: impl FnOnce(&Entry<'_>)) {
    let mut reply = b"*1\r\n*2\r\n".to_vec();
    bulk(&mut reply, id.to_string().as_bytes());
    reply.extend(format!("*{}\r\n", 2 * fields.len()).into_bytes());
    for (name, value) in fields {
        bulk(&mut reply, name);
        bulk(&mut reply, value);
    }
    let mut entries = Entries::new(&reply, 0).expect("a reply");
    let mut room = Vec::new();
    look(&entries.take(&reply, &mut room).expect("an entry").expect("there is one"));
}

fn bulk(reply: &mut Vec<u8>, text: &[u8]) {
    reply.extend(format!("${}\r\n", text.len()).into_bytes());
    reply.extend([text, b"\r\n"].concat());
}

/// What a server that answers rightly would have under a key.
pub fn hash(ttl: i64, fields: &[(&[u8], &[u8])]) -> KeyLookup<Hash> {
    let text = |bytes: &[u8]| Value::BulkString(bytes.to_vec());
    let flat = fields.iter().flat_map(|(name, value)| [text(name), text(value)]).collect();
    let answers = [Ok(text(b"hash")), Ok(Value::Int(ttl)), Ok(Value::Array(flat))];
    keys::hash(&answers).expect("a hash")
}
