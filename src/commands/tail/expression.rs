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
    fn no_nesting_ends_the_program() {
        let mut expression: Expression = "[.. | numbers] | length >= 0".parse().unwrap();
        let nested = |levels: usize| [b"[".repeat(levels), b"]".repeat(levels)].concat();
        assert!(expression.is_true_of(&nested(DEEPEST)));
        assert!(!expression.is_true_of(&nested(DEEPEST + 1)));
        assert!(!expression.is_true_of(&nested(1_000_000)));
        let (failed, reason) = expression.failures().unwrap();
        assert_eq!((failed, reason), (2, "the line is nested deeper than 256 levels"));
        let text = [b"{\"a\":\"\\\"".to_vec(), b"[".repeat(1_000_000), b"\"}".to_vec()].concat();
        let mut inner: Expression = ".a[1:] | fromjson".parse().unwrap();
        assert!(!inner.is_true_of(&text) && inner.failures().unwrap().1.contains("nested"));
    }

    #[test]
    fn an_expression_of_any_length_is_compiled_or_refused() {
        for piece in ["(", "[", "-", "try ", "if ", "{a:", "reduce ", "def f: ", ".|", "\"\\("] {
            let error = piece.repeat(30_000).parse::<Expression>().unwrap_err().to_string();
            assert!(error.ends_with("longer than 1000 characters, texts in it not counted"));
        }
        let ids = vec![r#""8f14e45f-ceea-467f-a8b5-1b1f4c1d2e3f""#; 200];
        let list = ids.join(",");
        assert!(is_true(&format!(". as $id | [{list}] | any(. == $id)"), ids[0]));
    }

    #[test]
    fn brackets_in_texts_that_follow_each_other_do_not_add_up() {
        let texts = vec![r#""[ \" {""#; 2 * DEEPEST].join(",");
        assert!(is_true("length > 0", &format!("[{texts}]")));
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
