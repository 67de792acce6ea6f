//! Compares the server's own view of the run's streams and groups with the ledger of the consumers.

use astra_bus::{Bus, BusError, GroupState, StreamLookup, StreamState};
use astra_model::{EntryId, Name};

use crate::flow::failure::{Check, Discrepancy, Failure};
use crate::flow::ledger::Ledger;
use crate::flow::run::plan::TestStream;

/// Returns a failure for each stream or group on the server that differs from what the run must leave there.
pub(super) async fn compare(
    bus: &Bus,
    streams: &[TestStream],
    ledger: &Ledger,
) -> Result<Vec<Failure>, BusError> {
    let names: Vec<Name> = streams.iter().map(|stream| stream.name.as_str().into()).collect();
    let states = bus.stream_states(&names).await?;
    let mut failures = Vec::new();
    for (stream, found) in streams.iter().zip(&states) {
        match found {
            StreamLookup::Stream(state) => failures.extend(stream.discrepancies(state, ledger)),
            StreamLookup::Missing | StreamLookup::Refused(_) => {
                failures.push(stream.failure(None, Discrepancy::NoStream, None));
            }
        }
    }
    Ok(failures)
}

impl TestStream {
    fn discrepancies(&self, state: &StreamState, ledger: &Ledger) -> Vec<Failure> {
        let number = ledger.bindings().stream(&self.name);
        let expected = number.map_or(0, |number| ledger.expected_entries(number));
        let added = state.entries_added.unwrap_or(state.length);
        let differs = added != expected || state.length != expected;
        let entries = differs
            .then(|| self.failure(None, Discrepancy::Entries { expected, added }, state.last));
        let groups = self.groups.iter().filter_map(|name| {
            let group = state.group(name);
            let found =
                group.map_or(Some(Discrepancy::NoGroup), |group| unfinished(group, state))?;
            Some(self.failure(Some(name), found, group.map(|group| group.last_delivered)))
        });
        entries.into_iter().chain(groups).collect()
    }

    fn failure(
        &self,
        group: Option<&str>,
        found: Discrepancy,
        last_seen: Option<EntryId>,
    ) -> Failure {
        Failure {
            check: Check::OnServer(found),
            event: None,
            event_type: None,
            group: group.map(str::to_owned),
            stream: Some(self.name.clone()),
            last_seen,
        }
    }
}

/// Returns what a group has not read or not acknowledged.
fn unfinished(group: &GroupState, stream: &StreamState) -> Option<Discrepancy> {
    let behind = stream.last.filter(|last| group.last_delivered != *last);
    let pending = (group.pending > 0).then_some(Discrepancy::Pending { pending: group.pending });
    behind.map(|last| Discrepancy::Behind { last }).or(pending)
}
