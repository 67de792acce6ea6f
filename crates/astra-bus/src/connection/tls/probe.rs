//! What a server speaks whose answer was not the one expected: asked once, on a connection of its own.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Enough for a server that has just taken a connection; without an answer nothing is claimed.
const PATIENCE: Duration = Duration::from_secs(1);

/// A TLS greeting that says nothing: a TLS server answers it with an alert.
const EMPTY_HELLO: &[u8] = &[0x16, 3, 1, 0, 4, 1, 0, 0, 0];

/// First bytes of TLS records: an alert, a handshake message.
const TLS_RECORDS: [u8; 2] = [0x15, 0x16];

/// Whether the server there answers a TLS greeting.
pub(crate) async fn expects_tls(host: &str, port: u16) -> bool {
    first_byte(host, port, EMPTY_HELLO).await.is_some_and(|byte| TLS_RECORDS.contains(&byte))
}

/// Whether the server there answers a command in the clear.
#[cfg(feature = "tls")]
pub(super) async fn answers_plainly(host: &str, port: u16) -> bool {
    first_byte(host, port, b"PING\r\n").await.is_some_and(|byte| b"+-".contains(&byte))
}

/// The first byte of the answer to `greeting`.
async fn first_byte(host: &str, port: u16, greeting: &[u8]) -> Option<u8> {
    let exchange = async {
        let mut stream = TcpStream::connect((host, port)).await?;
        stream.write_all(greeting).await?;
        stream.read_u8().await
    };
    tokio::time::timeout(PATIENCE, exchange).await.ok()?.ok()
}
