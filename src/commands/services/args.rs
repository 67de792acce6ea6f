//! What can be typed behind `astra services`.

use std::time::Duration;

use crate::commands::env::value_parsers;
use crate::commands::services::require::Requirement;
use crate::commands::services::states;
use crate::registry::{Instance, State};

/// Show which instances of which services are registered, and how they are
///
/// An instance is healthy when it says so and its last heartbeat is younger than 30 s. One that
/// is silent for 30 s is stale, whatever it said before; after 60 s the registry forgets it.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Show only instances in this state; may be given several times
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Vec<State>,

    /// Show only instances of this service; may be given several times
    #[arg(long, value_name = "SERVICE")]
    pub(super) service: Vec<String>,

    /// Show only instances of this domain; may be given several times
    #[arg(long, value_name = "DOMAIN")]
    pub(super) domain: Vec<String>,

    /// Call the health URL of each instance as well, each within --timeout
    #[arg(long)]
    pub(super) probe: bool,

    /// Exit 1 with fewer healthy instances of a service, filters aside; with --probe they must answer too
    #[arg(long, value_name = "SERVICE=COUNT", conflicts_with = "watch")]
    pub(super) require: Vec<Requirement>,

    /// Go on, looking again after each interval
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "2s", value_parser = value_parsers::interval)]
    pub(super) watch: Option<Duration>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra services                           Every registered instance
  astra services --state stale             Those that have fallen silent
  astra services --domain trading --watch  The trading domain, every two seconds
  astra services --probe --timeout 1s      Call each health URL as well
  astra services --require trading=2       Exit 1 with fewer than two healthy ones
  astra services -o json | jq '.services[] | select(.flaws != [])'";

impl Args {
    pub(crate) fn wants(&self, instance: &Instance) -> bool {
        let is_among = |wanted: &[String], found: Option<&[u8]>| {
            wanted.is_empty() || wanted.iter().any(|name| Some(name.as_bytes()) == found)
        };
        (self.state.is_empty() || self.state.contains(&instance.state))
            && is_among(&self.service, Some(instance.service.as_bytes()))
            && is_among(&self.domain, instance.domain.as_deref().map(str::as_bytes))
    }
}
