//! What goes to standard error: errors, warnings and notes, never results.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use crate::output::format::ColorWhen;
use crate::output::units::harmless;

/// Applies the choice of the command line to everything written through this module.
pub(crate) fn set_color(when: ColorWhen) {
    let choice = match when {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Whether the environment (`NO_COLOR`, `TERM`) lets a terminal be coloured.
pub(crate) fn may_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Whether somebody looks on as they come, rather than a file or a program taking them.
pub(crate) fn are_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// Says what failed, and the next step where there is one.
pub(crate) fn error(message: impl Display, hint: Option<&str>) {
    line("error", AnsiColor::Red, &message);
    if let Some(text) = hint {
        self::hint(text);
    }
}

/// Says what the user should know although the command goes on.
pub(crate) fn warning(message: impl Display) {
    line("warning", AnsiColor::Yellow, &message);
}

/// Says the next step.
pub(crate) fn hint(message: impl Display) {
    line("hint", AnsiColor::Cyan, &message);
}

/// Says what is going on.
pub(crate) fn note(message: impl Display) {
    write(&message.to_string());
}

fn line(label: &str, color: AnsiColor, message: &impl Display) {
    let style = Style::new().bold().fg_color(Some(color.into()));
    let text = message.to_string();
    let clean: Vec<_> = text.split('\n').map(harmless).collect();
    write(&format!("{style}{label}:{style:#} {}", clean.join("\n")));
}

/// Writes a line. Where standard error itself is gone nobody is left to be told.
fn write(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _gone = writeln!(stderr, "{text}");
}
