//! Tests for warnings.

use crate::topology::fault::Severity;
use crate::topology::source::load_text;
use crate::topology::tests::{headlines_and_hints, with_groups};

fn group(owner: &str, kind: &str, streams: &str) -> String {
    format!("  - {{ name: g, owner: {owner}, kind: {kind}, consumers: 1, streams: [{streams}] }}\n")
}

/// Returns the headlines and hints of a group that has warnings but no errors.
fn warnings(group: &str) -> Vec<(String, String)> {
    let loaded = with_groups(group).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(loaded.warnings.iter().all(|fault| fault.severity == Severity::Warning));
    headlines_and_hints(&loaded.warnings)
}

fn one(headline: &str, hint: &str) -> Vec<(String, String)> {
    vec![(format!("groups.yaml:{headline}"), hint.to_owned())]
}

#[test]
fn a_pattern_that_matches_no_stream_of_the_catalog() {
    assert_eq!(
        warnings(&group("trading", "internal", "astra.trading.*, astra.trading.bougth.*")),
        one(
            "7:89: pattern `astra.trading.bougth.*` of group `g` matches no stream of the catalog",
            "did you mean `astra.trading.bought.*`?"
        )
    );
    assert_eq!(
        warnings(&group("social", "internal", "astra.social.*")),
        one("7:71: pattern `astra.social.*` of group `g` matches no stream of the catalog", "")
    );
}

#[test]
fn an_internal_group_that_reads_another_domain() {
    assert_eq!(
        warnings(&group("trading", "internal", "astra.*")),
        one(
            "7:38: group `g` is internal to `trading`, but reads `astra.nft.sold.v1`",
            "write kind: cross-domain, or give it a role"
        )
    );
}

#[test]
fn a_cross_domain_group_that_reads_only_its_own_domain() {
    assert_eq!(
        warnings(&group("nft", "cross-domain", "astra.nft.*")),
        one(
            "7:34: group `g` is cross-domain, but reads only streams of its owner `nft`",
            "write kind: internal"
        )
    );
}

#[test]
fn no_warning_if_the_kind_and_patterns_of_a_group_agree() {
    assert_eq!(warnings(&group("trading", "internal", "astra.trading.*")), []);
    assert_eq!(warnings(&group("nft", "cross-domain", "astra.*")), []);
    assert_eq!(warnings(&group("nft", "cross-domain", "astra.trading.*")), []);
}

#[test]
fn no_warning_about_the_kind_of_a_group_with_a_role() {
    assert_eq!(warnings(&group("trading", "internal, role: audit", "astra.*")), []);
    assert_eq!(warnings(&group("nft", "cross-domain, role: analytics", "astra.nft.*")), []);
}

#[test]
fn warnings_are_listed_with_the_errors() {
    let faults = with_groups(&group("trading", "internal, role: x", "astra.nope.*")).unwrap_err().0;
    let severities: Vec<_> = faults.iter().map(|fault| fault.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning]);
}

#[test]
fn a_faulty_catalog_causes_no_follow_up_warnings() {
    let source = format!(
        "version: 1\nprefix: astra\nstreams: {{ trading: {{ bought: {{ version: [1] }} }} }}\ngroups:\n{}",
        group("trading", "internal", "astra.trading.*")
    );
    let faults = load_text("f", &source).unwrap_err().0;
    assert!(faults.iter().all(|fault| fault.severity == Severity::Error));
}
