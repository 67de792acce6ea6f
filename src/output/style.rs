//! How tables look: as wide as the terminal, coloured, with titles.

/// How tables look on standard output now.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// Columns of the terminal; `None` where the output is no terminal and is never cut.
    pub(crate) width: Option<u16>,
    pub(crate) color: bool,
    pub(crate) headers: bool,
    /// What streams are shown without where there is little room; empty where nobody knows.
    pub(crate) prefix: String,
}

impl Style {
    /// Takes in that a terminal may have another width by now.
    pub(crate) fn take_in_resizing(&mut self) {
        if self.width.is_some() {
            self.width = terminal_size::terminal_size().map(|(width, _)| width.0).or(self.width);
        }
    }
}
