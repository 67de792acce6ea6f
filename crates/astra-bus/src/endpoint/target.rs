//! A server and as whom to log in to it: server URLs, and the variables that may stand in for them.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::endpoint::fault::EndpointError;
use crate::endpoint::sentinels;

/// The port of a Redis server whose URL names none.
const DEFAULT_PORT: u16 = 6379;

/// A server to connect to, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub place: Address,
    /// Number of the logical database.
    pub database: i64,
    pub username: Option<String>,
    pub password: Option<Secret>,
    /// How the connection is encrypted; `None` in the clear.
    pub tls: Option<Tls>,
}

/// The socket that a server listens on, or who knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp {
        host: String,
        port: u16,
    },
    Unix(PathBuf),
    /// The master of this name, wherever the Sentinels say that it is when a connection is opened.
    Sentinel(Sentinels),
}

/// Sentinels that watch over a master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentinels {
    /// Host and port of each.
    pub addresses: Vec<(String, u16)>,
    pub master: String,
    /// The login to the Sentinels themselves, which is not that to the master.
    pub username: Option<String>,
    pub password: Option<Secret>,
}

/// What an encrypted connection trusts, and shows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// A PEM file of the authorities to trust, in place of the system's.
    pub ca: Option<PathBuf>,
    /// PEM files of a client certificate and of its key.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Whether any certificate of the server will do.
    pub is_insecure: bool,
}

/// A password: usable, never printable.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The password itself, for the login and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(f, "{}", address(host, *port)),
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Sentinel(Sentinels { master, .. }) => write!(f, "master `{master}`"),
        }
    }
}

impl Endpoint {
    /// Chooses the server: the URL given, else `REDIS_URL`, else `REDIS_HOST`, `REDIS_PORT` and
    /// `REDIS_PASSWORD` (the fleet's first set-up script used these), else 127.0.0.1:6379.
    ///
    /// # Errors
    /// The first source that is set and cannot be used; a later one is never tried in its place.
    pub fn choose(
        url: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, EndpointError> {
        let given = url.filter(|url| !url.is_empty()).map(str::to_owned);
        match given.or_else(|| set(&variable, "REDIS_URL")) {
            Some(url) => Self::parse(&url),
            None => Self::from_parts(&variable),
        }
    }

    fn from_parts(variable: &impl Fn(&str) -> Option<String>) -> Result<Self, EndpointError> {
        let port = match set(variable, "REDIS_PORT") {
            Some(value) => parse_port("REDIS_PORT", value)?,
            None => DEFAULT_PORT,
        };
        let host = set(variable, "REDIS_HOST").unwrap_or_else(|| "127.0.0.1".into());
        Ok(Self {
            place: Address::Tcp { host, port },
            database: 0,
            username: None,
            password: set(variable, "REDIS_PASSWORD").map(Secret::new),
            tls: None,
        })
    }

    /// Reads `redis://[user:password@]host[:port][/database]`, the same with `rediss` for TLS,
    /// `unix:///path[?db=N&user=NAME&pass=PASSWORD]`, or what [`sentinel`] reads.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        if let Some(target) = sentinels::parse(text) {
            return target;
        }
        let is_socket = text.starts_with("unix:") || text.starts_with("redis+unix:");
        if !is_socket && is_cut(text) {
            return Err(EndpointError::Unencoded);
        }
        let url = Url::parse(text).map_err(|error| EndpointError::Syntax(error.to_string()))?;
        if url.fragment().is_some() {
            return Err(EndpointError::Unencoded);
        }
        match url.scheme() {
            "redis" => Self::from_redis_url(&url, None),
            "rediss" => Self::from_redis_url(&url, Some(Tls::default())),
            "unix" | "redis+unix" => Self::from_unix_url(&url),
            _ if split_scheme(text).is_none() && text.contains('@') => {
                Err(EndpointError::Syntax("it begins with no scheme".into()))
            }
            other => Err(EndpointError::Scheme(other.into())),
        }
    }

    fn from_redis_url(url: &Url, tls: Option<Tls>) -> Result<Self, EndpointError> {
        if let Some((name, _)) = url.query_pairs().next() {
            return Err(EndpointError::Parameter(name.into_owned()));
        }
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or(EndpointError::Missing("host"))?;
        Ok(Self {
            place: Address::Tcp {
                host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
                port: url.port().unwrap_or(DEFAULT_PORT),
            },
            database: parse_database(url.path().trim_matches('/'))?,
            username: Some(decode("user name", url.username())?).filter(|name| !name.is_empty()),
            password: url.password().map(|text| decode("password", text)).transpose()?.map(Secret),
            tls,
        })
    }

    fn from_unix_url(url: &Url) -> Result<Self, EndpointError> {
        let path = decode("path", url.path())?;
        if url.host_str().is_some_and(|host| !host.is_empty())
            || path.starts_with(|first| first != '/')
        {
            return Err(EndpointError::RelativeSocket);
        }
        if path.is_empty() || path == "/" {
            return Err(EndpointError::Missing("socket"));
        }
        let mut target = Self {
            place: Address::Unix(path.into()),
            database: 0,
            username: None,
            password: None,
            tls: None,
        };
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "db" => target.database = parse_database(&value)?,
                "user" => {
                    target.username = Some(value.into_owned()).filter(|name| !name.is_empty());
                }
                "pass" => target.password = Some(Secret::new(value)),
                _ => return Err(EndpointError::parameter(name, url.query().unwrap_or_default())),
            }
        }
        Ok(target)
    }
}

/// Whether an `@` stands behind the first `/`, `?` or `#`: then that belonged to the password, and
/// what is read there as a database or a parameter is the rest of it.
pub(crate) fn is_cut(text: &str) -> bool {
    let rest = split_scheme(text).map_or(text, |(_, rest)| rest);
    rest.find(['/', '?', '#']).is_some_and(|end| rest[end..].contains('@'))
}

/// A URL's scheme and what follows it; a `://` in a password parts nothing.
pub(crate) fn split_scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once("://").filter(|(scheme, _)| !scheme.contains([':', '@']))
}

/// `host:port`, an IPv6 address in brackets.
pub(crate) fn address(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn set(variable: &impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

fn parse_port(variable: &str, value: String) -> Result<u16, EndpointError> {
    value.parse().map_err(|_| EndpointError::Port { variable: variable.into(), value })
}

pub(crate) fn parse_database(text: &str) -> Result<i64, EndpointError> {
    match text {
        "" => Ok(0),
        _ => text
            .parse()
            .ok()
            .filter(|number| *number >= 0)
            .ok_or_else(|| EndpointError::Database(text.into())),
    }
}

pub(crate) fn decode(part: &'static str, text: &str) -> Result<String, EndpointError> {
    let decoded = percent_decode_str(text).decode_utf8();
    Ok(decoded.map_err(|_| EndpointError::Encoding(part))?.into_owned())
}

#[cfg(test)]
mod tests;
