//! `astra services --require`: how many healthy instances a service must have.

use std::collections::BTreeSet;
use std::str::FromStr;

use astra_model::did_you_mean;
use serde::Serialize;

use crate::commands::services::row::ServiceRow;
use crate::output::notes;
use crate::output::units::Counted;

/// A service, and how many healthy instances it must have at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    service: String,
    count: usize,
}

/// A text that is not a requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write SERVICE=COUNT, for example `trading=2`")]
pub(super) struct RequirementError;

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Splits at the last one, because a service's name may contain others.
        let (service, count) = text.rsplit_once('=').ok_or(RequirementError)?;
        let count = count.parse().map_err(|_| RequirementError)?;
        if service.is_empty() {
            return Err(RequirementError);
        }
        Ok(Self { service: service.into(), count })
    }
}

/// A requirement, and whether it is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct RequirementResult {
    pub(super) service: String,
    pub(super) required: usize,
    pub(super) healthy: usize,
    pub(super) met: bool,
    /// Whether instances also had to answer at their health URL.
    #[serde(skip)]
    is_probed: bool,
    #[serde(skip)]
    hint: Option<String>,
}

/// Judges each requirement; counts each instance once, however many hashes name it.
pub(super) fn judge<'a>(
    requirements: &[Requirement],
    rows: &(impl Iterator<Item = &'a ServiceRow> + Clone),
) -> Vec<RequirementResult> {
    let judge = |requirement: &Requirement| {
        let of_service =
            rows.clone().filter(|row| row.instance.service == *requirement.service.as_str());
        let healthy: BTreeSet<_> =
            of_service.filter(|row| row.is_healthy()).map(|row| &row.instance.instance).collect();
        let known = rows.clone().filter_map(|row| row.instance.service.as_str());
        let hint = did_you_mean(&requirement.service, known)
            .filter(|_| rows.clone().all(|row| row.instance.service != *requirement.service));
        RequirementResult {
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

/// Prints each requirement that is not met, with `scope` for the instances that could be seen.
pub(super) fn print_unmet(results: &[RequirementResult], scope: &str) {
    for result in results.iter().filter(|result| !result.met) {
        let what = if result.is_probed { "healthy and answering" } else { "healthy" };
        let text = format!(
            "service `{}` has {}{scope}, {} required",
            result.service,
            Counted(result.healthy as u64, &format!("{what} instance")),
            result.required
        );
        notes::error(text, result.hint.as_deref());
    }
}
