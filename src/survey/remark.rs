//! What a survey found beside its rows, with the next step for the user.

use std::collections::BTreeSet;
use std::fmt;

use astra_bus::Coverage;
use astra_model::topology::Topology;
use astra_model::{Name, Pattern, did_you_mean};

/// Something that the user should know although the survey succeeded.
#[derive(Clone, Debug)]
pub(crate) enum Remark {
    /// A pattern that matches no stream.
    UnmatchedPattern(Pattern),
    /// Streams that match, but are literally named like a pattern: nobody publishes to them.
    LeftOut(Vec<Name>),
    /// A name that the user asked for and that was not found.
    NotFound { subject: Subject, name: String, is_partial: bool, hint: Option<String> },
    /// The trimmer removed entries that a group had not read, since the survey before.
    TrimmedPast { stream: Name, group: Name },
    /// A key of the service registry that should be a set, and its type.
    NotASet { key: Name, kind: String },
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Group,
    Consumer,
    Service,
    Domain,
}

impl Remark {
    /// Whether it is about a name that the user asked for and that was not found.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether something that the user asked for, a pattern or a name, was not found.
    pub(crate) fn is_unmet(&self) -> bool {
        matches!(self, Self::NotFound { .. } | Self::UnmatchedPattern(_))
    }

    /// The next step for the user.
    pub(crate) fn hint(&self) -> Option<&str> {
        match self {
            Self::LeftOut(_) => Some("astra setup --dry-run lists them"),
            Self::NotFound { hint, .. } => hint.as_deref(),
            Self::UnmatchedPattern(_) | Self::TrimmedPast { .. } | Self::NotASet { .. } => None,
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnmatchedPattern(pattern) => write!(f, "pattern `{pattern}` matches no stream"),
            Self::LeftOut(streams) => match &streams[..] {
                [stream] => write!(f, "stream `{stream}` is left out: it is named like a pattern"),
                _ => write!(f, "{} streams named like a pattern are left out", streams.len()),
            },
            Self::NotFound { subject, name, is_partial, .. } => {
                let place = if *is_partial { " in what can be seen" } else { subject.place() };
                match subject {
                    Subject::Group => write!(f, "no group `{name}`{place}"),
                    Subject::Consumer => write!(f, "no consumer `{name}`{place}"),
                    Subject::Service => {
                        write!(f, "no instance of service `{name}` is registered{place}")
                    }
                    Subject::Domain => {
                        write!(f, "no instance of domain `{name}` is registered{place}")
                    }
                }
            }
            Self::TrimmedPast { stream, group } => {
                write!(f, "`{stream}` was trimmed past group `{group}` before it had read all")
            }
            Self::NotASet { key, kind } => write!(f, "`{key}` holds a {kind}, not a set"),
        }
    }
}

impl Subject {
    /// Where a survey that read everything looked for it.
    fn place(self) -> &'static str {
        match self {
            Self::Group => " on the selected streams",
            Self::Consumer => " in the selected groups",
            Self::Service | Self::Domain => "",
        }
    }
}

/// Returns a remark for each of the `wanted` names that is not among `known`, with the nearest known name.
pub(super) fn not_found<'a>(
    subject: Subject,
    wanted: &[String],
    known: &(impl Iterator<Item = &'a str> + Clone),
    coverage: &Coverage,
) -> Vec<Remark> {
    let missing = wanted.iter().filter(|name| !known.clone().any(|known| known == **name));
    missing
        .map(|name| Remark::NotFound {
            subject,
            name: name.clone(),
            is_partial: !coverage.is_complete(),
            hint: did_you_mean(name, known.clone()),
        })
        .collect()
}

/// Returns a remark for each of the `wanted` groups that is not among `found`.
///
/// The hint is the nearest group that exists or that the topology promises, because the name is most
/// often mistyped.
pub(super) fn unknown_groups(
    wanted: &[String],
    found: &BTreeSet<&Name>,
    topology: &Topology,
    coverage: &Coverage,
) -> Vec<Remark> {
    let promised = || topology.groups.iter().map(|group| group.name.as_str());
    let existing = || found.iter().filter_map(|name| name.as_str());
    let missing = wanted.iter().filter(|name| !existing().any(|existing| existing == **name));
    missing
        .map(|name| {
            let hint = if promised().any(|promised| promised == name) {
                Some("the topology promises it: astra setup creates it where it is missing".into())
            } else {
                did_you_mean(name, existing().chain(promised()))
            };
            let (subject, is_partial) = (Subject::Group, !coverage.is_complete());
            Remark::NotFound { subject, name: name.clone(), is_partial, hint }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use astra_model::topology::{Source, load};

    use super::*;

    fn groups(wanted: &str, coverage: &Coverage) -> Vec<(String, Option<String>)> {
        let topology = load(&Source::BuiltIn(crate::built_in::GROUPS)).unwrap().topology;
        let found = Name::from("billing");
        let found = BTreeSet::from([&found]);
        let remarks = unknown_groups(&[wanted.into()], &found, &topology, coverage);
        remarks.iter().map(|it| (it.to_string(), it.hint().map(str::to_owned))).collect()
    }

    #[test]
    fn an_unknown_group_comes_with_the_nearest_name() {
        let coverage = Coverage::default();
        let text = |name: &str| format!("no group `{name}` on the selected streams");
        assert_eq!(groups("billing", &coverage), []);
        let hint = Some("did you mean `billing`?".into());
        assert_eq!(groups("biling", &coverage), [(text("biling"), hint)]);
        let hint = Some("did you mean `revenue_trackers`?".into());
        assert_eq!(groups("revenue_tracker", &coverage), [(text("revenue_tracker"), hint)]);
        let [(found, Some(hint))] = &groups("revenue_trackers", &coverage)[..] else { panic!() };
        assert_eq!(*found, text("revenue_trackers"));
        assert!(hint.contains("astra setup"), "a promised name is not mistyped: {hint}");
    }

    #[test]
    fn a_name_is_missing_only_in_what_can_be_seen() {
        let mut coverage = Coverage::default();
        let error = astra_bus::ReplyError::new("NOPERM", "no");
        coverage.unread.push(astra_bus::Unreadable::stream("s".into(), &error));
        let remarks = not_found(Subject::Consumer, &["c".into()], &[].into_iter(), &coverage);
        assert_eq!(remarks[0].to_string(), "no consumer `c` in what can be seen");
    }

    #[test]
    fn streams_named_like_a_pattern_are_named_or_counted() {
        let one = Remark::LeftOut(vec!["a.*".into()]);
        assert_eq!(one.to_string(), "stream `a.*` is left out: it is named like a pattern");
        let two = Remark::LeftOut(vec!["a.*".into(), "b.*".into()]);
        assert_eq!(two.to_string(), "2 streams named like a pattern are left out");
    }
}
