//! Bytes cut into pieces of any content: each is behind a byte that says how long it is.

/// The pieces that are left.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    /// The next piece; the last is as long as the bytes reach.
    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first()?;
        let (piece, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        self.0 = rest;
        Some(piece)
    }
}

impl<'a> Pieces<'a> {
    /// The pieces two by two; a last one without a partner is left out.
    pub(super) fn pairs(mut self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        std::iter::from_fn(move || Some((self.next()?, self.next()?)))
    }
}
