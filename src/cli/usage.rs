//! Prints clap's errors in the form of every other error: `error: …` and `hint: …`, names in backticks.

use std::ffi::OsString;

use astra_model::did_you_mean;
use astra_model::time::parse_duration;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, ValueEnum as _};

use crate::output::{ColorWhen, notes};

/// Whether clap reports a help text or a version rather than an error.
pub(super) fn is_help(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Rejects `--watch 5s`. clap would read `5s` as a pattern, because the value of `--watch` is optional.
///
/// The arguments after `--` belong to another program.
pub(super) fn check_watch_values(args: impl Iterator<Item = OsString>) -> Result<(), Error> {
    let args: Vec<String> =
        args.take_while(|arg| arg != "--").map(|arg| arg.to_string_lossy().into_owned()).collect();
    let is_interval = |text: &str| parse_duration(text).is_ok() || text.parse::<u64>().is_ok();
    match args.windows(2).find(|pair| pair[0] == "--watch" && is_interval(&pair[1])) {
        Some(pair) => {
            let message =
                format!("`--watch` needs an equals sign\nhint: write --watch={}", pair[1]);
            Err(Error::raw(ErrorKind::NoEquals, message))
        }
        None => Ok(()),
    }
}

/// The `--color` among arguments that could not be parsed.
pub(super) fn typed_color(args: impl Iterator<Item = OsString>) -> ColorWhen {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let value =
        args.iter().enumerate().find_map(|(index, arg)| match arg.strip_prefix("--color")? {
            "" => args.get(index + 1).map(String::as_str),
            rest => rest.strip_prefix('='),
        });
    value.and_then(|value| ColorWhen::from_str(value, false).ok()).unwrap_or(ColorWhen::Auto)
}

/// Prints an error of clap: the first paragraph of its text, and the most helpful hint.
pub(super) fn report(error: &Error) {
    let text = redacted(error);
    let mut paragraphs = text.split("\n\n");
    let mut lines = paragraphs.next().unwrap_or_default().lines().map(str::trim);
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let (mut hint, mut separator) = (suggestion(error), " ");
    for line in lines.filter(|line| !line.starts_with("[subcommands")) {
        let values = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        let values = values.filter(|text| text.starts_with("possible values"));
        if let Some(text) = line.strip_prefix("hint: ").or(values) {
            hint = hint.or(Some(text.to_owned()));
        } else {
            (message, separator) = (message + separator + line, ", ");
        }
    }
    let usage = paragraphs.find_map(|paragraph| paragraph.strip_prefix("Usage: "));
    let hint = hint.or_else(|| usage.map(|usage| usage_hint(error.kind(), usage)));
    notes::error(in_backticks(&message), hint.as_deref());
}

/// The text of an error, without passwords: a URL may be an argument in the wrong place.
fn redacted(error: &Error) -> String {
    let redact = |text: String, value: &String| match value.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') => text.replace(value, &format!("{scheme}://…")),
        _ => text,
    };
    error.context().fold(error.render().to_string(), |text, (_, value)| match value {
        ContextValue::String(value) => redact(text, value),
        ContextValue::Strings(values) => values.iter().fold(text, redact),
        _ => text,
    })
}

/// The suggestion of clap that starts with the mistyped word, or is a typing error away from it.
fn suggestion(error: &Error) -> Option<String> {
    let pairs = [
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ];
    pairs.into_iter().find_map(|(mistyped, suggested)| {
        let Some(ContextValue::String(word)) = error.get(mistyped) else { return None };
        let candidates = match error.get(suggested)? {
            ContextValue::String(candidate) => std::slice::from_ref(candidate),
            ContextValue::Strings(candidates) => candidates,
            _ => return None,
        };
        match candidates.iter().find(|candidate| candidate.starts_with(word)) {
            Some(candidate) => Some(format!("did you mean `{candidate}`?")),
            None => did_you_mean(word, candidates.iter().map(String::as_str)),
        }
    })
}

/// The next step: how the command is written if arguments are missing, mostly where they are listed.
fn usage_hint(kind: ErrorKind, usage: &str) -> String {
    match kind {
        ErrorKind::ArgumentConflict => return "leave one of them out".into(),
        ErrorKind::MissingRequiredArgument => {
            let ways: Vec<&str> = usage.lines().map(str::trim).collect();
            return format!("usage: {}", ways.join(" or "));
        }
        _ => {}
    }
    let words = usage.split_whitespace();
    let command =
        words.take_while(|word| word.starts_with(|first: char| first.is_ascii_lowercase()));
    format!("see {} --help", command.collect::<Vec<_>>().join(" "))
}

/// Replaces the single quotes around a name; an apostrophe inside a word stays.
fn in_backticks(text: &str) -> String {
    let is_outer = |at: usize| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + 1..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before || after
    };
    let replace = |(at, c)| if c == '\'' && is_outer(at) { '`' } else { c };
    text.char_indices().map(replace).collect()
}
