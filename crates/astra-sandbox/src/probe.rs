//! Speaks the little RESP that a sandbox needs: finds the process id of a server, and asks it to shut down.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The time limit for one exchange, because another program on the port may never answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(1);

/// Returns the process id of the server on the port, once it answers `PING` with `PONG`.
pub(crate) async fn process_id(port: u16) -> io::Result<u32> {
    timeout(ANSWER_TIMEOUT, async { Ok(connect(port).await?.1) }).await?
}

/// Asks the server on the port to shut down without saving, if its process id is `pid`.
pub(crate) async fn shutdown(port: u16, pid: u32) -> io::Result<()> {
    timeout(ANSWER_TIMEOUT, async {
        let (mut server, found) = connect(port).await?;
        if found != pid {
            return Err(io::Error::other("another server answers on the port"));
        }
        server.write_all(b"SHUTDOWN NOSAVE\r\n").await
    })
    .await?
}

/// Connects and returns the server's process id, which it asks for with `PING` and `INFO`.
async fn connect(port: u16) -> io::Result<(BufReader<TcpStream>, u32)> {
    let mut server = BufReader::new(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?);
    server.write_all(b"PING\r\nINFO server\r\n").await?;
    if line(&mut server).await? != "+PONG" {
        return Err(unexpected("the reply to PING is not PONG"));
    }
    let info = bulk(&mut server).await?;
    let pid = field(&info, "process_id").ok_or_else(|| unexpected("INFO has no process_id"))?;
    Ok((server, pid))
}

async fn line(server: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    server.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

async fn bulk(server: &mut BufReader<TcpStream>) -> io::Result<String> {
    let header = line(server).await?;
    let length = header.strip_prefix('$').and_then(|digits| digits.parse().ok());
    let mut bytes =
        vec![0; length.ok_or_else(|| unexpected("the reply to INFO is not a bulk string"))?];
    server.read_exact(&mut bytes).await?;
    String::from_utf8(bytes).map_err(|_| unexpected("the reply to INFO is not UTF-8"))
}

fn field(info: &str, name: &str) -> Option<u32> {
    info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().parse().ok())
}

fn unexpected(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use crate::probe::field;

    #[test]
    fn reads_the_process_id_of_an_info_reply() {
        let info = "# Server\r\nredis_version:7.0.15\r\nprocess_id:4711\r\ntcp_port:6379\r\n";
        assert_eq!(field(info, "process_id"), Some(4711));
        assert_eq!(field(info, "process"), None);
        assert_eq!(field("# Server\r\n", "process_id"), None);
    }
}
