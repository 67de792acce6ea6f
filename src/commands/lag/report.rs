//! The rows of `astra lag`, as data and as a table.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::bus::{GroupState, Lag, Loss, Name, StreamState, Trail};
use crate::entry_id::EntryId;
use crate::output::units::Counted;
use crate::output::{Cell, Column, Report, Table, Tone};
use crate::time::humanize;

/// An ID further in the future than this is not a time: a clock may be off, but not by a minute.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// The document `astra.lag/v1`.
#[derive(Debug, Serialize)]
pub(super) struct LagReport {
    pub(super) groups: Vec<Row>,
    totals: Totals,
}

/// The sums over all rows: a lower bound where a row is not exact.
#[derive(Debug, Serialize)]
struct Totals {
    lag: u64,
    lag_kind: Kind,
    pending: u64,
    groups: usize,
}

/// One group on one stream.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) stream: Name,
    pub(super) group: Name,
    length: u64,
    pub(super) lag: Option<u64>,
    lag_kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag_reason: Option<&'static str>,
    lag_server: Option<i64>,
    lag_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag_seconds_reason: Option<&'static str>,
    pub(super) pending: Option<u64>,
    consumers: Option<u64>,
    last_delivered_id: Option<EntryId>,
    lost: Option<u64>,
    lost_kind: Kind,
    headroom: Option<u64>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub(super) rates: Option<Rates>,
}

/// How a stream and a group move, between two looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Rates {
    /// Entries added a second; `None` where the server does not count them.
    pub(super) rate_in: Option<f64>,
    /// Entries delivered a second.
    pub(super) rate_out: Option<f64>,
    /// `None` where the group does not catch up.
    pub(super) catch_up_seconds: Option<f64>,
}

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Exact,
    AtLeast,
    AtMost,
    Unknown,
}

/// The state of a group on a stream, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Lost,
    Unprovisioned,
    Ahead,
    Stalled,
    Lagging,
    Ok,
}

/// What is known of one group, to be judged.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) name: &'a Name,
    pub(super) stream: &'a StreamState,
    pub(super) group: &'a GroupState,
    pub(super) trail: Trail,
    pub(super) now: Timestamp,
    /// Whether a consumer was active lately; `None` where nobody asked, for the group is up to date.
    pub(super) is_active: Option<bool>,
}

impl Row {
    pub(super) fn measured(facts: &Facts<'_>) -> Self {
        let Facts { stream, group, .. } = facts;
        let (lag, lag_kind) = known_lag(facts.trail.lag);
        let (lost, lost_kind) = known_loss(stream.loss(group));
        let (seconds, no_seconds) = age(&facts.trail, facts.now);
        Self {
            stream: facts.name.clone(),
            group: group.name.clone(),
            length: stream.length,
            lag,
            lag_kind,
            lag_reason: (lag_kind == Kind::Unknown)
                .then_some("entries were removed while they were counted"),
            lag_server: group.lag_server,
            lag_seconds: seconds,
            lag_seconds_reason: no_seconds,
            pending: Some(group.pending),
            consumers: Some(group.consumers),
            last_delivered_id: Some(group.last_delivered),
            lost,
            lost_kind,
            headroom: lag
                .filter(|_| lag_kind == Kind::Exact)
                .and_then(|lag| stream.length.checked_sub(lag)),
            status: status(facts),
            rates: None,
        }
    }

    /// A group that the topology promises on a stream that has it not.
    pub(super) fn unprovisioned(stream: &str, group: &str, state: &StreamState) -> Self {
        Self {
            stream: stream.into(),
            group: group.into(),
            length: state.length,
            lag: None,
            lag_kind: Kind::Unknown,
            lag_reason: Some("the group does not exist"),
            lag_server: None,
            lag_seconds: None,
            lag_seconds_reason: Some("the group does not exist"),
            pending: None,
            consumers: None,
            last_delivered_id: None,
            lost: None,
            lost_kind: Kind::Unknown,
            headroom: None,
            status: Status::Unprovisioned,
            rates: None,
        }
    }

    pub(super) fn is_lag_exact(&self) -> bool {
        self.lag_kind == Kind::Exact
    }

    /// Whether there is anything to look at.
    pub(super) fn is_lagging(&self) -> bool {
        self.status != Status::Ok
    }

    /// An unknown lag, or one of which only the least is known, passes no limit.
    pub(super) fn is_lag_within(&self, max: Option<u64>) -> bool {
        max.is_none_or(|max| self.lag_kind == Kind::Exact && self.lag.is_some_and(|lag| lag <= max))
    }

    pub(super) fn are_seconds_within(&self, max: Option<f64>) -> bool {
        max.is_none_or(|max| self.lag_seconds.is_some_and(|seconds| seconds <= max))
    }
}

fn known_lag(lag: Lag) -> (Option<u64>, Kind) {
    match lag {
        Lag::Exact(lag) => (Some(lag), Kind::Exact),
        Lag::AtLeast(lag) => (Some(lag), Kind::AtLeast),
        Lag::Unknown => (None, Kind::Unknown),
    }
}

fn known_loss(found: Loss) -> (Option<u64>, Kind) {
    match found {
        Loss::Exact(lost) => (Some(lost), Kind::Exact),
        Loss::AtMost(lost) => (Some(lost), Kind::AtMost),
        Loss::Unknown => (None, Kind::Unknown),
    }
}

