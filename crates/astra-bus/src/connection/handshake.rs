//! What is said first over a fresh connection, whatever it is for: as whom, and about which database.
//!
//! A server that will not talk to us says why, unasked, and hangs up: only who listens hears it.

use std::time::Duration;

use redis::Cmd;

use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// The answer to one command: the bytes of the reply, or the refusal that it is.
pub(crate) type Reply = Result<Vec<u8>, ReplyError>;

impl RawConnection {
    /// Logs in, chooses the database, and returns what is said to the rest.
    pub async fn handshake(
        &mut self,
        login: Option<&Cmd>,
        choice: Option<&Cmd>,
        asked: &[Cmd],
    ) -> Result<Vec<Reply>, BusError> {
        if let Some(login) = login {
            self.queue_secretly(login);
        }
        choice.into_iter().chain(asked).for_each(|command| self.queue(command));
        self.flush().await?;
        for _ in login.iter().chain(&choice) {
            let reply = self.next_reply().await?;
            reply.map_err(|refusal| self.login_error(refusal))?;
        }
        let mut answers = Vec::with_capacity(asked.len());
        for _ in asked {
            answers.push(self.next_reply().await?);
        }
        Ok(answers)
    }

    async fn next_reply(&mut self) -> Result<Reply, BusError> {
        let mut reply = Vec::new();
        let answer = self.answer(Duration::ZERO, &mut reply).await?;
        Ok(answer.map(|_| reply))
    }
}
