//! Logged-in connections to a server, and why a server rejects one.

use redis::{Cmd, cmd};

use crate::connection::handshake::Reply;
use crate::connection::raw::RawConnection;
use crate::endpoint::address::Address;
use crate::error::bus_error::BusError;
use crate::error::tls::{TlsFault, UrlScheme};
use crate::node::handle::Node;

impl Node {
    /// Takes an idle connection, or opens one. Give it back with [`Node::give_back`] after the last reply.
    pub(crate) async fn take_connection(&self) -> Result<RawConnection, BusError> {
        match self.idle.take() {
            Some(connection) => Ok(connection),
            None => self.raw_connection().await,
        }
    }

    /// Keeps a connection for the next [`Node::take_connection`].
    pub(crate) fn give_back(&self, connection: RawConnection) {
        self.idle.put(connection);
    }

    /// Opens a connection of its own and logs in.
    pub(crate) async fn raw_connection(&self) -> Result<RawConnection, BusError> {
        Ok(self.open_session(&[]).await?.0)
    }

    /// Opens a connection, logs in, selects the database, and sends `commands` in the same round trip.
    ///
    /// # Errors
    /// Also if the server turns out to speak TLS.
    pub(crate) async fn open_session(
        &self,
        commands: &[Cmd],
    ) -> Result<(RawConnection, Vec<Reply>), BusError> {
        let mut connection = RawConnection::new(self.open().await?, self.address(), self.timeout());
        match connection.handshake(self.login().as_ref(), self.select().as_ref(), commands).await {
            Ok(replies) => Ok((connection, replies)),
            Err(error) => Err(self.diagnose(error).await),
        }
    }

    /// The login, which must never be logged.
    ///
    /// It is sent even without a password: the server may accept the user (`nopass`), and skipping the
    /// login would run as `default`.
    pub(crate) fn login(&self) -> Option<Cmd> {
        let (name, password) = (self.username(), self.password());
        if name.is_none() && password.is_none() {
            return None;
        }
        Some(cmd("AUTH").arg(name).arg(password.unwrap_or_default()).clone())
    }

    /// Finds out why a connection was lost before its first reply: the server may state a reason on another
    /// connection, or speak TLS.
    pub(crate) async fn diagnose(&self, error: BusError) -> BusError {
        let BusError::Lost { address, .. } = &error else { return error };
        if self.has_answered() {
            return error;
        }
        if let Some(rejection) = self.rejection().await {
            return rejection;
        }
        if self.expects_tls().await {
            return BusError::Tls {
                address: address.clone(),
                fault: TlsFault::EncryptedServer(UrlScheme::Redis),
            };
        }
        error
    }

    /// The error reply with which the server closes every connection, if it does.
    async fn rejection(&self) -> Option<BusError> {
        // A master behind Sentinels was asked for its role already.
        if matches!(self.endpoint_address(), Address::Sentinel(_)) {
            return None;
        }
        let mut connection =
            RawConnection::new(self.open().await.ok()?, self.address(), self.timeout());
        match connection.handshake(None, None, &[cmd("PING")]).await {
            Err(rejection @ BusError::Login { .. }) => Some(rejection),
            _ => None,
        }
    }

    /// Selects the database, unless it is the one that every connection starts with.
    fn select(&self) -> Option<Cmd> {
        let database = self.database();
        (database != 0).then(|| cmd("SELECT").arg(database).clone())
    }
}
