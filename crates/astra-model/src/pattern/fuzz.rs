//! Globs against the plain rules: Redis's own matcher, followed step by step.

use crate::pattern::{Pattern, has_wildcard};

/// Steps of the plain matcher at most: it is exponential where ours is not.
const STEPS: u32 = 20_000;

/// Judges a glob and a name.
pub fn holds(glob: &str, name: &[u8]) {
    let pattern = Pattern::from(glob);
    let matched = pattern.matches(name);
    // Redis compares nothing with an empty name.
    if !name.is_empty() {
        let mut steps = STEPS;
        if let Some(expected) = plainly(glob.as_bytes(), name, &mut steps) {
            assert_eq!(matched, expected, "`{glob}` against {name:?}");
        }
    }
    if let Some(literal) = pattern.as_literal() {
        assert!(pattern.matches(literal.as_bytes()), "`{glob}` and its only name `{literal}`");
        assert!(!matched || name == literal.as_bytes(), "`{glob}` matches more than `{literal}`");
    }
    if !has_wildcard(glob.as_bytes()) && !glob.contains('\\') {
        assert_eq!(matched, glob.as_bytes() == name);
    }
}

/// The rules one by one; `None` where they take too many steps.
fn plainly(glob: &[u8], name: &[u8], steps: &mut u32) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    let Some((&first, rest)) = glob.split_first() else { return Some(name.is_empty()) };
    if first == b'*' {
        for skipped in 0..=name.len() {
            if plainly(rest, &name[skipped..], steps)? {
                return Some(true);
            }
        }
        return Some(false);
    }
    let Some((&byte, behind)) = name.split_first() else { return Some(false) };
    let (is_taken, rest) = match (first, rest) {
        (b'?', _) => (true, rest),
        (b'[', _) => class(rest, byte),
        (b'\\', [escaped, after @ ..]) => (*escaped == byte, after),
        _ => (first == byte, rest),
    };
    if is_taken { plainly(rest, behind, steps) } else { Some(false) }
}

/// Whether the class behind `[` takes the byte, and what follows the class.
fn class(glob: &[u8], byte: u8) -> (bool, &[u8]) {
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
