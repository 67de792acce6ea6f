//! What a plan notices on the way: nothing that a setup would change, all of it worth knowing.

use astra_bus::{StreamLookup, StreamState};
use astra_model::topology::{Binding, GroupSpec, Topology};
use astra_model::{Name, Pattern, has_wildcard};

use crate::provision::plan::{Finding, Severity};

pub(super) fn all<'a>(
    topology: &Topology,
    targets: &[String],
    bindings: &[Binding<'_>],
    streams: impl Iterator<Item = (&'a Name, &'a StreamLookup)>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, found) in streams {
        match found {
            StreamLookup::Stream(_) if has_wildcard(name.as_bytes()) => {
                findings.push(literal(name, found));
            }
            StreamLookup::Stream(stream) => {
                of_stream(topology, bindings, name, stream, &mut findings)
            }
            StreamLookup::Refused(refusal) => findings.push(finding(
                "unusable-stream",
                Severity::Error,
                Some(name),
                refusal.to_string(),
            )),
            StreamLookup::Missing => {}
        }
    }
    findings.extend(topology.unmatched_patterns(targets).into_iter().map(unmatched));
    findings
}

fn finding(id: &'static str, severity: Severity, stream: Option<&Name>, detail: String) -> Finding {
    Finding { id, severity, stream: stream.cloned(), group: None, detail }
}

fn literal(name: &Name, found: &StreamLookup) -> Finding {
    let length = if let StreamLookup::Stream(stream) = found { stream.length } else { 0 };
    let detail = format!(
        "a stream literally named like a pattern, of length {length}: groups on it get nothing; \
         astra setup --prune removes it while it is empty"
    );
    finding("literal-pattern-stream", Severity::Warning, Some(name), detail)
}

fn unmatched((group, pattern): (&GroupSpec, &Pattern)) -> Finding {
    let detail = format!("pattern `{pattern}` matches no stream, catalogued or existing");
    Finding {
        group: Some(group.name.as_str().into()),
        ..finding("unmatched-pattern", Severity::Warning, None, detail)
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
        let detail = "the name of this stream is not UTF-8: no group can be promised on it".into();
        return findings.push(finding("unusable-stream", Severity::Warning, Some(name), detail));
    };
    if topology.stream(text).is_none() {
        let detail = "this stream exists and is not in the catalogue".into();
        findings.push(finding("uncatalogued-stream", Severity::Info, Some(name), detail));
    }
    let first = bindings.partition_point(|binding| binding.stream < text);
    let promised = bindings[first..].iter().take_while(|binding| binding.stream == text);
    let promised: Vec<&str> = promised.map(|binding| binding.group.name.as_str()).collect();
    findings.extend(stream.groups.iter().flat_map(|group| {
        let named = |id, severity, detail| Finding {
            group: Some(group.name.clone()),
            ..finding(id, severity, Some(name), detail)
        };
        let unknown = (!promised.iter().any(|promised| group.name == **promised))
            .then(|| named("unknown-group", Severity::Info, "the topology does not name this group here".into()));
        let ahead = (group.last_delivered > stream.last_generated).then(|| {
            let detail = format!(
                "its cursor {} is beyond the stream's last entry: it will get nothing until the stream passes it",
                group.last_delivered
            );
            named("cursor-ahead", Severity::Warning, detail)
        });
        [unknown, ahead].into_iter().flatten()
    }));
}
