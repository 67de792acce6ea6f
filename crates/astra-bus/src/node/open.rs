//! Opening byte streams to the server of a node, before any login.

use std::time::Duration;

use astra_model::io_reason;

use crate::connection::tls;
use crate::connection::transport::{Failure, Transport, open};
use crate::endpoint::target::{Address, Endpoint, Sentinels};
use crate::error::bus_error::BusError;
use crate::error::tls::TlsFault;
use crate::node::handle::Node;

impl Node {
    /// Opens a bare byte stream to the server, before any login.
    pub async fn open(&self) -> Result<Box<dyn Transport>, BusError> {
        match &self.target.place {
            Address::Sentinel(sentinels) => Box::pin(self.open_master(sentinels)).await,
            place => self.open_at(place, self.timeout).await,
        }
    }

    /// Opens a bare byte stream to a server at that place.
    pub(crate) async fn open_at(
        &self,
        place: &Address,
        patience: Duration,
    ) -> Result<Box<dyn Transport>, BusError> {
        let address = self.address();
        let opening = open(place, self.target.tls.as_ref(), patience);
        match tokio::time::timeout(patience, opening).await {
            Ok(Ok(transport)) => Ok(transport),
            Ok(Err(Failure::Tls(TlsFault::Refused(refusal)))) => {
                Err(BusError::Login { address, refusal })
            }
            Ok(Err(Failure::Tls(fault))) => Err(BusError::Tls { address, fault }),
            Ok(Err(Failure::Io(error))) => {
                let (reason, address_source) = (io_reason(&error), self.address_source());
                Err(BusError::Unreachable { address, reason, address_source })
            }
            Err(_) => {
                let reason = format!("no answer within {}", astra_model::time::humanize(patience));
                Err(BusError::Unreachable {
                    address,
                    reason,
                    address_source: self.address_source(),
                })
            }
        }
    }

    /// One of the Sentinels that know this server, spoken to as the server itself but for the login.
    pub(crate) fn sentinel(
        &self,
        place: Address,
        sentinels: &Sentinels,
        patience: Duration,
    ) -> Self {
        let target = Endpoint {
            place,
            database: 0,
            username: sentinels.username.clone(),
            password: sentinels.password.clone(),
            tls: self.target.tls.clone(),
        };
        Self::new(target, patience, self.address_source)
    }

    /// Whether a server that is spoken to in the clear answers in TLS.
    pub(crate) async fn expects_tls(&self) -> bool {
        match (&self.target.place, &self.target.tls) {
            (Address::Tcp { host, port }, None) => tls::expects_tls(host, *port).await,
            _ => false,
        }
    }
}
