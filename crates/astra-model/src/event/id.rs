//! Derives the ids of events that follow from other events.

use uuid::Uuid;

/// Namespace of derived ids: the UUIDv5 of `derived-event.astra` in the DNS namespace of RFC 9562.
const NAMESPACE: Uuid = Uuid::from_u128(0xcbdc_357c_7353_5fb9_8886_e356_ead9_d37f);

/// Returns the id of the event that `rule` creates from the event `cause`.
///
/// It is the UUIDv5 of `cause`, a line feed and `rule`. The same cause and rule always give the
/// same id, so that a redelivered cause does not create a second event.
pub fn derived_id(cause: &str, rule: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{cause}\n{rule}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_is_the_documented_one() {
        let documented = Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"derived-event.astra");
        assert_eq!(NAMESPACE, documented);
    }

    #[test]
    fn each_pair_of_cause_and_rule_has_its_own_id() {
        assert_eq!(derived_id("a", "bc"), derived_id("a", "bc"));
        assert_ne!(derived_id("a", "bc"), derived_id("ab", "c"));
        assert_ne!(derived_id("a", "b"), derived_id("a", "c"));
        assert_eq!(derived_id("a", "b").get_version_num(), 5);
    }
}
