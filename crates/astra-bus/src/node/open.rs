//! Byte streams to the server of a node, before any login.

use std::time::Duration;

use astra_model::io_reason;

use crate::connection::dial::{DialError, dial};
use crate::connection::tls;
use crate::connection::transport::Transport;
use crate::endpoint::address::{Address, Sentinels};
use crate::endpoint::server::Endpoint;
use crate::error::bus_error::BusError;
use crate::error::tls::TlsFault;
use crate::node::handle::Node;

impl Node {
    /// Opens a byte stream to the server.
    pub(crate) async fn open(&self) -> Result<Box<dyn Transport>, BusError> {
        match self.endpoint_address() {
            Address::Sentinel(sentinels) => Box::pin(self.open_master(sentinels)).await,
            address => self.open_at(address, self.timeout()).await,
        }
    }

    /// Opens a byte stream to a server at `at`.
    pub(crate) async fn open_at(
        &self,
        at: &Address,
        time_limit: Duration,
    ) -> Result<Box<dyn Transport>, BusError> {
        let (address, address_source) = (self.address(), self.address_source());
        let opening = dial(at, self.tls(), time_limit);
        match tokio::time::timeout(time_limit, opening).await {
            Ok(Ok(transport)) => Ok(transport),
            Ok(Err(DialError::Tls(TlsFault::Refused(refusal)))) => {
                Err(BusError::Login { address, refusal })
            }
            Ok(Err(DialError::Tls(fault))) => Err(BusError::Tls { address, fault }),
            Ok(Err(DialError::Io(error))) => {
                let reason = io_reason(&error);
                Err(BusError::Unreachable { address, reason, address_source })
            }
            Err(_) => {
                let time_limit = astra_model::time::humanize(time_limit);
                let reason = format!("no answer within {time_limit}");
                Err(BusError::Unreachable { address, reason, address_source })
            }
        }
    }

    /// One of the Sentinels that know this server: same TLS settings, a login of its own.
    pub(crate) fn sentinel(
        &self,
        address: Address,
        sentinels: &Sentinels,
        time_limit: Duration,
    ) -> Self {
        let endpoint = Endpoint {
            address,
            database: 0,
            username: sentinels.username.clone(),
            password: sentinels.password.clone(),
            tls: self.tls().cloned(),
        };
        Self::new(endpoint, time_limit, self.address_source())
    }

    /// Whether a server that is addressed without TLS answers in TLS.
    pub(crate) async fn expects_tls(&self) -> bool {
        match (self.endpoint_address(), self.tls()) {
            (Address::Tcp { host, port }, None) => tls::expects_tls(host, *port).await,
            _ => false,
        }
    }
}
