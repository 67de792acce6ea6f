//! The instances in the service registry.

use astra_bus::{Bus, BusError, Coverage};

use crate::registry::{self, Instance, State};
use crate::survey::remark::{Remark, Subject, not_found};

/// Which instances to show; an empty list selects all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServiceQuery<'a> {
    pub(crate) states: &'a [State],
    pub(crate) services: &'a [String],
    pub(crate) domains: &'a [String],
}

/// The registry at one moment.
#[derive(Debug)]
pub(crate) struct ServiceSurvey {
    /// All instances, selected or not, sorted by service and instance.
    pub(crate) instances: Vec<Instance>,
    /// Also covers instances that may be registered where nothing could be read.
    pub(crate) coverage: Coverage,
    pub(crate) remarks: Vec<Remark>,
}

/// Reads the registry, and remarks on each service and domain of the query that is not registered.
pub(crate) async fn services(
    bus: &Bus,
    query: &ServiceQuery<'_>,
) -> Result<ServiceSurvey, BusError> {
    let registry::Registry { instances, not_sets, coverage } = registry::fetch(bus).await?;
    let mut remarks: Vec<Remark> =
        not_sets.into_iter().map(|(key, kind)| Remark::NotASet { key, kind }).collect();
    let services = instances.iter().filter_map(|instance| instance.service.as_str());
    remarks.extend(not_found(Subject::Service, query.services, &services, &coverage));
    let domains = instances.iter().filter_map(|instance| instance.domain.as_deref());
    remarks.extend(not_found(Subject::Domain, query.domains, &domains, &coverage));
    Ok(ServiceSurvey { instances, coverage, remarks })
}

impl ServiceQuery<'_> {
    /// Whether the query selects an instance.
    pub(crate) fn selects(&self, instance: &Instance) -> bool {
        let is_among = |wanted: &[String], found: Option<&[u8]>| {
            wanted.is_empty() || wanted.iter().any(|name| Some(name.as_bytes()) == found)
        };
        (self.states.is_empty() || self.states.contains(&instance.state))
            && is_among(self.services, Some(instance.service.as_bytes()))
            && is_among(self.domains, instance.domain.as_deref().map(str::as_bytes))
    }
}
