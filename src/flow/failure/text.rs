//! Describes failures for an operator.

use std::fmt;

use uuid::Uuid;

use crate::flow::failure::{Check, Discrepancy, Failure};

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.check {
            Check::Begun { begun, trades } => {
                write!(f, "only {begun} of {trades} trades were started")
            }
            Check::Ended { took_us, limit_us } => {
                write!(
                    f,
                    "the run took {}, longer than its limit of {}",
                    ms(*took_us),
                    ms(*limit_us)
                )
            }
            Check::Produced { cause, is_bound } => {
                f.write_str(&self.describe_absence(*cause, *is_bound))
            }
            Check::OnServer(found) => f.write_str(&self.describe_discrepancy(found)),
            check => write!(f, "{} {}; {}", self.event(), self.describe(check), self.last_seen()),
        }
    }
}

impl Failure {
    fn describe(&self, check: &Check) -> String {
        let on = self.location();
        match check {
            Check::Delivered { deadline_us } => {
                format!("did not reach {on} within {}", ms(*deadline_us))
            }
            Check::InTime { took_us, deadline_us } => {
                format!("reached {on} after {}, later than {}", ms(*took_us), ms(*deadline_us))
            }
            Check::Acknowledged => format!("was delivered to {on} and not acknowledged"),
            Check::Confirmed => {
                format!("was read from {on}, but its publisher got no confirmation")
            }
            Check::Unique { first } => format!("is on {on} twice, first as {first}"),
            Check::Known => format!("reached {on} but does not belong to this run"),
            Check::InItsStream { expected } => format!("is on {on}, but belongs on `{expected}`"),
            Check::Correlated { is_missing: true } => format!("on {on} carries no correlation id"),
            Check::Correlated { is_missing: false } => {
                format!("on {on} carries a wrong correlation id")
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

    fn describe_absence(&self, cause: Option<Uuid>, is_bound: bool) -> String {
        let stream = self.stream.as_deref().unwrap_or("?");
        let event_type = self.event_type.as_deref().unwrap_or("event");
        let missing = match cause {
            Some(cause) => format!("no {event_type} caused by {cause} arrived on `{stream}`"),
            None => format!("{} did not arrive on `{stream}`", self.event()),
        };
        let cause = self.last_seen.map_or_else(String::new, |id| format!("; its cause is {id}"));
        match &self.group {
            Some(group) if is_bound => {
                format!("{missing}: group `{group}` did not produce it{cause}")
            }
            Some(group) => format!(
                "{missing}: group `{group}`, which produces it, is not bound to its cause's stream{cause}"
            ),
            None => format!("{missing}{cause}"),
        }
    }

    fn describe_discrepancy(&self, found: &Discrepancy) -> String {
        let on = self.location();
        match found {
            Discrepancy::NoStream | Discrepancy::NoGroup => {
                format!("according to the server, {on} is gone")
            }
            Discrepancy::Behind { last } => format!(
                "according to the server, {on} has not reached the last entry {last}; {}",
                self.last_seen()
            ),
            Discrepancy::Pending { pending } => {
                format!("according to the server, {on} has {pending} pending; {}", self.last_seen())
            }
            Discrepancy::Entries { expected, added } => format!(
                "according to the server, {on} was given {added} entries, not {expected}; {}",
                self.last_seen()
            ),
        }
    }

    fn location(&self) -> String {
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

    fn last_seen(&self) -> String {
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

/// Formats microseconds as milliseconds, or as whole seconds if there is no remainder.
fn ms(micros: u64) -> String {
    match (micros % 1_000_000, micros % 1000) {
        (0, _) => format!("{}s", micros / 1_000_000),
        (_, 0) => format!("{}ms", micros / 1000),
        (_, rest) => format!("{}.{rest:03}ms", micros / 1000),
    }
}
