//! The name of a context.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Longest name, in characters, so that it fits a prompt.
const LONGEST: usize = 64;

/// A valid name: letters, digits, `-`, `_` and `.`, starting with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct ContextName(String);

impl ContextName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContextName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_valid = text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(is_inner)
            && text.len() <= LONGEST;
        if is_valid {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "`{}` is not a valid context name: use up to {LONGEST} letters, digits, `-`, `_` and `.`, \
             starting with a letter or digit",
            text.escape_debug()
        ))
    }
}

impl fmt::Display for ContextName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_name_is_easy_to_type_and_does_not_look_like_a_flag() {
        for good in ["prod", "eu-west.1", "A_b", "1", &"x".repeat(64)] {
            assert_eq!(good.parse::<ContextName>().unwrap().as_str(), good);
        }
        for bad in ["", "-", "-x", ".x", "a b", "a/b", "é", "a\n", &"x".repeat(65)] {
            let error = bad.parse::<ContextName>().unwrap_err();
            assert!(error.contains("is not a valid context name"), "{bad:?}: {error}");
        }
    }
}
