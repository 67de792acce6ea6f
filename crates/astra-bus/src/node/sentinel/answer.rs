//! What one Sentinel says of a master, and which of several to believe.

use redis::{Pipeline, Value, cmd};

use crate::endpoint::address::Address;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value::{self, Record};

/// Where a Sentinel says that the master is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Grows with each failover; 0 where the Sentinel does not say.
    pub(crate) epoch: u64,
    /// Whether this Sentinel holds the master for down.
    pub(crate) is_down: bool,
    /// Where this Sentinel is.
    pub(crate) by: Address,
}

impl Answer {
    fn says_the_same(&self, other: &Self) -> bool {
        (&self.host, self.port, self.epoch) == (&other.host, other.port, other.epoch)
    }

    /// The answer to believe: that of the latest failover, and of equals the one given most often.
    ///
    /// A Sentinel that is cut off with the old master goes on to name it, and that one to take
    /// writes, which are lost. No failover can succeed there, since that takes most Sentinels: its
    /// epoch is the older one.
    pub(crate) fn newest(answers: &[Self]) -> Option<Self> {
        let votes =
            |answer: &Self| answers.iter().filter(|other| other.says_the_same(answer)).count();
        answers.iter().max_by_key(|answer| (answer.epoch, votes(answer))).cloned()
    }
}

/// Whether more than half of all Sentinels have said the same, so that the others need not be waited for.
pub(crate) fn most_agree(answers: &[Answer], sentinels: usize) -> bool {
    let last = answers.last();
    last.is_some_and(|last| {
        2 * answers.iter().filter(|answer| answer.says_the_same(last)).count() > sentinels
    })
}

/// Asks one Sentinel for a master; the names of those that it knows, where that one is not among them.
pub(crate) async fn ask(
    sentinel: &Node,
    master: &str,
) -> Result<Result<Answer, Vec<String>>, BusError> {
    let mut questions = Pipeline::new();
    questions.cmd("SENTINEL").arg("GET-MASTER-ADDR-BY-NAME").arg(master);
    questions.cmd("SENTINEL").arg("MASTER").arg(master);
    let answers = sentinel.pipeline(&questions).await?;
    let [whereabouts, state] = &answers[..] else {
        return Err(value::unexpected("SENTINEL", "two answers"));
    };
    if let Some(refusal) = value::refusal(whereabouts) {
        return Err(BusError::Refused { subject: String::new(), refusal });
    }
    if matches!(whereabouts, Value::Nil) {
        return Ok(Err(known(sentinel).await));
    }
    read(whereabouts, state, sentinel.endpoint_address())
        .map(Ok)
        .ok_or_else(|| value::unexpected("SENTINEL GET-MASTER-ADDR-BY-NAME", "host and port"))
}

fn read(whereabouts: &Value, state: &Value, by: &Address) -> Option<Answer> {
    let [host, port] = value::items(whereabouts)? else { return None };
    let text = |value| Some(String::from_utf8_lossy(value::bytes(value)?).into_owned());
    let state = Record::new("SENTINEL MASTER", state).ok();
    let field = |name| state.as_ref().and_then(|state| text(state.find(name)?));
    Some(Answer {
        host: text(host)?,
        port: text(port)?.parse().ok()?,
        epoch: field("config-epoch").and_then(|epoch| epoch.parse().ok()).unwrap_or(0),
        is_down: field("flags").is_some_and(|flags| flags.contains("_down")),
        by: by.clone(),
    })
}

/// The names of the masters that a Sentinel watches over; none where it does not say.
async fn known(sentinel: &Node) -> Vec<String> {
    let Ok(reply) = sentinel.call("SENTINEL MASTERS", cmd("SENTINEL").arg("MASTERS")).await else {
        return Vec::new();
    };
    let masters = value::items(&reply).unwrap_or_default().iter();
    let names = masters.filter_map(|master| {
        let record = Record::new("SENTINEL MASTERS", master).ok()?;
        Some(record.name("name").ok()?.to_string())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(port: u16, epoch: u64) -> Answer {
        let by = Address::Tcp { host: "s".into(), port: 26_379 };
        Answer { host: "h".into(), port, epoch, is_down: false, by }
    }

    #[test]
    fn believes_the_latest_failover_rather_than_the_many() {
        let newest = |answers: &[Answer]| Answer::newest(answers).map(|answer| answer.port);
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&[at(1, 0), at(1, 0), at(2, 1)]), Some(2));
        assert_eq!(newest(&[at(1, 3), at(2, 3), at(2, 3)]), Some(2));
        assert_eq!(newest(&[at(2, 3), at(2, 3), at(1, 3)]), Some(2));
    }

    #[test]
    fn waits_for_no_more_than_most_of_all() {
        assert!(!most_agree(&[], 1) && most_agree(&[at(1, 0)], 1));
        assert!(!most_agree(&[at(1, 0)], 2) && !most_agree(&[at(1, 0)], 3));
        assert!(!most_agree(&[at(1, 0), at(2, 0)], 3) && !most_agree(&[at(1, 0), at(1, 1)], 3));
        assert!(most_agree(&[at(1, 0), at(2, 0), at(1, 0)], 3));
    }
}
