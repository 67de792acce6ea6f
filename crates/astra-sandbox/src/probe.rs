//! The few words of RESP that tell whether a server answers, which process it is, and that ask it to end.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A stranger on the port may accept the connection and never answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// The id of the process that answers `PING` on the port with `PONG`.
pub(crate) async fn process_id(port: u16) -> io::Result<u32> {
    timeout(ANSWERS_WITHIN, async { Ok(connect(port).await?.1) }).await?
}

/// Asks the server on the port to end without saving, provided it is still the process `pid`.
pub(crate) async fn shutdown(port: u16, pid: u32) -> io::Result<()> {
    timeout(ANSWERS_WITHIN, async {
        let (mut server, found) = connect(port).await?;
        if found != pid {
            return Err(io::Error::other("another server answers on this port"));
        }
        server.write_all(b"SHUTDOWN NOSAVE\r\n").await
    })
    .await?
}

async fn connect(port: u16) -> io::Result<(BufReader<TcpStream>, u32)> {
    let mut server = BufReader::new(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?);
    server.write_all(b"PING\r\nINFO server\r\n").await?;
    if line(&mut server).await? != "+PONG" {
        return Err(unexpected("no PONG"));
    }
    let info = bulk(&mut server).await?;
    let pid = field(&info, "process_id").ok_or_else(|| unexpected("no process id"))?;
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
    let mut bytes = vec![0; length.ok_or_else(|| unexpected("no bulk reply"))?];
    server.read_exact(&mut bytes).await?;
    String::from_utf8(bytes).map_err(|_| unexpected("no text"))
}

fn field(info: &str, name: &str) -> Option<u32> {
    info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().parse().ok())
}

fn unexpected(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
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
