//! What is wrong with the words that were typed, in the form of every other error.

use std::error::Error as _;
use std::ffi::OsString;

use astra_model::did_you_mean;
use astra_model::time::parse_duration;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error, ValueEnum as _};

use crate::output::ColorWhen;

/// What is wrong, and the next step where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// Whether it is no fault but help or a version, which is printed as it is.
pub(super) fn is_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// When to colour, as far as the words say so that could not all be read.
pub(super) fn color(words: impl Iterator<Item = OsString>) -> ColorWhen {
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let typed = words.iter().enumerate().find_map(|(index, word)| {
        let rest = word.strip_prefix("--color")?;
        let next = words.get(index + 1).filter(|_| rest.is_empty());
        rest.strip_prefix('=').or(next.map(String::as_str))
    });
    typed.and_then(|word| ColorWhen::from_str(word, false).ok()).unwrap_or(ColorWhen::Auto)
}

/// An interval behind `--watch` as a word of its own, which would be read as a pattern or a command.
/// What stands behind `--` is another program's.
pub(super) fn detached(words: impl Iterator<Item = OsString>) -> Option<Fault> {
    let words = words.take_while(|word| word != "--");
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let is_interval = |word: &str| parse_duration(word).is_ok() || word.parse::<u64>().is_ok();
    let value = words.windows(2).find_map(|pair| match pair {
        [flag, value] if flag == "--watch" && is_interval(value) => Some(value),
        _ => None,
    })?;
    let hint = format!("write --watch={value}");
    Some(Fault::new("`--watch` takes its value behind a `=`".into(), Some(hint)))
}

impl Fault {
    /// Puts an error of parsing the words of `command` into our own.
    pub(super) fn of(error: &Error, command: &mut Command) -> Self {
        let fault = match error.kind() {
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => value(error),
            ErrorKind::UnknownArgument => unknown(error),
            ErrorKind::InvalidSubcommand => {
                let name = one(error, ContextKind::InvalidSubcommand);
                Self::new(format!("there is no command {name}"), suggestion(error))
            }
            ErrorKind::NoEquals => {
                let (arg, flag) = (one(error, ContextKind::InvalidArg), flag(error));
                Self::new(
                    format!("{arg} takes its value behind a `=`"),
                    flag.map(|flag| format!("write {flag}=VALUE")),
                )
            }
            ErrorKind::ArgumentConflict => conflict(error),
            ErrorKind::MissingRequiredArgument => {
                let missing = texts(error, ContextKind::InvalidArg);
                let verb = if missing.len() == 1 { "is" } else { "are" };
                Self::new(format!("{} {verb} missing", listed(&missing, " and ")), None)
            }
            ErrorKind::MissingSubcommand => Self::new("a command is missing".into(), None),
            ErrorKind::InvalidUtf8 => Self::new("a word is not UTF-8".into(), None),
            ErrorKind::TooManyValues => {
                let (arg, value) = (one(error, ContextKind::InvalidArg), typed(error));
                Self::new(format!("{arg} takes no further value {value}"), None)
            }
            _ => {
                let arg = one(error, ContextKind::InvalidArg);
                Self::new(format!("{arg} takes another number of values"), None)
            }
        };
        let hint = fault.hint.or_else(|| way(error, command));
        Self { hint, ..fault }
    }

    fn new(message: String, hint: Option<String>) -> Self {
        Self { message, hint }
    }
}

/// A value that cannot be read. What cannot read it says why, and may add a hint in a line of its own.
fn value(error: &Error) -> Fault {
    let arg = one(error, ContextKind::InvalidArg);
    let value = typed(error);
    let known = texts(error, ContextKind::ValidValue);
    if value == "``" {
        return Fault::new(format!("{arg} needs a value"), one_of(&known));
    }
    let Some(source) = error.source().map(ToString::to_string) else {
        let hint = suggestion(error).or_else(|| one_of(&known));
        return Fault::new(format!("{value} is no value of {arg}"), hint);
    };
    let (reason, hint) = source.split_once("\nhint: ").unzip();
    let reason = reason.unwrap_or(&source);
    let message = if reason.contains(&value) {
        format!("{arg}: {reason}")
    } else {
        format!("{value} of {arg}: {reason}")
    };
    Fault::new(message, hint.map(str::to_owned))
}

fn unknown(error: &Error) -> Fault {
    let text = one(error, ContextKind::InvalidArg);
    let what = if text.starts_with("`-") { "there is no option" } else { "nothing is expected as" };
    Fault::new(format!("{what} {text}"), suggestion(error))
}

fn conflict(error: &Error) -> Fault {
    let kind = match error.get(ContextKind::InvalidArg) {
        Some(_) => ContextKind::InvalidArg,
        None => ContextKind::InvalidSubcommand,
    };
    let (arg, others) = (one(error, kind), texts(error, ContextKind::PriorArg));
    let message = match &others[..] {
        [] => format!("{arg} cannot be used with the others"),
        [other] if quoted(other) == arg => format!("{arg} is given more than once"),
        _ => format!("{arg} cannot be used with {}", listed(&others, " and ")),
    };
    Fault::new(message, Some("leave one of them out".into()))
}

/// What was most likely meant: a word that it begins, or is a typing error of.
fn suggestion(error: &Error) -> Option<String> {
    let pairs = [
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ];
    pairs.into_iter().find_map(|(typed, suggested)| {
        let (typed, near) = (texts(error, typed), texts(error, suggested));
        let typed = typed.first()?;
        match near.iter().find(|meant| meant.starts_with(typed)) {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None => did_you_mean(typed, near.iter().map(String::as_str)),
        }
    })
}

fn one_of(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| format!("it is {}", listed(values, " or ")))
}

/// How the command that was begun is written as a whole.
fn way(error: &Error, command: &mut Command) -> Option<String> {
    let begun = match error.get(ContextKind::Usage)? {
        ContextValue::StyledStr(usage) => usage.to_string(),
        _ => return None,
    };
    command.build();
    let mut below = command;
    for word in begun.trim_start_matches("Usage:").split_whitespace().skip(1) {
        if below.find_subcommand(word).is_none() {
            break;
        }
        below = below.find_subcommand_mut(word)?;
    }
    let name = below.get_bin_name().unwrap_or("astra").to_owned();
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return Some(format!("{name} --help lists what there is"));
    }
    let (way, missing) = (ways(&below.render_usage()), texts(error, ContextKind::InvalidArg));
    // What is only needed beside another option is in no usage.
    if missing.iter().any(|word| !way.contains(word.as_str())) {
        return Some(format!("add {}", listed(&missing, " and ")));
    }
    Some(format!("write {way}"))
}

/// The ways of writing a command, which its usage has on a line each.
fn ways(usage: &StyledStr) -> String {
    let usage = usage.to_string();
    let lines = usage.trim_start_matches("Usage:").lines().map(str::trim);
    lines.collect::<Vec<_>>().join(", or ")
}

/// The long name of the option that is at fault.
fn flag(error: &Error) -> Option<String> {
    let text = texts(error, ContextKind::InvalidArg).into_iter().next()?;
    Some(text.split(['[', '=', ' ']).next()?.to_owned())
}

fn typed(error: &Error) -> String {
    one(error, ContextKind::InvalidValue)
}

fn one(error: &Error, kind: ContextKind) -> String {
    listed(&texts(error, kind), " and ")
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn listed(texts: &[String], last: &str) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    match quoted.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{}{last}{end}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// A word in backticks, without what may be a password in it.
fn quoted(word: &str) -> String {
    match word.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') => format!("`{scheme}://…`"),
        _ => format!("`{word}`"),
    }
}
