//! What a server of a cluster says when a question is not for it, or not now.

use crate::endpoint::address::Address;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// The code of a refusal that no server sent: the server that holds the key is away.
const UNREACHABLE: &str = "UNREACHABLE";

impl ReplyError {
    /// The answer to a question for a server that cannot be reached.
    pub(crate) fn unreachable(node: &str, reason: &str) -> Self {
        Self::new(UNREACHABLE, format!("{node}: {reason}"))
    }

    /// Whether the server that holds the key is away: nothing is known of the key.
    pub fn is_unreachable(&self) -> bool {
        self.code == UNREACHABLE
    }

    /// Why the server that holds the key is away.
    pub(crate) fn unreachable_reason(&self) -> Option<&str> {
        let (_node, reason) = self.detail.split_once(": ").filter(|_| self.is_unreachable())?;
        Some(reason)
    }

    /// Whether the command was not carried out, since its key is elsewhere, on its way, or not
    /// served for now.
    pub fn is_redirect(&self) -> bool {
        matches!(
            self.code.as_str(),
            "MOVED" | "ASK" | "TRYAGAIN" | "CLUSTERDOWN" | "LOADING" | "MASTERDOWN"
        )
    }

    /// Whether the cluster serves no key at all.
    pub(crate) fn is_cluster_down(&self) -> bool {
        self.code == "CLUSTERDOWN" && self.is_unavailable()
    }

    /// Where the key's slot is being moved to, where the server says so: `ASK 9048 127.0.0.1:7921`.
    pub(crate) fn importer(&self) -> Option<Address> {
        let (_slot, address) = self.detail.split_once(' ').filter(|_| self.code == "ASK")?;
        let (host, port) = address.rsplit_once(':').filter(|(host, _)| !host.is_empty())?;
        Some(Address::Tcp { host: host.into(), port: port.trim_end().parse().ok()? })
    }
}

impl BusError {
    /// Whether a server says that its cluster serves no key at all.
    pub(crate) fn is_cluster_down(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.is_cluster_down())
    }

    /// Whether it is about one server of a cluster, while others are at work.
    pub fn is_partial(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.is_unreachable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(detail: &str) -> Option<Address> {
        ReplyError::new("ASK", detail).importer()
    }

    #[test]
    fn finds_the_server_that_a_slot_moves_to() {
        let place = |host: &str| Some(Address::Tcp { host: host.into(), port: 7921 });
        assert_eq!(ask("9048 127.0.0.1:7921"), place("127.0.0.1"));
        assert_eq!(ask("9048 ::1:7921"), place("::1"));
        assert_eq!(ask("9048 :7921"), None);
        assert_eq!(ask("9048"), None);
        assert_eq!(ReplyError::new("MOVED", "1 h:2").importer(), None);
    }
}
