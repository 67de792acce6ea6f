//! What is said first over a fresh connection, whatever it is for: as whom, and about which database.
//!
//! A server that will not talk to us says why, unasked, and hangs up: only who listens hears it.

use std::time::Duration;

use redis::{Cmd, cmd};

use crate::bus::error::{BusError, Refusal};
use crate::bus::node::Node;
use crate::bus::reader::Reader;
use crate::bus::tls::{TlsFault, Way};
use crate::context::Place;

/// The answer to one command: the bytes of the reply, or the refusal that it is.
pub(super) type Said = Result<Vec<u8>, Refusal>;

impl Node {
    /// Opens a connection, logs in, and chooses the database; what is asked in the same go is answered.
    ///
    /// # Errors
    /// Also where the server is found out to speak TLS.
    pub(super) async fn enter(&self, asked: &[Cmd]) -> Result<(Reader, Vec<Said>), BusError> {
        let mut reader = Reader::new(self.open().await?, self.address(), self.timeout());
        match reader.greet(self.login().as_ref(), self.choice().as_ref(), asked).await {
            Ok(said) => Ok((reader, said)),
            Err(error) => Err(self.explained(error).await),
        }
    }

    /// The login, which must never be logged. A user without a password logs in, too: whom the server
    /// does not ask for one may come, and nobody goes on as somebody else.
    pub(super) fn login(&self) -> Option<Cmd> {
        let (name, password) = self.credentials();
        if name.is_none() && password.is_none() {
            return None;
        }
        Some(cmd("AUTH").arg(name).arg(password.unwrap_or_default()).clone())
    }

    /// Finds out why a connection was lost before its first answer: the server may have said so on
    /// another one, or speak TLS.
    pub(super) async fn explained(&self, error: BusError) -> BusError {
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

impl Reader {
    /// Logs in, chooses the database, and returns what is said to the rest.
    pub(super) async fn greet(
        &mut self,
        login: Option<&Cmd>,
        choice: Option<&Cmd>,
        asked: &[Cmd],
    ) -> Result<Vec<Said>, BusError> {
        if let Some(login) = login {
            self.queue_secretly(login);
        }
        choice.into_iter().chain(asked).for_each(|command| self.queue(command));
        self.flush().await?;
        for _ in login.iter().chain(&choice) {
            let said = self.said().await?;
            said.map_err(|refusal| self.unwelcome(refusal))?;
        }
        let mut answers = Vec::with_capacity(asked.len());
        for _ in asked {
            answers.push(self.said().await?);
        }
        Ok(answers)
    }

    async fn said(&mut self) -> Result<Said, BusError> {
        let mut reply = Vec::new();
        let answer = self.answer(Duration::ZERO, &mut reply).await?;
        Ok(answer.map(|_| reply))
    }
}
