//! `--where`: a jq expression over the JSON line of an entry.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, ValT as _, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

/// Levels of arrays and objects in a line at most: the crate that reads it takes a piece of the
/// stack for each, and anybody may publish a line with a million of them.
const DEEPEST: usize = 256;

/// Characters of an expression at most, those in texts left out: the crate that compiles it takes
/// two kilobytes of the stack for each, as in `---1`.
const LONGEST: usize = 1000;

/// Functions that end the program, or write beside it: an expression only says yes or no.
const FOREIGN: [&str; 6] = ["halt", "halt_error", "debug", "debug_empty", "stderr", "stderr_empty"];

/// A compiled jq expression, and on how many entries it failed.
#[derive(Clone)]
pub(super) struct Expression {
    text: String,
    program: Arc<jaq_core::Filter<data::JustLut<Val>>>,
    failed: u64,
    reason: Option<String>,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}

/// A text that is no jq expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a jq expression: {reason}")]
pub(super) struct NotAnExpression {
    text: String,
    reason: String,
}

impl Expression {
    /// Whether any of the values that the expression yields is neither `false` nor `null`.
    /// Where it fails, the entry is not shown and the failure is counted.
    pub(super) fn is_true_of(&mut self, line: &[u8]) -> bool {
        match evaluate(&self.program, line) {
            Ok(answer) => answer,
            Err(reason) => {
                self.failed += 1;
                self.reason.get_or_insert(reason);
                false
            }
        }
    }

    /// Counts from nothing again.
    pub(super) fn forget_failures(&mut self) {
        (self.failed, self.reason) = (0, None);
    }

    /// On how many entries it failed, and why on the first.
    pub(super) fn failures(&self) -> Option<(u64, &str)> {
        self.reason.as_deref().map(|reason| (self.failed, reason))
    }
}

fn evaluate(program: &jaq_core::Filter<data::JustLut<Val>>, line: &[u8]) -> Result<bool, String> {
    if depth(line) > DEEPEST {
        return Err(format!("the line is nested deeper than {DEEPEST} levels"));
    }
    let input = read::parse_single(line).map_err(|error| error.to_string())?;
    let context = Ctx::<data::JustLut<Val>>::new(&program.lut, Vars::new([]));
    for value in program.id.run((context, input)).map(unwrap_valr) {
        if value.map_err(|error| error.to_string())?.as_bool() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How deep arrays and objects are nested at most. A text counts as if it stood there unquoted,
/// for an expression may read it as JSON too.
fn depth(line: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut around_text = None;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => match around_text.take() {
                Some(outer) => depth = outer,
                None => around_text = Some(depth),
            },
            b'\\' => drop(bytes.next()),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl FromStr for Expression {
    type Err = NotAnExpression;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let program =
            compile(text).map_err(|reason| NotAnExpression { text: text.to_owned(), reason })?;
        Ok(Self { text: text.to_owned(), program: Arc::new(program), failed: 0, reason: None })
    }
}

fn compile(text: &str) -> Result<jaq_core::Filter<data::JustLut<Val>>, String> {
    if code(text) > LONGEST {
        return Err(format!("it is longer than {LONGEST} characters, texts in it not counted"));
    }
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let definitions = definitions.filter(|definition| !FOREIGN.contains(&definition.name));
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let functions = functions.filter(|(name, ..)| !FOREIGN.contains(name));
    let arena = Arena::default();
    let modules = Loader::new(definitions)
        .load(&arena, File { code: text, path: () })
        .map_err(|errors| errors.first().map_or_else(String::new, |(_, error)| syntax(error)))?;
    Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let unknown = errors.first().and_then(|(_, errors)| errors.first());
        unknown.map_or_else(String::new, |(name, kind)| match kind.as_str() {
            "filter" if FOREIGN.contains(name) => {
                format!("`{name}` does more than say yes or no, and is not to be had here")
            }
            kind => format!("unknown {kind} `{name}`"),
        })
    })
}

/// The length of what is code and no text. A text may hold code behind `\(`, each of which counts.
fn code(text: &str) -> usize {
    let (mut count, mut is_text) = (0, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_text = !is_text,
            b'\\' if is_text => count += usize::from(bytes.next() == Some(b'(')),
            _ => count += usize::from(!is_text),
        }
    }
    count
}

fn syntax(error: &load::Error<&str>) -> String {
    let expected = |wanted: &str, found: &str| match found {
        "" => format!("{wanted} is missing at the end"),
        found => format!("{wanted} expected at `{found}`"),
    };
    match error {
        load::Error::Lex(errors) => {
            errors.first().map(|(wanted, found)| expected(wanted.as_str(), found))
        }
        load::Error::Parse(errors) => {
            errors.first().map(|(wanted, found)| expected(wanted.as_str(), found))
        }
        load::Error::Io(errors) => {
            errors.first().map(|(name, why)| format!("cannot load `{name}`: {why}"))
        }
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests;
