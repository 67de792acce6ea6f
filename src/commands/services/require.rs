//! `astra services --require`: how many healthy instances a service must have.

use std::collections::BTreeSet;
use std::str::FromStr;

use astra_model::did_you_mean;
use serde::Serialize;

use crate::commands::services::report::Row;
use crate::output::notes;
use crate::output::units::Counted;

/// A service and the least number of its healthy instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    service: String,
    count: usize,
}

/// Why a word is no requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write SERVICE=COUNT, for example `trading=2`")]
pub(super) struct NotARequirement;

impl FromStr for Requirement {
    type Err = NotARequirement;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The last one: a service's name may hold whatever the fleet put into it.
        let (service, count) = text.rsplit_once('=').ok_or(NotARequirement)?;
        let count = count.parse().map_err(|_| NotARequirement)?;
        if service.is_empty() {
            return Err(NotARequirement);
        }
        Ok(Self { service: service.into(), count })
    }
}

/// A requirement and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Outcome {
    pub(super) service: String,
    pub(super) required: usize,
    pub(super) healthy: usize,
    pub(super) met: bool,
    /// Whether those that were counted had to answer as well.
    #[serde(skip)]
    is_probed: bool,
    #[serde(skip)]
    hint: Option<String>,
}

/// Counts each instance once, however many hashes claim to be it.
pub(super) fn judge<'a>(
    requirements: &[Requirement],
    rows: &(impl Iterator<Item = &'a Row> + Clone),
) -> Vec<Outcome> {
    let judge = |requirement: &Requirement| {
        let of_service =
            rows.clone().filter(|row| row.instance.service == *requirement.service.as_str());
        let healthy: BTreeSet<_> =
            of_service.filter(|row| row.is_healthy()).map(|row| &row.instance.instance).collect();
        let known = rows.clone().filter_map(|row| row.instance.service.as_str());
        let hint = did_you_mean(&requirement.service, known)
            .filter(|_| rows.clone().all(|row| row.instance.service != *requirement.service));
        Outcome {
            service: requirement.service.clone(),
            required: requirement.count,
            healthy: healthy.len(),
            met: healthy.len() >= requirement.count,
            is_probed: rows.clone().any(|row| row.probe.is_some()),
            hint,
        }
    };
    requirements.iter().map(judge).collect()
}

/// Names each requirement that is not met, by what could be seen.
pub(super) fn tell(outcomes: &[Outcome], scope: &str) {
    for outcome in outcomes.iter().filter(|outcome| !outcome.met) {
        let what = if outcome.is_probed { "healthy and answering" } else { "healthy" };
        let text = format!(
            "service `{}` has {}{scope}, {} required",
            outcome.service,
            Counted(outcome.healthy as u64, &format!("{what} instance")),
            outcome.required
        );
        notes::error(text, outcome.hint.as_deref());
    }
}
