//! Finds the master that Sentinels monitor, each time a connection is opened.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::connection::transport::Transport;
use crate::endpoint::address::{Address, Sentinels, host_port};
use crate::error::bus_error::BusError;
use crate::error::role::Role;
use crate::error::sentinel::SentinelFault;
use crate::node::handle::Node;
use crate::node::role;
use crate::node::sentinel::answer::{self, Answer};
use crate::retry::{Backoff, retry_until};

/// Between two searches: a failover takes seconds.
const PAUSE: Duration = Duration::from_millis(100);

/// A search is one of several within the time for connecting, so that one that meets the old master
/// leaves time to meet the new one.
const SEARCHES: u32 = 5;

impl Node {
    /// Opens a stream to the master; searches again, for as long as connecting may take, while it is
    /// down or no master.
    pub(crate) async fn open_master(
        &self,
        sentinels: &Sentinels,
    ) -> Result<Box<dyn Transport>, BusError> {
        let may_change = |error: &BusError| matches!(error, BusError::Sentinel { fault, .. } if fault.may_be_failover());
        let deadline = Instant::now() + self.timeout();
        let search = || self.search(sentinels);
        retry_until(deadline, Backoff::constant(PAUSE), search, may_change).await
    }

    /// Asks where the master is, and goes there.
    async fn search(&self, sentinels: &Sentinels) -> Result<Box<dyn Transport>, BusError> {
        let fault = |fault| BusError::Sentinel { address: self.address(), fault };
        let master = self.ask_sentinels(sentinels).await.map_err(fault)?;
        let at = host_port(&master.host, master.port);
        self.note_master(&at);
        let (is_down, quorum_command) =
            (master.is_down, self.quorum_question(&master.by, sentinels));
        let down = |error: BusError| match error {
            error if !error.is_transient() => error.through_sentinels(),
            error => {
                let (reason, quorum_command) = (error.to_string(), quorum_command.clone());
                fault(SentinelFault::Down { reason, is_down, quorum_command })
            }
        };
        let place = Address::Tcp { host: master.host, port: master.port };
        let transport = self.open_at(&place, self.time_per_search()).await.map_err(down)?;
        let login = self.login();
        let asked = role::ask(transport, self.address(), login.as_ref(), self.time_per_search());
        match asked.await.map_err(down)? {
            (transport, Some(Role::Master) | None) => Ok(transport),
            (_, Some(role)) => Err(fault(SentinelFault::NotMaster { at, role, quorum_command })),
        }
    }

    /// What to type to ask a Sentinel whether there can be a failover.
    fn quorum_question(&self, by: &Address, sentinels: &Sentinels) -> String {
        let place = match by {
            Address::Tcp { host, port } => format!(" -h {host} -p {port}"),
            Address::Unix(_) | Address::Sentinel(_) => String::new(),
        };
        let tls = if self.tls().is_some() { " --tls" } else { "" };
        let user =
            sentinels.username.as_ref().map_or_else(String::new, |user| format!(" --user {user}"));
        let password = if sentinels.password.is_some() { " --askpass" } else { "" };
        format!("redis-cli{place}{tls}{user}{password} SENTINEL CKQUORUM {}", sentinels.master)
    }

    fn time_per_search(&self) -> Duration {
        self.timeout() / SEARCHES
    }

    /// What the Sentinels say, asked all at once: one that is away costs no time while most of them agree.
    async fn ask_sentinels(&self, sentinels: &Sentinels) -> Result<Answer, SentinelFault> {
        let questions = sentinels.addresses.iter().map(|(host, port)| async move {
            let place = Address::Tcp { host: host.clone(), port: *port };
            let sentinel = self.sentinel(place, sentinels, self.time_per_search());
            (host_port(host, *port), answer::ask(&sentinel, &sentinels.master).await)
        });
        let mut questions: FuturesUnordered<_> = questions.collect();
        let (mut answers, mut unknowing, mut silent) = (Vec::new(), None, Vec::new());
        while let Some((address, answer)) = questions.next().await {
            match answer {
                Ok(Ok(answer)) => answers.push(answer),
                Ok(Err(known)) => unknowing = Some(known),
                Err(error) => silent.push((address, error.through_sentinels())),
            }
            if answer::most_agree(&answers, sentinels.addresses.len()) {
                break;
            }
        }
        match (Answer::newest(&answers), unknowing) {
            (Some(answer), _) => Ok(answer),
            (None, Some(known)) => {
                Err(SentinelFault::UnknownMaster { master: sentinels.master.clone(), known })
            }
            (None, None) => Err(self::silent(&silent)),
        }
    }
}

/// What to report if no Sentinel answers; `errors` has what each of them said instead.
fn silent(errors: &[(String, BusError)]) -> SentinelFault {
    let is_login = |error: &BusError| matches!(error, BusError::Login { .. });
    let hint = match errors.first() {
        Some((_, error)) if is_login(error) => {
            Some("the Sentinels' own login goes behind the URL: ?sentinel-user=NAME&sentinel-pass=PASSWORD".into())
        }
        Some((_, error @ BusError::Tls { .. })) => error.hint(),
        _ => None,
    };
    let is_transient = errors.iter().any(|(_, error)| error.is_transient());
    let reason = |error: &BusError| match error {
        BusError::Refused { refusal, .. } if refusal.is_unknown_syntax() => {
            "it is no Sentinel".into()
        }
        error => error.reason(),
    };
    let reply = errors.iter().map(|(address, error)| format!("{address} ({})", reason(error)));
    SentinelFault::NoReply { reasons: reply.collect(), hint, is_transient }
}
