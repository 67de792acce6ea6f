//! Findings about the server that an operator should know, although `astra setup` does not change them.

use astra_bus::{StreamLookup, StreamState};
use astra_model::topology::{Binding, GroupSpec, Topology};
use astra_model::{Name, Pattern, has_wildcard};
use serde::Serialize;

/// Something about the server that an operator should know. It does not make a plan incomplete.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) id: &'static str,
    pub(crate) severity: FindingSeverity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Name>,
    pub(crate) detail: String,
}

/// How important a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FindingSeverity {
    Info,
    Warning,
    Error,
}

/// Compares the streams and groups on the server with the topology.
pub(super) fn find<'a>(
    topology: &Topology,
    targets: &[String],
    bindings: &[Binding<'_>],
    streams: impl Iterator<Item = (&'a Name, &'a StreamLookup)>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, found) in streams {
        match found {
            StreamLookup::Stream(_) if has_wildcard(name.as_bytes()) => {
                findings.push(literal_pattern(name, found));
            }
            StreamLookup::Stream(stream) => {
                of_stream(topology, bindings, name, stream, &mut findings);
            }
            StreamLookup::Refused(refusal) => findings.push(finding(
                "unusable-stream",
                FindingSeverity::Error,
                Some(name),
                refusal.to_string(),
            )),
            StreamLookup::Missing => {}
        }
    }
    findings.extend(topology.unmatched_patterns(targets).into_iter().map(unmatched_pattern));
    findings
}

fn finding(
    id: &'static str,
    severity: FindingSeverity,
    stream: Option<&Name>,
    detail: String,
) -> Finding {
    Finding { id, severity, stream: stream.cloned(), group: None, detail }
}

fn literal_pattern(name: &Name, found: &StreamLookup) -> Finding {
    let length = if let StreamLookup::Stream(stream) = found { stream.length } else { 0 };
    let detail = format!(
        "the stream is named like a pattern and has length {length}: groups on it receive nothing; \
         astra setup --prune removes it if it is empty"
    );
    finding("literal-pattern-stream", FindingSeverity::Warning, Some(name), detail)
}

fn unmatched_pattern((group, pattern): (&GroupSpec, &Pattern)) -> Finding {
    let detail =
        format!("pattern `{pattern}` matches no stream, neither in the catalog nor on the server");
    Finding {
        group: Some(group.name.as_str().into()),
        ..finding("unmatched-pattern", FindingSeverity::Warning, None, detail)
    }
}

fn of_stream(
    topology: &Topology,
    bindings: &[Binding<'_>],
    name: &Name,
    stream: &StreamState,
    findings: &mut Vec<Finding>,
) {
    let Some(text) = name.as_str() else {
        let detail = "the stream's name is not UTF-8, so no topology can contain it".into();
        return findings.push(finding(
            "unusable-stream",
            FindingSeverity::Warning,
            Some(name),
            detail,
        ));
    };
    if topology.stream(text).is_none() {
        let detail = "the stream exists but is not in the catalog".into();
        findings.push(finding("uncatalogued-stream", FindingSeverity::Info, Some(name), detail));
    }
    let first = bindings.partition_point(|binding| binding.stream < text);
    let expected = bindings[first..].iter().take_while(|binding| binding.stream == text);
    let expected: Vec<&str> = expected.map(|binding| binding.group.name.as_str()).collect();
    findings.extend(stream.groups.iter().flat_map(|group| {
        let named = |id, severity, detail| Finding {
            group: Some(group.name.clone()),
            ..finding(id, severity, Some(name), detail)
        };
        let unknown = (!expected.iter().any(|name| group.name == **name))
            .then(|| named("unknown-group", FindingSeverity::Info, "the topology has no such group on this stream".into()));
        let ahead = (group.last_delivered > stream.last_generated).then(|| {
            let detail = format!(
                "its cursor {} is beyond the stream's last entry: it receives nothing until the stream passes the cursor",
                group.last_delivered
            );
            named("cursor-ahead", FindingSeverity::Warning, detail)
        });
        [unknown, ahead].into_iter().flatten()
    }));
}
