//! Properties of framing and decoding, for any bytes in any pieces.

use proptest::prelude::*;

use super::*;
use crate::protocol::resp::Scanner;

fn bulk(text: &[u8]) -> Vec<u8> {
    [format!("${}\r\n", text.len()).as_bytes(), text, b"\r\n"].concat()
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [format!("*{}\r\n", items.len()).into_bytes(), items.concat()].concat()
}

type Fields = Vec<(Vec<u8>, Vec<u8>)>;

fn entry(id: EntryId, fields: &Fields) -> Vec<u8> {
    let fields: Vec<_> =
        fields.iter().flat_map(|(name, value)| [bulk(name), bulk(value)]).collect();
    array(&[bulk(id.to_string().as_bytes()), array(&fields)])
}

fn read(reply: &[u8]) -> Result<Vec<(EntryId, Fields)>, Malformed> {
    let mut entries = Entries::new(reply, 0)?;
    let (mut found, mut fields) = (Vec::new(), FieldSlices::new());
    while let Some(entry) = entries.take(reply, &mut fields)? {
        let fields = entry.fields().map(|(name, value)| (name.to_vec(), value.to_vec()));
        found.push((entry.id, fields.collect()));
    }
    Ok(found)
}

fn entries() -> impl Strategy<Value = Vec<(EntryId, Fields)>> {
    let text = proptest::collection::vec(any::<u8>(), 0..12);
    let fields = proptest::collection::vec((text.clone(), text), 0..4);
    let id = (any::<u64>(), any::<u64>()).prop_map(|(ms, seq)| EntryId::new(ms, seq));
    proptest::collection::vec((id, fields), 0..6)
}

proptest! {
    #[test]
    fn any_split_of_the_bytes_gives_the_same_reply(
        sample in entries(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let reply = array(&sample.iter().map(|(id, fields)| entry(*id, fields)).collect::<Vec<_>>());
        let bytes = [reply.clone(), b"+behind\r\n".to_vec()].concat();
        let mut lengths: Vec<usize> = cuts.iter().map(|cut| cut.index(reply.len())).collect();
        lengths.sort_unstable();
        let mut scanner = Scanner::default();
        for length in lengths {
            prop_assert_eq!(scanner.end(&bytes[..length]), Ok(None));
        }
        prop_assert_eq!(scanner.end(&bytes), Ok(Some(reply.len())));
        let page = crate::protocol::page::Page::new(reply.clone(), scanner.last_item()).unwrap();
        prop_assert_eq!((page.last, page.count), (sample.last().map(|(id, _)| *id), sample.len()));
        prop_assert_eq!(read(&reply), Ok(sample));
    }

    #[test]
    fn foreign_bytes_are_malformed_or_incomplete_and_never_panic(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"*$+-:0129\r\n"[..])], 0..64),
    ) {
        let _any = Scanner::default().end(&bytes);
        let _any = read(&bytes);
    }

    #[test]
    fn a_damaged_reply_never_panics(sample in entries(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut reply = array(&sample.iter().map(|(id, fields)| entry(*id, fields)).collect::<Vec<_>>());
        let at = at.index(reply.len());
        reply[at] = byte;
        let _any = read(&reply);
        let _any = crate::protocol::page::Page::new(reply, at);
    }
}

#[test]
fn finds_the_end_of_every_kind_of_reply() {
    for reply in ["+OK\r\n", "-ERR no\r\n", ":12\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "$0\r\n\r\n"]
    {
        assert_eq!(Scanner::default().end(reply.as_bytes()), Ok(Some(reply.len())), "{reply}");
        for length in 0..reply.len() {
            assert_eq!(Scanner::default().end(&reply.as_bytes()[..length]), Ok(None), "{reply}");
        }
    }
}

#[test]
fn a_deleted_entry_is_skipped_and_one_without_fields_has_none() {
    let id = EntryId::new(5, 1);
    let reply = [&b"*3\r\n*-1\r\n$-1\r\n*2\r\n$3\r\n5-1\r\n*-1\r\n"[..]].concat();
    assert_eq!(read(&reply), Ok(vec![(id, Vec::new())]));
}

#[test]
fn another_shape_is_malformed() {
    for reply in [
        "+OK\r\n",
        "*1\r\n$1\r\na\r\n",
        "*1\r\n*2\r\n$1\r\nx\r\n*0\r\n",
        "*1\r\n*2\r\n$3\r\n1-0\r\n*1\r\n$1\r\na\r\n",
        "*1\r\n*3\r\n$3\r\n1-0\r\n*0\r\n*0\r\n",
        "%1\r\n+a\r\n+b\r\n",
        "*99999999999999999999\r\n",
        "$18446744073709551615\r\nx\r\n",
    ] {
        assert!(read(reply.as_bytes()).is_err(), "{reply}");
    }
    assert_eq!(Scanner::default().end(b"$1\r\nab\r\n"), Err(Malformed));
}