/// The age in seconds of the oldest undelivered entry, by the clock of its server.
fn age(trail: &Trail, now: Timestamp) -> (Option<f64>, Option<&'static str>) {
    match (trail.lag, trail.oldest) {
        (Lag::Exact(0), _) => (Some(0.0), None),
        (Lag::Unknown, _) | (_, None) => {
            (None, Some("entries were removed while they were counted"))
        }
        (_, Some(id)) => match id.time().filter(|time| time.duration_since(now) <= CLOCK_SKEW) {
            Some(time) => (Some(now.duration_since(time).as_secs_f64().max(0.0)), None),
            None => (None, Some("the entry IDs are no clock")),
        },
    }
}

fn status(facts: &Facts<'_>) -> Status {
    let Facts { stream, group, .. } = facts;
    if stream.has_lost(group) {
        Status::Lost
    } else if group.last_delivered > stream.last_generated {
        Status::Ahead
    } else if !facts.trail.is_behind() {
        Status::Ok
    } else if facts.is_active == Some(true) {
        Status::Lagging
    } else {
        Status::Stalled
    }
}

impl LagReport {
    pub(super) fn new(groups: Vec<Row>) -> Self {
        let is_exact = groups.iter().all(|row| row.lag_kind == Kind::Exact);
        let totals = Totals {
            lag: groups.iter().filter_map(|row| row.lag).sum(),
            lag_kind: if is_exact { Kind::Exact } else { Kind::AtLeast },
            pending: groups.iter().filter_map(|row| row.pending).sum(),
            groups: groups.len(),
        };
        Self { groups, totals }
    }

    /// The same totals over fewer rows.
    pub(super) fn only(mut self, wanted: impl Fn(&Row) -> bool) -> Self {
        self.groups.retain(wanted);
        self
    }
}

impl Report for LagReport {
    const SCHEMA: &'static str = "astra.lag/v1";

    fn tables(&self) -> Vec<Table> {
        let has_rates = self.groups.iter().any(|row| row.rates.is_some());
        let mut table = Table::new(&columns(has_rates));
        self.groups.iter().for_each(|row| table.push(row.cells(has_rates)));
        vec![table]
    }

    fn summary(&self) -> Vec<String> {
        let Totals { lag, lag_kind, pending, groups } = &self.totals;
        if *groups == 0 {
            return vec!["no consumer group here".into()];
        }
        let least = if *lag_kind == Kind::Exact { "" } else { "at least " };
        let lagging = self.groups.iter().filter(|row| row.is_lagging()).count();
        vec![format!(
            "{}: {least}{} not delivered, {pending} pending; {}",
            Counted(*groups as u64, "binding"),
            Counted(*lag, "entry"),
            if lagging == 0 { "all up to date".into() } else { format!("{lagging} not ok") },
        )]
    }
}

fn columns(has_rates: bool) -> Vec<Column> {
    let rates = [
        Column::number("IN/S", "rate_in"),
        Column::number("OUT/S", "rate_out"),
        Column::number("CATCH UP", "catch_up_seconds"),
    ];
    let mut columns = vec![
        Column::text("STATUS", "status"),
        Column::text("STREAM", "stream"),
        Column::text("GROUP", "group"),
        Column::number("LAG", "lag"),
        Column::number("AGE", "lag_seconds"),
        Column::number("PENDING", "pending"),
        Column::number("LOST", "lost").optional(),
        Column::number("HEADROOM", "headroom").optional(),
        Column::number("CONSUMERS", "consumers").optional(),
    ];
    columns.extend(rates.into_iter().filter(|_| has_rates));
    columns
}

impl Row {
    fn cells(&self, has_rates: bool) -> Vec<Cell> {
        let mut cells = vec![
            self.status.cell(),
            Cell::new(&self.stream),
            Cell::new(&self.group),
            bounded(self.lag, self.lag_kind),
            self.lag_seconds.map_or_else(|| Cell::absent("?"), seconds),
            number(self.pending),
            bounded(self.lost, self.lost_kind),
            number(self.headroom),
            number(self.consumers),
        ];
        if has_rates {
            let rates = self.rates;
            cells.push(rate(rates.and_then(|rates| rates.rate_in)));
            cells.push(rate(rates.and_then(|rates| rates.rate_out)));
            let catch_up = rates.and_then(|rates| rates.catch_up_seconds);
            cells.push(catch_up.map_or_else(|| Cell::absent("-"), seconds));
        }
        cells
    }
}

impl Status {
    fn cell(self) -> Cell {
        match self {
            Self::Lost => Cell::new("lost").tone(Tone::Bad),
            Self::Unprovisioned => Cell::new("unprovisioned").tone(Tone::Bad),
            Self::Ahead => Cell::new("ahead").tone(Tone::Bad),
            Self::Stalled => Cell::new("stalled").tone(Tone::Bad),
            Self::Lagging => Cell::new("lagging").tone(Tone::Warning),
            Self::Ok => Cell::new("ok").tone(Tone::Good),
        }
    }
}

fn number(value: Option<u64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), Cell::new)
}

fn bounded(value: Option<u64>, kind: Kind) -> Cell {
    match (value, kind) {
        (Some(value), Kind::AtLeast) => Cell::new(format!("≥{value}")).raw(value),
        (Some(value), Kind::AtMost) => Cell::new(format!("≤{value}")).raw(value),
        (value, _) => number(value),
    }
}

fn seconds(value: f64) -> Cell {
    let duration =
        std::time::Duration::try_from_secs_f64(value).unwrap_or(std::time::Duration::MAX);
    Cell::new(humanize(duration)).raw(value)
}

fn rate(value: Option<f64>) -> Cell {
    value.map_or_else(|| Cell::absent("?"), |value| Cell::new(format!("{value:.1}")).raw(value))
}
