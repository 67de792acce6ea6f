//! Opening logged-in connections to a node, and finding out why a server hangs up.

use redis::{Cmd, cmd};

use crate::connection::handshake::Reply;
use crate::connection::raw::RawConnection;
use crate::endpoint::target::Address;
use crate::error::bus_error::BusError;
use crate::error::tls::{TlsFault, UrlScheme};
use crate::node::handle::Node;

impl Node {
    /// Opens a connection of its own and logs in.
    pub async fn raw_connection(&self) -> Result<RawConnection, BusError> {
        Ok(self.open_session(&[]).await?.0)
    }

    /// Opens a connection, logs in, and chooses the database; what is asked in the same go is answered.
    ///
    /// # Errors
    /// Also where the server is found out to speak TLS.
    pub(crate) async fn open_session(
        &self,
        asked: &[Cmd],
    ) -> Result<(RawConnection, Vec<Reply>), BusError> {
        let mut reader = RawConnection::new(self.open().await?, self.address(), self.timeout());
        match reader.handshake(self.login().as_ref(), self.choice().as_ref(), asked).await {
            Ok(reply) => Ok((reader, reply)),
            Err(error) => Err(self.diagnose(error).await),
        }
    }

    /// The login, which must never be logged. A user without a password logs in, too: whom the server
    /// does not ask for one may come, and nobody goes on as somebody else.
    pub(crate) fn login(&self) -> Option<Cmd> {
        let (name, password) = self.credentials();
        if name.is_none() && password.is_none() {
            return None;
        }
        Some(cmd("AUTH").arg(name).arg(password.unwrap_or_default()).clone())
    }

    /// Finds out why a connection was lost before its first answer: the server may have said so on
    /// another one, or speak TLS.
    pub(crate) async fn diagnose(&self, error: BusError) -> BusError {
        let BusError::Lost { address, .. } = &error else { return error };
        if self.has_answered() {
            return error;
        }
        if let Some(refused) = self.rejection().await {
            return refused;
        }
        if self.expects_tls().await {
            return BusError::Tls {
                address: address.clone(),
                fault: TlsFault::EncryptedServer(UrlScheme::Redis),
            };
        }
        error
    }

    /// With which words the server hangs up on everybody, if it does.
    async fn rejection(&self) -> Option<BusError> {
        // A master has already been asked whether it is one.
        if matches!(self.place(), Address::Sentinel(_)) {
            return None;
        }
        let mut reader =
            RawConnection::new(self.open().await.ok()?, self.address(), self.timeout());
        match reader.handshake(None, None, &[cmd("PING")]).await {
            Err(refused @ BusError::Login { .. }) => Some(refused),
            _ => None,
        }
    }

    /// The choice of the database, where it is not the one that every connection begins with.
    fn choice(&self) -> Option<Cmd> {
        let database = self.database();
        (database != 0).then(|| cmd("SELECT").arg(database).clone())
    }
}
