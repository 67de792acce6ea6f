//! Properties of the cursor and the scanner, for any bytes.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Bytes that are rarely a reply, but resemble one more often than random bytes do.
fn nearly_a_reply() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 14] = [
        b":\n",
        b":1\r\n",
        b":-\r\n",
        b"*2\r\n",
        b"*-1\r\n",
        b"*9\r\n",
        b"$1\r\n",
        b"$-1\r\n",
        b"$12\r\nab",
        b"$18446744073709551615\r\n",
        b"*18446744073709551615\r\n",
        b"-E\r\n",
        b"-\n",
        b"\r\n",
    ];
    let piece = prop_oneof![
        select(pieces.to_vec()).prop_map(<[u8]>::to_vec),
        any::<u8>().prop_map(|byte| vec![byte]),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_line_too_short_to_end_is_malformed() {
    for line in [":\n", ":\r\n", ":1\n", ":x\r\n"] {
        let found = Cursor::new(line.as_bytes(), 0).integer();
        assert_eq!(found, Err(Malformed), "{line:?}");
    }
    assert_eq!(Cursor::new(b":-7\r\n", 0).integer(), Ok(Some(-7)));
}

proptest! {
    #[test]
    fn no_bytes_make_a_cursor_panic(bytes in nearly_a_reply(), at in 0..40_usize) {
        let cursor = || Cursor::new(&bytes, at);
        let ends = [
            { let mut it = cursor(); it.integer().map(|_| it.at) },
            { let mut it = cursor(); it.array().map(|_| it.at) },
            { let mut it = cursor(); it.array_or_nil().map(|_| it.at) },
            { let mut it = cursor(); it.text().map(|_| it.at) },
            { let mut it = cursor(); it.skip().map(|()| it.at) },
            { let mut it = cursor(); it.error().map(|_| it.at) },
        ];
        for end in ends.into_iter().flatten() {
            prop_assert!(end <= bytes.len().max(at), "the cursor passed the end: {}", end);
        }
        if let Ok(Some(end)) = Scanner::default().end(&bytes) {
            prop_assert!(0 < end && end <= bytes.len());
        }
    }
}
