//! The cells of a table: one value each, for people and for programs.

use std::borrow::Cow;

use crate::output::units::harmless;

/// One value: how people read it, and how programs do.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    raw: Option<String>,
    pub(super) tone: Tone,
}

/// What a value means for whoever looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Good,
    Warning,
    Bad,
    Dim,
}

impl Cell {
    #[expect(clippy::needless_pass_by_value, reason = "a cell takes a value of any kind")]
    pub(crate) fn new(text: impl ToString) -> Self {
        Self { text: text.to_string(), raw: None, tone: Tone::Plain }
    }

    /// An unknown or absent value: `shown` in a table, empty in CSV.
    pub(crate) fn absent(shown: &str) -> Self {
        Self { text: shown.into(), raw: Some(String::new()), tone: Tone::Dim }
    }

    /// What CSV holds instead of the text of the table.
    #[expect(clippy::needless_pass_by_value, reason = "a cell takes a value of any kind")]
    pub(crate) fn raw(mut self, raw: impl ToString) -> Self {
        self.raw = Some(raw.to_string());
        self
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The text for people, harmless.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        harmless(&self.text)
    }

    /// The value for programs.
    pub(crate) fn as_raw(&self) -> &str {
        self.raw.as_deref().unwrap_or(&self.text)
    }
}
