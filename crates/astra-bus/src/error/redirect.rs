//! The error replies of a cluster node to a request that it does not serve, or not at the moment.

use crate::endpoint::address::Address;
use crate::error::bus_error::BusError;
use crate::error::reply_error::{ReplyError, UNREACHABLE};

impl ReplyError {
    /// Returns the error for a key whose node cannot be reached.
    pub(crate) fn unreachable(node: &str, reason: &str) -> Self {
        Self::new(UNREACHABLE, format!("{node}: {reason}"))
    }

    /// Whether the node that holds the key cannot be reached, so that nothing is known about the key.
    pub fn is_unreachable(&self) -> bool {
        self.code == UNREACHABLE
    }

    /// Returns the reason why the node that holds the key cannot be reached.
    pub(crate) fn unreachable_reason(&self) -> Option<&str> {
        let (_node, reason) = self.detail.split_once(": ").filter(|_| self.is_unreachable())?;
        Some(reason)
    }

    /// Whether the node did not execute the command, because the key is on another node, moving, or not
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

    /// Returns the node that imports the key's slot, from a reply such as `ASK 9048 127.0.0.1:7921`.
    pub(crate) fn importing_node(&self) -> Option<Address> {
        let (_slot, address) = self.detail.split_once(' ').filter(|_| self.code == "ASK")?;
        let (host, port) = address.rsplit_once(':').filter(|(host, _)| !host.is_empty())?;
        Some(Address::Tcp { host: host.into(), port: port.trim_end().parse().ok()? })
    }
}

impl BusError {
    /// Whether a node reports that its cluster serves no key at all.
    pub(crate) fn is_cluster_down(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.is_cluster_down())
    }

    /// Whether it is about one node of a cluster whose other nodes work.
    pub fn is_partial(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.is_unreachable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(detail: &str) -> Option<Address> {
        ReplyError::new("ASK", detail).importing_node()
    }

    #[test]
    fn finds_the_node_that_a_slot_moves_to() {
        let node = |host: &str| Some(Address::Tcp { host: host.into(), port: 7921 });
        assert_eq!(ask("9048 127.0.0.1:7921"), node("127.0.0.1"));
        assert_eq!(ask("9048 ::1:7921"), node("::1"));
        assert_eq!(ask("9048 :7921"), None);
        assert_eq!(ask("9048"), None);
        assert_eq!(ReplyError::new("MOVED", "1 h:2").importing_node(), None);
    }
}
