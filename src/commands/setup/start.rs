//! What the creation of a group means, summed over its streams.

use astra_model::topology::Topology;

use crate::provision::{Creation, Outcome, Plan};

/// A group of the topology, and what its new bindings find.
#[derive(Debug)]
pub(super) struct GroupStart {
    pub(super) name: String,
    pub(super) streams: usize,
    /// Bindings that were made, or would be.
    pub(super) made: usize,
    pub(super) start: String,
    pub(super) will_see: Option<u64>,
    pub(super) will_skip: Option<u64>,
}

impl GroupStart {
    /// Every group, as if all that is missing were made.
    pub(super) fn planned(topology: &Topology, plan: &Plan) -> Vec<Self> {
        Self::all(topology, plan, |_| true)
    }

    /// Every group, with what was made of it: `outcomes` are those of [`Plan::missing`].
    pub(super) fn applied(topology: &Topology, plan: &Plan, outcomes: &[Outcome]) -> Vec<Self> {
        Self::all(topology, plan, |index| outcomes.get(index) == Some(&Outcome::Created))
    }

    fn all(topology: &Topology, plan: &Plan, is_made: impl Fn(usize) -> bool) -> Vec<Self> {
        let made: Vec<(&str, &Creation)> = plan
            .missing()
            .enumerate()
            .filter(|(index, _)| is_made(*index))
            .map(|(_, (binding, creation))| (binding.group.as_str(), creation))
            .collect();
        topology.groups.iter().map(|group| Self::of(&group.name, plan, &made)).collect()
    }

    fn of(name: &str, plan: &Plan, made: &[(&str, &Creation)]) -> Self {
        let promised: Vec<_> =
            plan.bindings.iter().filter(|binding| binding.group == name).collect();
        let creations: Vec<_> = made.iter().filter(|(group, _)| *group == name).collect();
        Self {
            name: name.into(),
            streams: promised.len(),
            made: creations.len(),
            start: promised.first().map_or_else(String::new, |binding| binding.start.clone()),
            will_see: creations.iter().map(|(_, creation)| creation.will_see).sum(),
            will_skip: creations.iter().map(|(_, creation)| creation.will_skip).sum(),
        }
    }
}
