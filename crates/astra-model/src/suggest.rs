//! Finds the known word nearest to a mistyped one, for "did you mean" hints.

use strsim::osa_distance;

/// Largest edit distance of a suggestion; beyond it, suggestions mislead more than they help.
const MAX_DISTANCE: usize = 2;

/// Returns the candidate nearest to `word`, or `None` if none is near enough.
///
/// Allows one typing error per three characters, at least one and at most two, and ignores case.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, MAX_DISTANCE);
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns a hint with the nearest candidate, such as ``did you mean `billing`?``.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    closest(word, candidates).map(|nearest| format!("did you mean `{nearest}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUPS: [&str; 3] = ["billing", "shipping", "revenue_trackers"];

    #[test]
    fn finds_the_word_that_was_mistyped() {
        assert_eq!(closest("biling", GROUPS), Some("billing"));
        assert_eq!(closest("shippign", GROUPS), Some("shipping"));
        assert_eq!(closest("BILLING", GROUPS), Some("billing"));
        assert_eq!(closest("revenue-tracker", GROUPS), Some("revenue_trackers"));
    }

    #[test]
    fn suggests_nothing_for_an_unrelated_word() {
        assert_eq!(closest("orders", GROUPS), None);
        assert_eq!(closest("", GROUPS), None);
        assert_eq!(closest("x", ["y"]), None);
        assert_eq!(closest("billing", []), None);
    }

    #[test]
    fn quotes_the_suggestion_in_backticks() {
        assert_eq!(did_you_mean("biling", GROUPS).as_deref(), Some("did you mean `billing`?"));
    }
}
