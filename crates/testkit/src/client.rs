//! A plain client: one socket, commands and replies.

use std::{
    io::{self, BufReader, Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::Path,
};

use crate::{
    reply::{Reply, encode},
    wait::DEADLINE,
};

/// Commands sent before their replies are read. Small enough that the buffers of neither side fill up.
const BATCH: usize = 500;

/// One connection to a server. It waits at most [`DEADLINE`] for a reply.
#[derive(Debug)]
pub struct Client {
    socket: BufReader<Socket>,
}

impl Client {
    /// Connects to a Unix socket.
    pub fn unix(path: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        stream.set_write_timeout(Some(DEADLINE))?;
        Ok(Self { socket: BufReader::new(Socket::Unix(stream)) })
    }

    /// Connects to a loopback port.
    pub fn tcp(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        stream.set_write_timeout(Some(DEADLINE))?;
        Ok(Self { socket: BufReader::new(Socket::Tcp(stream)) })
    }

    /// Sends one command and reads its reply.
    pub fn command(&mut self, command: &[impl AsRef<[u8]>]) -> io::Result<Reply> {
        self.send(command)?;
        self.receive()
    }

    /// Sends one command without waiting for its reply (a blocking read).
    pub fn send(&mut self, command: &[impl AsRef<[u8]>]) -> io::Result<()> {
        let mut wire = Vec::new();
        encode(command, &mut wire);
        self.socket.get_mut().write_all(&wire)
    }

    /// Reads the next reply or pushed message.
    pub fn receive(&mut self) -> io::Result<Reply> {
        Reply::read(&mut self.socket)
    }

    /// Sends any number of commands in pipelines and passes each reply to `check`.
    pub fn pipeline<C, A>(
        &mut self,
        commands: impl IntoIterator<Item = C>,
        mut check: impl FnMut(Reply),
    ) -> io::Result<()>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let (mut wire, mut sent) = (Vec::new(), 0);
            for command in commands.by_ref().take(BATCH) {
                encode(command.as_ref(), &mut wire);
                sent += 1;
            }
            self.socket.get_mut().write_all(&wire)?;
            for _ in 0..sent {
                check(self.receive()?);
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
enum Socket {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read(buffer),
            Self::Tcp(stream) => stream.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.write(buffer),
            Self::Tcp(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
