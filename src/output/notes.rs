//! Writes errors, warnings, hints and notes to standard error; results go to standard output.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use crate::output::format::ColorWhen;
use crate::output::units::sanitize;

/// Applies `--color` to everything that this module writes.
pub(crate) fn set_color(when: ColorWhen) {
    let choice = match when {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Whether the environment (`NO_COLOR`, `TERM`) allows color on a terminal.
pub(crate) fn may_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Whether standard error is a terminal, so that somebody may be reading along.
pub(crate) fn are_on_a_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Reports a failure, with a hint at the next step if there is one.
pub(crate) fn error(message: impl Display, hint: Option<&str>) {
    line("error", AnsiColor::Red, &message);
    if let Some(text) = hint {
        self::hint(text);
    }
}

/// Warns about something while the command continues.
pub(crate) fn warning(message: impl Display) {
    line("warning", AnsiColor::Yellow, &message);
}

/// Suggests the next step.
pub(crate) fn hint(message: impl Display) {
    line("hint", AnsiColor::Cyan, &message);
}

/// Reports what the command is doing.
pub(crate) fn note(message: impl Display) {
    write(&message.to_string());
}

fn line(label: &str, color: AnsiColor, message: &impl Display) {
    let style = Style::new().bold().fg_color(Some(color.into()));
    let text = message.to_string();
    let clean: Vec<_> = text.split('\n').map(sanitize).collect();
    write(&format!("{style}{label}:{style:#} {}", clean.join("\n")));
}

/// Writes a line. Errors are ignored: if standard error is closed there is nowhere to report them.
fn write(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ignored = writeln!(stderr, "{text}");
}
