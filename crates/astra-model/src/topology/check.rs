//! Finds warnings: settings of a valid file that contradict each other.

use crate::pattern::Pattern;
use crate::suggest::did_you_mean;
use crate::topology::fault::{Fault, Severity, SourceText};
use crate::topology::model::{GroupKind, GroupSpec, StreamSpec};
use crate::topology::node::Position;
use crate::topology::read::{GroupPositions, ParsedDocument};

/// Checks every group against the catalog.
///
/// Returns nothing if the catalog has faults, because they would cause misleading warnings.
pub(super) fn warnings(source: SourceText<'_>, document: &ParsedDocument) -> Vec<Fault> {
    if !document.is_catalog_valid {
        return Vec::new();
    }
    let streams = &document.topology.streams;
    let mut warnings = Vec::new();
    for (group, positions) in document.topology.groups.iter().zip(&document.positions) {
        let of_group = unmatched_patterns(group, positions, streams)
            .into_iter()
            .chain(kind_contradiction(group, positions, streams));
        warnings.extend(
            of_group.map(|(at, message, hint)| {
                Fault::new(Severity::Warning, &source, at, &message, hint)
            }),
        );
    }
    warnings
}

/// The position, message and hint of a warning.
type Finding = (Position, String, Option<String>);

fn unmatched_patterns(
    group: &GroupSpec,
    positions: &GroupPositions,
    streams: &[StreamSpec],
) -> Vec<Finding> {
    let matches_none =
        |pattern: &Pattern| !streams.iter().any(|s| pattern.matches(s.name.as_bytes()));
    let pairs = group.patterns.iter().zip(&positions.patterns);
    pairs
        .filter(|(pattern, _)| matches_none(pattern))
        .map(|(pattern, at)| {
            let message = format!(
                "pattern `{pattern}` of group `{}` matches no stream of the catalog",
                group.name
            );
            (*at, message, suggestion(pattern.as_str(), streams))
        })
        .collect()
}

/// Suggests the nearest stream, written as the pattern is: with as many parts, and `*` in the same places.
fn suggestion(pattern: &str, streams: &[StreamSpec]) -> Option<String> {
    let parts: Vec<_> = pattern.split('.').collect();
    let like_pattern = |stream: &StreamSpec| {
        let own = stream.name.split('.').zip(&parts);
        own.map(|(own, part)| if *part == "*" { "*" } else { own }).collect::<Vec<_>>().join(".")
    };
    let candidates: Vec<_> = streams.iter().map(like_pattern).collect();
    did_you_mean(pattern, candidates.iter().map(String::as_str))
}

fn kind_contradiction(
    group: &GroupSpec,
    positions: &GroupPositions,
    streams: &[StreamSpec],
) -> Option<Finding> {
    if group.role.is_some() {
        return None;
    }
    let mut matched = streams.iter().filter(|stream| group.covers(&stream.name)).peekable();
    matched.peek()?;
    let (name, owner) = (&group.name, &group.owner);
    let foreign = matched.find(|stream| stream.domain != *owner);
    let (message, hint) = match (group.kind, foreign) {
        (GroupKind::Internal, Some(stream)) => (
            format!("group `{name}` is internal to `{owner}`, but reads `{}`", stream.name),
            "write kind: cross-domain, or give it a role",
        ),
        (GroupKind::CrossDomain, None) => (
            format!(
                "group `{name}` is cross-domain, but reads only streams of its owner `{owner}`"
            ),
            "write kind: internal",
        ),
        _ => return None,
    };
    Some((positions.kind, message, Some(hint.to_owned())))
}
