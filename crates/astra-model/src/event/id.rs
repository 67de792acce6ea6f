//! Ids of events that follow from others.

use uuid::Uuid;

/// The namespace of derived ids: the UUIDv5 of `derived-event.astra` under the DNS namespace.
const NAMESPACE: Uuid = Uuid::from_u128(0xcbdc_357c_7353_5fb9_8886_e356_ead9_d37f);

/// Derives the id of the event that `rule` makes of the event `cause`: UUIDv5 of `cause`, a line feed and `rule`.
///
/// The same cause and rule always give the same id, so that a redelivered cause makes no second event.
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
    fn cause_and_rule_do_not_run_into_each_other() {
        assert_eq!(derived_id("a", "bc"), derived_id("a", "bc"));
        assert_ne!(derived_id("a", "bc"), derived_id("ab", "c"));
        assert_ne!(derived_id("a", "b"), derived_id("a", "c"));
        assert_eq!(derived_id("a", "b").get_version_num(), 5);
    }
}
