//! The nearest known word to a mistyped one, for "did you mean".

use strsim::osa_distance;

/// Typing errors beyond which a guess would rather mislead.
const MOST_ERRORS: usize = 2;

/// Returns the candidate that a typist most likely meant, if one is near enough.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, MOST_ERRORS);
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Asks whether the nearest candidate was meant: ``did you mean `billing`?``
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    closest(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUPS: [&str; 3] = ["billing", "shipping", "revenue_trackers"];

    #[test]
    fn finds_the_word_behind_a_typing_error() {
        assert_eq!(closest("biling", GROUPS), Some("billing"));
        assert_eq!(closest("shippign", GROUPS), Some("shipping"));
        assert_eq!(closest("BILLING", GROUPS), Some("billing"));
        assert_eq!(closest("revenue-tracker", GROUPS), Some("revenue_trackers"));
    }

    #[test]
    fn guesses_nothing_far_fetched() {
        assert_eq!(closest("orders", GROUPS), None);
        assert_eq!(closest("", GROUPS), None);
        assert_eq!(closest("x", ["y"]), None);
        assert_eq!(closest("billing", []), None);
    }

    #[test]
    fn asks_with_the_word_in_backticks() {
        assert_eq!(did_you_mean("biling", GROUPS).as_deref(), Some("did you mean `billing`?"));
    }
}
