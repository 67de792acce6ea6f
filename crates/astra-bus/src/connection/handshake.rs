//! The first commands on every connection: the login and the database.
//!
//! A server that rejects a connection sends its reason unasked and closes it, so the handshake reads a reply
//! before it reports a lost connection.

use std::time::Duration;

use redis::Cmd;

use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;

/// The reply to one command: its bytes, or an error reply.
pub(crate) type Reply = Result<Vec<u8>, ReplyError>;

impl RawConnection {
    /// Logs in, selects the database, and returns the replies to `asked`.
    pub(crate) async fn handshake(
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
