//! A permission, and how those for several commands, streams or nodes combine.

use astra_model::Name;

/// Whether the server would let its user do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    Allowed,
    /// Allowed on some of the streams: on how many, and the reason of the first that is denied.
    Partial(String),
    Denied(String),
    /// The server cannot check it, or does not let this user ask.
    Unknown(String),
}

/// Combines the permissions on each of several streams.
pub(super) fn across_streams(streams: &[Name], permissions: &[Permission]) -> Permission {
    let mut denied =
        streams.iter().zip(permissions).filter_map(|(stream, permission)| match permission {
            Permission::Denied(reason) => Some((stream, reason)),
            _ => None,
        });
    let Some((stream, reason)) = denied.next() else {
        let unknown = permissions.iter().find(|permission| **permission != Permission::Allowed);
        return unknown.cloned().unwrap_or(Permission::Allowed);
    };
    match permissions.len() - 1 - denied.count() {
        0 => Permission::Denied(reason.clone()),
        others => Permission::Partial(format!(
            "on {others} of {}, not on `{stream}`: {reason}",
            permissions.len()
        )),
    }
}

/// Combines the permissions for the commands of one operation: the first that is denied decides, else the
/// first that is unknown.
pub(super) fn across_commands(permissions: impl Iterator<Item = Permission>) -> Permission {
    let mut permissions: Vec<Permission> = permissions.collect();
    let is_denied = |permission: &Permission| matches!(permission, Permission::Denied(_));
    let is_unknown = |permission: &Permission| matches!(permission, Permission::Unknown(_));
    let decisive = permissions.iter().position(is_denied);
    let decisive = decisive.or_else(|| permissions.iter().position(is_unknown));
    decisive.map_or(Permission::Allowed, |index| permissions.swap_remove(index))
}

/// Combines the permissions on several nodes: the most restrictive one, with its node if they differ.
pub(super) fn across_nodes<'a>(
    answers: impl Iterator<Item = (String, &'a Permission)> + Clone,
) -> Permission {
    let mut others = answers.clone().map(|(_, permission)| permission);
    let first = others.next();
    let is_same = others.all(|permission| Some(permission) == first);
    let rank = |permission: &Permission| match permission {
        Permission::Allowed => 0,
        Permission::Unknown(_) => 1,
        Permission::Partial(_) => 2,
        Permission::Denied(_) => 3,
    };
    let at = |reason: &str, address: String| {
        if is_same { reason.to_owned() } else { format!("{reason} (at {address})") }
    };
    match answers.max_by_key(|(_, permission)| rank(permission)) {
        Some((address, Permission::Denied(reason))) => Permission::Denied(at(reason, address)),
        Some((address, Permission::Partial(reason))) => Permission::Partial(at(reason, address)),
        Some((address, Permission::Unknown(reason))) => Permission::Unknown(at(reason, address)),
        Some((_, Permission::Allowed)) => Permission::Allowed,
        None => Permission::Unknown("no server replied".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_nodes(permissions: &[Permission]) -> Permission {
        let of_each_node = permissions.iter().enumerate();
        across_nodes(of_each_node.map(|(index, permission)| (format!("h:{index}"), permission)))
    }

    #[test]
    fn an_operation_needs_each_of_its_commands() {
        let (denied, unknown) = (Permission::Denied("no".into()), Permission::Unknown("?".into()));
        for (permissions, expected) in [
            (vec![Permission::Allowed, Permission::Allowed], &Permission::Allowed),
            (vec![Permission::Allowed, unknown.clone()], &unknown),
            (vec![unknown.clone(), denied.clone(), Permission::Allowed], &denied),
        ] {
            assert_eq!(across_commands(permissions.into_iter()), *expected);
        }
    }

    #[test]
    fn an_operation_that_one_node_denies_is_not_allowed() {
        let denied = |reason: &str| Permission::Denied(reason.into());
        let unknown = Permission::Unknown("?".into());
        assert_eq!(on_nodes(&[Permission::Allowed, Permission::Allowed]), Permission::Allowed);
        assert_eq!(
            on_nodes(&[unknown.clone(), denied("no"), Permission::Allowed]),
            denied("no (at h:1)")
        );
        assert_eq!(
            on_nodes(&[Permission::Allowed, unknown]),
            Permission::Unknown("? (at h:1)".into())
        );
        assert_eq!(on_nodes(&[denied("no"), denied("no")]), denied("no"));
    }

    #[test]
    fn an_operation_that_is_denied_on_some_streams_is_partially_allowed() {
        let streams = ["a", "b", "c"].map(Name::from);
        let of = |permissions: [Permission; 3]| across_streams(&streams, &permissions);
        let denied = || Permission::Denied("no".into());
        let unknown = || Permission::Unknown("?".into());
        assert_eq!(
            of([Permission::Allowed, Permission::Allowed, Permission::Allowed]),
            Permission::Allowed
        );
        assert_eq!(of([denied(), denied(), denied()]), denied());
        assert_eq!(of([Permission::Allowed, unknown(), Permission::Allowed]), unknown());
        let partial = Permission::Partial("on 1 of 3, not on `b`: no".into());
        assert_eq!(of([Permission::Allowed, denied(), denied()]), partial);
    }
}
