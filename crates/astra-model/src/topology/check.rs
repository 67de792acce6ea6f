//! Warnings: statements of a sound file that contradict each other.

use crate::pattern::Pattern;
use crate::suggest::did_you_mean;
use crate::topology::fault::{Fault, File, Severity};
use crate::topology::model::{GroupSpec, Kind, StreamSpec};
use crate::topology::node::At;
use crate::topology::read::{GroupPlaces, Reading};

/// Judges every group against the catalogue, unless the catalogue itself is in doubt.
pub(super) fn warnings(file: File<'_>, reading: &Reading) -> Vec<Fault> {
    if !reading.catalogue_is_sound {
        return Vec::new();
    }
    let streams = &reading.topology.streams;
    let mut warnings = Vec::new();
    for (group, places) in reading.topology.groups.iter().zip(&reading.places) {
        let of_group = unmatched(group, places, streams)
            .into_iter()
            .chain(contradiction(group, places, streams));
        warnings.extend(
            of_group.map(|(at, message, hint)| {
                Fault::new(Severity::Warning, &file, at, &message, hint)
            }),
        );
    }
    warnings
}

type Finding = (At, String, Option<String>);

fn unmatched(group: &GroupSpec, places: &GroupPlaces, streams: &[StreamSpec]) -> Vec<Finding> {
    let matches_none =
        |pattern: &Pattern| !streams.iter().any(|s| pattern.matches(s.name.as_bytes()));
    let pairs = group.patterns.iter().zip(&places.patterns);
    pairs
        .filter(|(pattern, _)| matches_none(pattern))
        .map(|(pattern, at)| {
            let message = format!(
                "pattern `{pattern}` of group `{}` matches no catalogued stream",
                group.name
            );
            (*at, message, nearest(pattern.as_str(), streams))
        })
        .collect()
}

/// Compares with each stream written the way the pattern is: with as many parts, and `*` where it has one.
fn nearest(pattern: &str, streams: &[StreamSpec]) -> Option<String> {
    let parts: Vec<_> = pattern.split('.').collect();
    let like_pattern = |stream: &StreamSpec| {
        let own = stream.name.split('.').zip(&parts);
        own.map(|(own, part)| if *part == "*" { "*" } else { own }).collect::<Vec<_>>().join(".")
    };
    let candidates: Vec<_> = streams.iter().map(like_pattern).collect();
    did_you_mean(pattern, candidates.iter().map(String::as_str))
}

fn contradiction(
    group: &GroupSpec,
    places: &GroupPlaces,
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
        (Kind::Internal, Some(stream)) => (
            format!("group `{name}` is internal to `{owner}`, but reads `{}`", stream.name),
            "write kind: cross-domain, or give it a role",
        ),
        (Kind::CrossDomain, None) => (
            format!(
                "group `{name}` is cross-domain, but reads streams of its owner `{owner}` alone"
            ),
            "write kind: internal",
        ),
        _ => return None,
    };
    Some((places.kind, message, Some(hint.to_owned())))
}
