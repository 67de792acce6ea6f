//! The columns of a table: what each contains, and what happens to it on a narrow terminal.

/// A column: its title in a table, its key in CSV, and how it reacts to a narrow terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) key: &'static str,
    pub(super) shape: Shape,
    pub(super) priority: Priority,
}

/// What a column contains, which decides how it is aligned and shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name, shortened in its middle if space is short.
    Name,
    /// The name of a stream, which loses its prefix before its middle.
    Stream,
    /// One of a few words, or an entry ID; never shortened.
    Word,
    /// Sentences, broken between words if space is short.
    Prose,
    /// Stored data of any length, shortened in its middle if space is short.
    Excerpt,
    /// A quantity, right-aligned and never shortened.
    Number,
}

/// When a narrow terminal drops a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// Never.
    Always,
    /// Before names beside it would be shortened until they cannot be distinguished.
    IfDistinguishable,
    /// Before any name beside it is shortened.
    IfUnshortened,
}

impl Shape {
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Stream)
    }

    /// Whether it is text of any length, whose rows need not differ from each other.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Prose | Self::Excerpt)
    }
}

impl Column {
    const fn new(title: &'static str, key: &'static str, shape: Shape) -> Self {
        Self { title, key, shape, priority: Priority::Always }
    }

    pub(crate) const fn text(title: &'static str, key: &'static str) -> Self {
        Self::new(title, key, Shape::Name)
    }

    /// The stream column, the same in every table.
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

    /// Drops the column before any name is shortened.
    pub(crate) const fn optional(mut self) -> Self {
        self.priority = Priority::IfUnshortened;
        self
    }

    /// Like [`Column::optional`], but keeps the column if its content `matters`.
    pub(crate) const fn optional_unless(self, matters: bool) -> Self {
        if matters { self } else { self.optional() }
    }

    /// Drops the column before shortened names become ambiguous.
    pub(crate) const fn preferred(mut self) -> Self {
        self.priority = Priority::IfDistinguishable;
        self
    }
}
