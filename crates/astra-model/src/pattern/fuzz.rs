//! Compares globs with a step-by-step copy of Redis's own matcher.

use crate::pattern::{Pattern, has_wildcard};

/// Limits the steps of the reference matcher, which can take exponential time.
const MAX_STEPS: u32 = 20_000;

/// Checks that a glob matches a name if and only if Redis's matcher does.
///
/// # Panics
///
/// Panics if a check fails.
pub fn check_pattern(glob: &str, name: &[u8]) {
    let pattern = Pattern::from(glob);
    let matched = pattern.matches(name);
    // Redis does not run its matcher on an empty name.
    if !name.is_empty() {
        let mut steps = MAX_STEPS;
        if let Some(expected) = reference_matches(glob.as_bytes(), name, &mut steps) {
            assert_eq!(matched, expected, "`{glob}` against {name:?}");
        }
    }
    if let Some(literal) = pattern.as_literal() {
        assert!(pattern.matches(literal.as_bytes()), "`{glob}` does not match `{literal}`");
        assert!(!matched || name == literal.as_bytes(), "`{glob}` matches more than `{literal}`");
    }
    if !has_wildcard(glob.as_bytes()) && !glob.contains('\\') {
        assert_eq!(matched, glob.as_bytes() == name);
    }
}

/// Matches by plain recursion, or returns `None` after too many steps.
fn reference_matches(glob: &[u8], name: &[u8], steps: &mut u32) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    let Some((&first, rest)) = glob.split_first() else { return Some(name.is_empty()) };
    if first == b'*' {
        for skipped in 0..=name.len() {
            if reference_matches(rest, &name[skipped..], steps)? {
                return Some(true);
            }
        }
        return Some(false);
    }
    let Some((&byte, name_rest)) = name.split_first() else { return Some(false) };
    let (accepts, rest) = match (first, rest) {
        (b'?', _) => (true, rest),
        (b'[', _) => class_accepts(rest, byte),
        (b'\\', [escaped, after @ ..]) => (*escaped == byte, after),
        _ => (first == byte, rest),
    };
    if accepts { reference_matches(rest, name_rest, steps) } else { Some(false) }
}

/// Reports whether the class after `[` accepts the byte, and returns the glob after the class.
fn class_accepts(glob: &[u8], byte: u8) -> (bool, &[u8]) {
    let signed = u8::cast_signed;
    let (is_negated, mut rest) = match glob {
        [b'^', rest @ ..] => (true, rest),
        _ => (false, glob),
    };
    let mut is_member = false;
    loop {
        rest = match rest {
            [] => return (is_member != is_negated, rest),
            [b'\\', escaped, after @ ..] => {
                is_member |= *escaped == byte;
                after
            }
            [b']', after @ ..] => return (is_member != is_negated, after),
            [one, b'-', other, after @ ..] => {
                let (low, high) =
                    (signed(*one).min(signed(*other)), signed(*one).max(signed(*other)));
                is_member |= (low..=high).contains(&signed(byte));
                after
            }
            [one, after @ ..] => {
                is_member |= *one == byte;
                after
            }
        };
    }
}
