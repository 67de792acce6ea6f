//! What is said first over a fresh connection, whatever it is for: as whom, and about which database.
//!
//! A server that will not talk to us says why, unasked, and hangs up: only who listens hears it.

use std::time::Duration;

use redis::Cmd;

use crate::connection::raw::Reader;
use crate::error::bus_error::BusError;
use crate::error::reply_error::Refusal;

/// The answer to one command: the bytes of the reply, or the refusal that it is.
pub(crate) type Said = Result<Vec<u8>, Refusal>;

impl Reader {
    /// Logs in, chooses the database, and returns what is said to the rest.
    pub async fn greet(
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
