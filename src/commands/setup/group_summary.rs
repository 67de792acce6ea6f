//! The new bindings of each group, summed over its streams.

use astra_model::topology::Topology;

use crate::provision::{Creation, CreationOutcome, Plan};

/// A group of the topology, with the numbers of its new bindings.
#[derive(Debug)]
pub(super) struct GroupSummary {
    pub(super) name: String,
    pub(super) streams: usize,
    /// Bindings that were created, or would be.
    pub(super) created: usize,
    pub(super) start: String,
    pub(super) will_see: Option<u64>,
    pub(super) will_skip: Option<u64>,
}

impl GroupSummary {
    /// Every group, as if all missing bindings were created.
    pub(super) fn planned(topology: &Topology, plan: &Plan) -> Vec<Self> {
        Self::all(topology, plan, |_| true)
    }

    /// Every group, with the bindings that were created: `outcomes` are those of [`Plan::missing`].
    pub(super) fn applied(
        topology: &Topology,
        plan: &Plan,
        outcomes: &[CreationOutcome],
    ) -> Vec<Self> {
        Self::all(topology, plan, |index| outcomes.get(index) == Some(&CreationOutcome::Created))
    }

    fn all(topology: &Topology, plan: &Plan, is_created: impl Fn(usize) -> bool) -> Vec<Self> {
        let created: Vec<(&str, &Creation)> = plan
            .missing()
            .enumerate()
            .filter(|(index, _)| is_created(*index))
            .map(|(_, (binding, creation))| (binding.group.as_str(), creation))
            .collect();
        topology.groups.iter().map(|group| Self::of(&group.name, plan, &created)).collect()
    }

    fn of(name: &str, plan: &Plan, created: &[(&str, &Creation)]) -> Self {
        let bindings: Vec<_> =
            plan.bindings.iter().filter(|binding| binding.group == name).collect();
        let creations: Vec<_> = created.iter().filter(|(group, _)| *group == name).collect();
        Self {
            name: name.into(),
            streams: bindings.len(),
            created: creations.len(),
            start: bindings.first().map_or_else(String::new, |binding| binding.start.clone()),
            will_see: creations.iter().map(|(_, creation)| creation.will_see).sum(),
            will_skip: creations.iter().map(|(_, creation)| creation.will_skip).sum(),
        }
    }
}
