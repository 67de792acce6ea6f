//! Opening logged-in connections to a node, and finding out why a server hangs up.

use redis::{Cmd, cmd};

use crate::connection::handshake::Said;
use crate::connection::raw::Reader;
use crate::endpoint::target::Place;
use crate::error::bus_error::BusError;
use crate::error::tls::{TlsFault, Way};
use crate::node::handle::Node;

impl Node {
    /// Opens a connection of its own and logs in.
    pub async fn reader(&self) -> Result<Reader, BusError> {
        Ok(self.enter(&[]).await?.0)
    }

    /// Opens a connection, logs in, and chooses the database; what is asked in the same go is answered.
    ///
    /// # Errors
    /// Also where the server is found out to speak TLS.
    pub(crate) async fn enter(&self, asked: &[Cmd]) -> Result<(Reader, Vec<Said>), BusError> {
        let mut reader = Reader::new(self.open().await?, self.address(), self.timeout());
        match reader.greet(self.login().as_ref(), self.choice().as_ref(), asked).await {
            Ok(said) => Ok((reader, said)),
            Err(error) => Err(self.explained(error).await),
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
    pub(crate) async fn explained(&self, error: BusError) -> BusError {
        let BusError::Lost { address, .. } = &error else { return error };
        if self.has_answered() {
            return error;
        }
        if let Some(refused) = self.farewell().await {
            return refused;
        }
        if self.expects_tls().await {
            return BusError::Tls {
                address: address.clone(),
                fault: TlsFault::EncryptedServer(Way::Direct),
            };
        }
        error
    }

    /// With which words the server hangs up on everybody, if it does.
    async fn farewell(&self) -> Option<BusError> {
        // A master has already been asked whether it is one.
        if matches!(self.place(), Place::Sentinel(_)) {
            return None;
        }
        let mut reader = Reader::new(self.open().await.ok()?, self.address(), self.timeout());
        match reader.greet(None, None, &[cmd("PING")]).await {
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
