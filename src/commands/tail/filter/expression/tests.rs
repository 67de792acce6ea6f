//! Which lines an expression accepts, and which texts are not expressions.

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
fn deep_nesting_is_a_failure_not_a_crash() {
    let mut expression: Expression = "[.. | numbers] | length >= 0".parse().unwrap();
    let nested = |levels: usize| [b"[".repeat(levels), b"]".repeat(levels)].concat();
    assert!(expression.is_true_of(&nested(MAX_DEPTH)));
    assert!(!expression.is_true_of(&nested(MAX_DEPTH + 1)));
    assert!(!expression.is_true_of(&nested(1_000_000)));
    let (failed, reason) = expression.failures().unwrap();
    assert_eq!((failed, reason), (2, "the line is nested deeper than 256 levels"));
    let text = [b"{\"a\":\"\\\"".to_vec(), b"[".repeat(1_000_000), b"\"}".to_vec()].concat();
    let mut inner: Expression = ".a[1:] | fromjson".parse().unwrap();
    assert!(!inner.is_true_of(&text) && inner.failures().unwrap().1.contains("nested"));
}

#[test]
fn an_expression_of_any_length_is_compiled_or_rejected() {
    for piece in ["(", "[", "-", "try ", "if ", "{a:", "reduce ", "def f: ", ".|", "\"\\("] {
        let error = piece.repeat(30_000).parse::<Expression>().unwrap_err().to_string();
        assert!(error.ends_with("longer than 1000 characters, not counting strings"));
    }
    let ids = vec![r#""8f14e45f-ceea-467f-a8b5-1b1f4c1d2e3f""#; 200];
    let list = ids.join(",");
    assert!(is_true(&format!(". as $id | [{list}] | any(. == $id)"), ids[0]));
}

#[test]
fn brackets_in_successive_strings_do_not_add_up() {
    let strings = vec![r#""[ \" {""#; 2 * MAX_DEPTH].join(",");
    assert!(is_true("length > 0", &format!("[{strings}]")));
}

#[test]
fn errors_name_what_does_not_compile() {
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

#[test]
fn functions_that_exit_or_write_are_rejected() {
    for text in ["halt", "halt(1)", "halt_error", "halt_error(3)", "stderr", "debug", "debug(.id)"]
    {
        let error = format!("if .id then {text} else . end").parse::<Expression>().unwrap_err();
        let name = text.split('(').next().unwrap();
        let reason = format!("`{name}` is not available, because it does more than return a value");
        assert!(error.to_string().ends_with(&reason), "{error}");
    }
    for text in ["input", "[inputs]", "$ENV"] {
        let error = text.parse::<Expression>().unwrap_err().to_string();
        assert!(error.contains("unknown "), "{error}");
    }
    assert!(is_true("now > 0 and (env | type) == \"object\"", "{}"));
    assert!(is_true("def halt: true; halt", "{}"), "a function that the user defines");
}
