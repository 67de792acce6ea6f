//! What an expression is true of, and what is no expression.

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

#[test]
fn what_ends_the_program_or_writes_beside_it_is_refused() {
    for text in ["halt", "halt(1)", "halt_error", "halt_error(3)", "stderr", "debug", "debug(.id)"]
    {
        let error = format!("if .id then {text} else . end").parse::<Expression>().unwrap_err();
        let name = text.split('(').next().unwrap();
        let reason = format!("`{name}` does more than say yes or no, and is not to be had here");
        assert!(error.to_string().ends_with(&reason), "{error}");
    }
    for text in ["input", "[inputs]", "$ENV"] {
        let error = text.parse::<Expression>().unwrap_err().to_string();
        assert!(error.contains("unknown "), "{error}");
    }
    assert!(is_true("now > 0 and (env | type) == \"object\"", "{}"));
    assert!(is_true("def halt: true; halt", "{}"), "a function of one's own");
}
