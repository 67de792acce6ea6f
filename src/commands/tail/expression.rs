//! `--where`: a jq expression over the JSON line of an entry.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, ValT as _, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

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
    let input = read::parse_single(line).map_err(|error| error.to_string())?;
    let context = Ctx::<data::JustLut<Val>>::new(&program.lut, Vars::new([]));
    for value in program.id.run((context, input)).map(unwrap_valr) {
        if value.map_err(|error| error.to_string())?.as_bool() {
            return Ok(true);
        }
    }
    Ok(false)
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
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(definitions)
        .load(&arena, File { code: text, path: () })
        .map_err(|errors| errors.first().map_or_else(String::new, |(_, error)| syntax(error)))?;
    Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let unknown = errors.first().and_then(|(_, errors)| errors.first());
        unknown
            .map_or_else(String::new, |(name, kind)| format!("unknown {} `{name}`", kind.as_str()))
    })
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
mod tests {
    use super::*;

    fn is_true(text: &str, line: &str) -> bool {
        text.parse::<Expression>().unwrap().is_true_of(line.as_bytes())
    }

    #[test]
    fn anything_but_false_and_null_is_true() {
        assert!(is_true(".data.amount > 1000", r#"{"data":{"amount":1500.5}}"#));
        assert!(!is_true(".data.amount > 1000", r#"{"data":{"amount":10}}"#));
        assert!(!is_true(".data.x", r#"{"data":{}}"#));
        assert!(!is_true("empty", "{}"));
        assert!(is_true("0", "{}"));
        assert!(is_true(r#".id | test("^5-")"#, r#"{"id":"5-0"}"#));
    }

    #[test]
    fn a_failure_is_counted_with_its_first_reason() {
        let mut expression: Expression = ".data.x".parse().unwrap();
        assert_eq!(expression.failures(), None);
        assert!(!expression.is_true_of(br#"{"data":"text"}"#));
        assert!(!expression.is_true_of(br#"{"data":[]}"#));
        let (failed, reason) = expression.failures().unwrap();
        assert_eq!(failed, 2);
        assert!(reason.contains("index"), "{reason}");
    }

    #[test]
    fn what_does_not_compile_is_named() {
        for (text, reason) in [
            (".data.amount >", "`.data.amount >` is not a jq expression"),
            ("nofilter", "unknown filter `nofilter`"),
            ("(.a", "closing parenthesis"),
            ("$x", "unknown variable `$x`"),
        ] {
            let error = text.parse::<Expression>().unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
