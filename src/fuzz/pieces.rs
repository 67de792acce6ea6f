//! Splits an input into its parts.

/// The remaining pieces of an input: arbitrary bytes, each piece preceded by its length in a byte.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    /// The next piece; the last may be shorter than its length byte.
    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first()?;
        let (piece, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        self.0 = rest;
        Some(piece)
    }
}

impl<'a> Pieces<'a> {
    /// The pieces in pairs, without an odd last one.
    pub(super) fn pairs(mut self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        std::iter::from_fn(move || Some((self.next()?, self.next()?)))
    }
}

/// Splits off the first line, without its line feed.
pub(super) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}
