//! Failures in an operator's words.

use std::fmt;

use uuid::Uuid;

use crate::flow::failure::check::{Check, Discrepancy, Failure};

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.check {
            Check::Begun { begun, trades } => {
                write!(f, "only {begun} of {trades} trades were begun")
            }
            Check::Ended { took_us, limit_us } => {
                write!(f, "the run took {}, longer than its {}", ms(*took_us), ms(*limit_us))
            }
            Check::Produced { cause, is_bound } => {
                f.write_str(&self.unreachable_nodes(*cause, *is_bound))
            }
            Check::OnServer(found) => f.write_str(&self.read_back(found)),
            check => write!(f, "{} {}; {}", self.event(), self.found(check), self.seen()),
        }
    }
}

impl Failure {
    fn found(&self, check: &Check) -> String {
        let on = self.place();
        match check {
            Check::Delivered { deadline_us } => {
                format!("did not reach {on} within {}", ms(*deadline_us))
            }
            Check::InTime { took_us, deadline_us } => {
                format!("reached {on} after {}, later than {}", ms(*took_us), ms(*deadline_us))
            }
            Check::Acknowledged => format!("was delivered to {on} and not acknowledged"),
            Check::Confirmed => format!("was read from {on}, but its publisher got no answer"),
            Check::Unique { first } => format!("is on {on} twice, first as {first}"),
            Check::Known => format!("reached {on} and is no event of this run"),
            Check::InItsStream { expected } => format!("is on {on}, but belongs on `{expected}`"),
            Check::Correlated { is_missing: true } => format!("on {on} carries no correlation id"),
            Check::Correlated { is_missing: false } => {
                format!("on {on} carries another correlation id")
            }
            Check::Caused { expected, found } => {
                format!("on {on} names {}, not {}", cause(*found), cause(*expected))
            }
            Check::Readable => format!("reached {on} without a readable `event_id`"),
            Check::Begun { .. }
            | Check::Ended { .. }
            | Check::Produced { .. }
            | Check::OnServer(_) => String::new(),
        }
    }

    fn unreachable_nodes(&self, cause: Option<Uuid>, is_bound: bool) -> String {
        let stream = self.stream.as_deref().unwrap_or("?");
        let event_type = self.event_type.as_deref().unwrap_or("event");
        let absent = match cause {
            Some(cause) => format!("no {event_type} caused by {cause} came to `{stream}`"),
            None => format!("{} did not come to `{stream}`", self.event()),
        };
        let cause = self.last_seen.map_or_else(String::new, |id| format!("; its cause is {id}"));
        match &self.group {
            Some(group) if is_bound => {
                format!("{absent}: group `{group}` did not produce it{cause}")
            }
            Some(group) => format!(
                "{absent}: group `{group}`, which produces it, is not bound to its cause's stream{cause}"
            ),
            None => format!("{absent}{cause}"),
        }
    }

    fn read_back(&self, found: &Discrepancy) -> String {
        let on = self.place();
        match found {
            Discrepancy::NoStream | Discrepancy::NoGroup => {
                format!("read back from the server, {on} is gone")
            }
            Discrepancy::Behind { last } => format!(
                "read back from the server, {on} has not reached the last entry {last}; {}",
                self.seen()
            ),
            Discrepancy::Pending { pending } => {
                format!("read back from the server, {on} has {pending} pending; {}", self.seen())
            }
            Discrepancy::Entries { expected, added } => format!(
                "read back from the server, {on} was given {added} entries, not {expected}; {}",
                self.seen()
            ),
        }
    }

    fn place(&self) -> String {
        let stream = self.stream.as_deref().unwrap_or("?");
        match &self.group {
            Some(group) => format!("group `{group}` on `{stream}`"),
            None => format!("`{stream}`"),
        }
    }

    fn event(&self) -> String {
        let event_type = self.event_type.as_deref().unwrap_or("an event");
        match self.event {
            Some(id) => format!("{event_type} {id}"),
            None => event_type.to_owned(),
        }
    }

    fn seen(&self) -> String {
        match (self.last_seen, &self.group) {
            (Some(id), Some(_)) => format!("last delivered {id}"),
            (Some(id), None) => format!("last seen {id}"),
            (None, Some(_)) => "nothing was delivered to it there".to_owned(),
            (None, None) => "nothing was seen there".to_owned(),
        }
    }
}

fn cause(id: Option<Uuid>) -> String {
    id.map_or_else(|| "no cause".to_owned(), |id| format!("the cause {id}"))
}

/// Writes a time as `0.400 ms`, or in whole units where it is one.
fn ms(micros: u64) -> String {
    match (micros % 1_000_000, micros % 1000) {
        (0, _) => format!("{}s", micros / 1_000_000),
        (_, 0) => format!("{}ms", micros / 1000),
        (_, rest) => format!("{}.{rest:03}ms", micros / 1000),
    }
}
