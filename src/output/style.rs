//! How tables look: the width of the terminal, color and titles.

/// How tables look on standard output now.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// Columns of the terminal; `None` if the output is not a terminal, and then nothing is cut.
    pub(crate) width: Option<u16>,
    pub(crate) color: bool,
    pub(crate) headers: bool,
    /// The prefix that stream names lose if space is short; empty if it is not known.
    pub(crate) prefix: String,
}

impl Style {
    /// Reads the width of the terminal again, because it may have been resized.
    pub(crate) fn follow_resize(&mut self) {
        if self.width.is_some() {
            self.width = terminal_size::terminal_size().map(|(width, _)| width.0).or(self.width);
        }
    }
}
