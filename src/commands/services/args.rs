//! The arguments of `astra services`.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::env::value_parsers;
use crate::commands::services::require::Requirement;
use crate::registry::State;
use crate::survey::ServiceQuery;

/// Show the registered service instances and their state
///
/// An instance is healthy if its status is healthy and its last heartbeat is less than 30 s old.
/// After 30 s without a heartbeat it is stale, whatever its status; after 60 s the registry forgets it.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Show only instances in this state; can be repeated
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Vec<State>,

    /// Show only instances of this service; can be repeated
    #[arg(long, value_name = "SERVICE")]
    pub(super) service: Vec<String>,

    /// Show only instances of this domain; can be repeated
    #[arg(long, value_name = "DOMAIN")]
    pub(super) domain: Vec<String>,

    /// Also call the health URL of each instance, each within --timeout
    #[arg(long)]
    pub(super) probe: bool,

    /// Exit 1 if a service has fewer healthy instances, whatever the filters; with --probe, they must also answer
    #[arg(long, value_name = "SERVICE=COUNT", conflicts_with = "watch")]
    pub(super) require: Vec<Requirement>,

    /// Refresh continuously
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, require_equals = true, default_missing_value = "2s", value_parser = value_parsers::interval)]
    pub(super) watch: Option<Duration>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  astra services                           Every registered instance
  astra services --state stale             Instances without a recent heartbeat
  astra services --domain trading --watch  The trading domain, every two seconds
  astra services --probe --timeout 1s      Also call each health URL
  astra services --require trading=2       Exit 1 if fewer than two are healthy
  astra services -o json | jq '.services[] | select(.flaws != [])'";

impl Args {
    pub(super) fn query(&self) -> ServiceQuery<'_> {
        ServiceQuery { states: &self.state, services: &self.service, domains: &self.domain }
    }
}

fn states() -> impl TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::as_str)).map(|word| {
        State::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or(State::Unknown)
    })
}
