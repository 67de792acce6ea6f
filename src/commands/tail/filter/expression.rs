//! `--where`: a jq expression over the JSON line of an entry.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, ValT as _, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

/// How deep arrays and objects of a line may be nested. The JSON reader recurses for each level,
/// and anybody may publish a line with a million of them.
const MAX_DEPTH: usize = 256;

/// How long an expression may be, not counting string literals. The compiler needs two kilobytes of
/// stack for each character of an expression like `---1`.
const MAX_LENGTH: usize = 1000;

/// Functions that end the program or write to standard error. An expression may only return values.
const DISALLOWED: [&str; 6] =
    ["halt", "halt_error", "debug", "debug_empty", "stderr", "stderr_empty"];

type Program = Filter<data::JustLut<Val>>;

/// A compiled jq expression, and on how many entries it failed.
#[derive(Clone)]
pub(crate) struct Expression {
    text: String,
    program: Arc<Program>,
    failed: u64,
    reason: Option<String>,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}

/// A text that is not a jq expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a jq expression: {reason}")]
pub(crate) struct ExpressionError {
    text: String,
    reason: String,
}

impl Expression {
    /// Whether any of the values that the expression returns is neither `false` nor `null`. A
    /// failure is counted, and rejects the entry.
    pub(crate) fn is_true_of(&mut self, line: &[u8]) -> bool {
        match evaluate(&self.program, line) {
            Ok(is_true) => is_true,
            Err(reason) => {
                self.failed += 1;
                self.reason.get_or_insert(reason);
                false
            }
        }
    }

    /// Resets the count of failures.
    pub(super) fn reset_failures(&mut self) {
        (self.failed, self.reason) = (0, None);
    }

    /// The number of entries on which the expression failed, and the first reason.
    pub(crate) fn failures(&self) -> Option<(u64, &str)> {
        self.reason.as_deref().map(|reason| (self.failed, reason))
    }
}

fn evaluate(program: &Program, line: &[u8]) -> Result<bool, String> {
    if depth(line) > MAX_DEPTH {
        return Err(format!("the line is nested deeper than {MAX_DEPTH} levels"));
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

/// How deep arrays and objects are nested. Brackets in a string count as if they were unquoted,
/// because an expression may parse it with `fromjson`.
fn depth(line: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut around_string = None;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => match around_string.take() {
                Some(outer) => depth = outer,
                None => around_string = Some(depth),
            },
            b'\\' => drop(bytes.next()),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl FromStr for Expression {
    type Err = ExpressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let program =
            compile(text).map_err(|reason| ExpressionError { text: text.to_owned(), reason })?;
        Ok(Self { text: text.to_owned(), program: Arc::new(program), failed: 0, reason: None })
    }
}

fn compile(text: &str) -> Result<Program, String> {
    if code_length(text) > MAX_LENGTH {
        return Err(format!("longer than {MAX_LENGTH} characters, not counting strings"));
    }
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let definitions = definitions.filter(|definition| !DISALLOWED.contains(&definition.name));
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let functions = functions.filter(|(name, ..)| !DISALLOWED.contains(name));
    let arena = Arena::default();
    let modules = Loader::new(definitions)
        .load(&arena, File { code: text, path: () })
        .map_err(|errors| errors.first().map_or_else(String::new, |(_, error)| explain(error)))?;
    Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let unknown = errors.first().and_then(|(_, errors)| errors.first());
        unknown.map_or_else(String::new, |(name, kind)| match kind.as_str() {
            "filter" if DISALLOWED.contains(name) => {
                format!("`{name}` is not available, because it does more than return a value")
            }
            kind => format!("unknown {kind} `{name}`"),
        })
    })
}

/// The length without string literals. Each `\(` in a string counts, because code follows it.
fn code_length(text: &str) -> usize {
    let (mut length, mut is_string) = (0, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_string = !is_string,
            b'\\' if is_string => length += usize::from(bytes.next() == Some(b'(')),
            _ => length += usize::from(!is_string),
        }
    }
    length
}

fn explain(error: &load::Error<&str>) -> String {
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
            errors.first().map(|(name, reason)| format!("cannot load `{name}`: {reason}"))
        }
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests;
