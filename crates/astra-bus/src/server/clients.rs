//! The client connections of the servers, found by their names.

use std::fmt;

use redis::cmd;

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::protocol::value;

/// A client connection, as its server lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `host:port` of the server.
    pub node: String,
    /// The client ID on that server, for `CLIENT KILL ID`.
    pub id: u64,
    /// The `host:port` that it connects from.
    pub address: String,
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client {} of {}, from {}", self.id, self.node, self.address)
    }
}

impl Bus {
    /// Returns the connections with this name on all servers.
    ///
    /// # Errors
    /// A server that cannot be reached, or that denies `CLIENT LIST`.
    pub async fn clients_named(&self, name: &str) -> Result<Vec<Client>, BusError> {
        let list = cmd("CLIENT").arg("LIST").clone();
        let lists = self.on_each_master(async |node| node.call("CLIENT LIST", &list).await).await?;
        let mut found = Vec::new();
        for (node, list) in lists {
            let list =
                value::text(&list).ok_or_else(|| value::unexpected("CLIENT LIST", "text"))?;
            let named = list.lines().filter(|line| field(line, "name") == Some(name));
            found.extend(named.filter_map(|line| client(&node.address(), line)));
        }
        Ok(found)
    }
}

fn client(node: &str, line: &str) -> Option<Client> {
    let id = field(line, "id")?.parse().ok()?;
    Some(Client { node: node.into(), id, address: field(line, "addr")?.into() })
}

/// Returns a value of a line such as `id=3 addr=127.0.0.1:4711 name=astra`.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let pairs = line.split(' ').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_a_line_of_the_list() {
        let line = "id=3 addr=10.0.0.7:4711 laddr=h:6379 fd=8 name=astra-publish age=2 db=0";
        assert_eq!(field(line, "name"), Some("astra-publish"));
        let expected = Client { node: "h:6379".into(), id: 3, address: "10.0.0.7:4711".into() };
        assert_eq!(client("h:6379", line), Some(expected));
        assert_eq!(client("h:6379", "addr=x name=y"), None);
    }
}
