//! What is said first over a fresh connection, whatever it is for: as whom, and about which database.
//!
//! It is said in one go, and there is always an answer to wait for: a server that will not talk to us
//! says why and hangs up, and only who listens hears it.

use std::time::Duration;

use redis::{Cmd, cmd};

use crate::bus::error::{BusError, Refusal};
use crate::bus::node::Node;
use crate::bus::reader::Reader;

/// The answer to one command: the bytes of the reply, or the refusal that it is.
pub(super) type Said = Result<Vec<u8>, Refusal>;

impl Node {
    /// Opens a connection, logs in, and chooses the database; what is asked in the same go is answered.
    ///
    /// # Errors
    /// Also where the server is known by its answer to speak TLS.
    pub(super) async fn enter(&self, asked: &[Cmd]) -> Result<(Reader, Vec<Said>), BusError> {
        let mut reader = Reader::new(self.open().await?, self.address(), self.timeout());
        match reader.greet(self.login().as_ref(), self.choice().as_ref(), asked).await {
            Ok(said) => {
                self.note_answer();
                Ok((reader, said))
            }
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
        let is_mute = login.is_none() && choice.is_none() && asked.is_empty();
        if let Some(login) = login {
            self.queue_secretly(login);
        }
        choice.into_iter().chain(asked).for_each(|command| self.queue(command));
        if is_mute {
            self.queue(&cmd("PING"));
        }
        self.send_greeting().await?;
        for _ in login.iter().chain(&choice) {
            let said = self.said().await?;
            said.map_err(|refusal| self.unwelcome(refusal))?;
        }
        let mut answers = Vec::with_capacity(asked.len());
        for _ in 0..asked.len() + usize::from(is_mute) {
            answers.push(self.said().await?);
        }
        Ok(answers)
    }

    /// Sends what waits. Who has hung up before we spoke has said why, or nothing.
    async fn send_greeting(&mut self) -> Result<(), BusError> {
        match self.flush().await {
            Err(lost @ BusError::Lost { .. }) => {
                let said = self.said().await?;
                Err(said.err().map_or(lost, |refusal| self.unwelcome(refusal)))
            }
            sent => sent,
        }
    }

    /// The next answer.
    ///
    /// # Errors
    /// Also where it says that the server will not talk to us at all.
    async fn said(&mut self) -> Result<Said, BusError> {
        let mut reply = Vec::new();
        match self.answer(Duration::ZERO, &mut reply).await? {
            Ok(_) => Ok(Ok(reply)),
            Err(refusal) if refusal.is_login() || refusal.is_farewell() => {
                Err(self.unwelcome(refusal))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }
}
