//! The columns of a table: what each holds, and how it gives way on a narrow terminal.

/// A column: its title in a table, its key in CSV, and how it gives way on a narrow terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) key: &'static str,
    pub(super) shape: Shape,
    pub(super) stay: Stay,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name, shortened in its middle where there is no room.
    Name,
    /// The name of a stream, which is shown without the prefix first.
    Stream,
    /// One of a few words, or an entry ID, never shortened.
    Word,
    /// Sentences, broken between words where there is no room.
    Prose,
    /// Whatever somebody stored, of which a part is enough where there is no room.
    Excerpt,
    /// A quantity, never shortened.
    Number,
}

/// On how narrow a terminal a column is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    Always,
    /// As long as shortened names can be told apart beside it.
    IfTold,
    /// As long as no name is shortened beside it.
    IfWhole,
}

impl Shape {
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Stream)
    }

    /// Whether it is as long as it likes, and read rather than told apart.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Prose | Self::Excerpt)
    }
}

impl Column {
    const fn new(title: &'static str, key: &'static str, shape: Shape) -> Self {
        Self { title, key, shape, stay: Stay::Always }
    }

    pub(crate) const fn text(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Name)
    }

    /// The column that every table about streams has.
    pub(crate) const fn stream() -> Self {
        Self::new("STREAM", "stream", Shape::Stream)
    }

    pub(crate) const fn word(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Word)
    }

    pub(crate) const fn prose(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Prose)
    }

    pub(crate) const fn excerpt(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Excerpt)
    }

    pub(crate) const fn number(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Number)
    }

    /// The column is left out before a name is shortened.
    pub(crate) const fn optional(mut self) -> Self {
        self.stay = Stay::IfWhole;
        self
    }

    /// The same, unless what it holds now `matters`: then it stays whatever happens.
    pub(crate) const fn optional_unless(self, matters: bool) -> Self {
        if matters { self } else { self.optional() }
    }

    /// The column is left out before names are so short that they cannot be told apart.
    pub(crate) const fn wanted(mut self) -> Self {
        self.stay = Stay::IfTold;
        self
    }
}
