//! A server and as whom to log in to it: server URLs, and the variables that may stand in for them.

mod sentinel;

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::Url;

/// The port of a Redis server whose URL names none.
const DEFAULT_PORT: u16 = 6379;

/// A server to connect to, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) place: Place,
    /// Number of the logical database.
    pub(crate) database: i64,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Secret>,
    /// How the connection is encrypted; `None` in the clear.
    pub(crate) tls: Option<Tls>,
}

/// The socket that a server listens on, or who knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
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
pub(crate) struct Sentinels {
    /// Host and port of each.
    pub(crate) addresses: Vec<(String, u16)>,
    pub(crate) master: String,
    /// The login to the Sentinels themselves, which is not that to the master.
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Secret>,
}

/// What an encrypted connection trusts, and shows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tls {
    /// A PEM file of the authorities to trust, in place of the system's.
    pub(crate) ca: Option<PathBuf>,
    /// PEM files of a client certificate and of its key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
    /// Whether any certificate of the server will do.
    pub(crate) is_insecure: bool,
}

/// A password: usable, never printable.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

/// Why a server URL cannot be used. Its text never repeats the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetError {
    #[error("the server URL is not a URL: {0}")]
    Syntax(String),
    #[error("the server URL has the scheme `{0}`, which astra does not speak")]
    Scheme(String),
    #[error("the server URL names no {0}")]
    Missing(&'static str),
    #[error("`{0}` is not the number of a Redis database")]
    Database(String),
    #[error("the server URL has an unknown parameter `{0}`")]
    Parameter(String),
    #[error("`{value}` of {variable} is not a port")]
    Port { variable: String, value: String },
    #[error("the {0} of the server URL is not UTF-8 once decoded")]
    Encoding(&'static str),
    #[error("the server URL names no absolute path: after unix:// it begins with a /")]
    RelativeSocket,
    #[error("a Sentinel's address in the server URL is not host[:port]")]
    SentinelAddress,
}

impl TargetError {
    /// The next step for whoever typed the URL.
    pub(crate) const HINT: &str = "write redis://[user:password@]host:port[/database], rediss://… for TLS, \
        redis+sentinel://host:port,host:port/master[/database] or unix:///path/to/socket";
}

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The password itself, for the login and nothing else.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(f, "{}", address(host, *port)),
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Sentinel(Sentinels { master, .. }) => write!(f, "master `{master}`"),
        }
    }
}

impl Target {
    /// Chooses the server: the URL given, else `REDIS_URL`, else `REDIS_HOST`, `REDIS_PORT` and
    /// `REDIS_PASSWORD` (the fleet's first set-up script used these), else 127.0.0.1:6379.
    ///
    /// # Errors
    /// The first source that is set and cannot be used; a later one is never tried in its place.
    pub(crate) fn choose(
        url: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TargetError> {
        let given = url.filter(|url| !url.is_empty()).map(str::to_owned);
        match given.or_else(|| set(&variable, "REDIS_URL")) {
            Some(url) => Self::parse(&url),
            None => Self::from_parts(&variable),
        }
    }

    fn from_parts(variable: &impl Fn(&str) -> Option<String>) -> Result<Self, TargetError> {
        let port = match set(variable, "REDIS_PORT") {
            Some(value) => parse_port("REDIS_PORT", value)?,
            None => DEFAULT_PORT,
        };
        let host = set(variable, "REDIS_HOST").unwrap_or_else(|| "127.0.0.1".into());
        Ok(Self {
            place: Place::Tcp { host, port },
            database: 0,
            username: None,
            password: set(variable, "REDIS_PASSWORD").map(Secret::new),
            tls: None,
        })
    }

    /// Reads `redis://[user:password@]host[:port][/database]`, the same with `rediss` for TLS,
    /// `unix:///path[?db=N&user=NAME&pass=PASSWORD]`, or what [`sentinel`] reads.
    pub(crate) fn parse(text: &str) -> Result<Self, TargetError> {
        if let Some(target) = sentinel::parse(text) {
            return target;
        }
        let url = Url::parse(text).map_err(|error| TargetError::Syntax(error.to_string()))?;
        match url.scheme() {
            "redis" => Self::from_redis_url(&url, None),
            "rediss" => Self::from_redis_url(&url, Some(Tls::default())),
            "unix" | "redis+unix" => Self::from_unix_url(&url),
            other => Err(TargetError::Scheme(other.into())),
        }
    }

    fn from_redis_url(url: &Url, tls: Option<Tls>) -> Result<Self, TargetError> {
        if let Some((name, _)) = url.query_pairs().next() {
            return Err(TargetError::Parameter(name.into_owned()));
        }
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or(TargetError::Missing("host"))?;
        Ok(Self {
            place: Place::Tcp {
                host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
                port: url.port().unwrap_or(DEFAULT_PORT),
            },
            database: parse_database(url.path().trim_matches('/'))?,
            username: Some(decode("user name", url.username())?).filter(|name| !name.is_empty()),
            password: url.password().map(|text| decode("password", text)).transpose()?.map(Secret),
            tls,
        })
    }

    fn from_unix_url(url: &Url) -> Result<Self, TargetError> {
        let path = decode("path", url.path())?;
        if url.host_str().is_some_and(|host| !host.is_empty())
            || path.starts_with(|first| first != '/')
        {
            return Err(TargetError::RelativeSocket);
        }
        if path.is_empty() || path == "/" {
            return Err(TargetError::Missing("socket"));
        }
        let mut target = Self {
            place: Place::Unix(path.into()),
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
                _ => return Err(TargetError::Parameter(name.into_owned())),
            }
        }
        Ok(target)
    }
}

/// `host:port`, an IPv6 address in brackets.
pub(crate) fn address(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn set(variable: &impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

fn parse_port(variable: &str, value: String) -> Result<u16, TargetError> {
    value.parse().map_err(|_| TargetError::Port { variable: variable.into(), value })
}

fn parse_database(text: &str) -> Result<i64, TargetError> {
    match text {
        "" => Ok(0),
        _ => text
            .parse()
            .ok()
            .filter(|number| *number >= 0)
            .ok_or_else(|| TargetError::Database(text.into())),
    }
}

fn decode(part: &'static str, text: &str) -> Result<String, TargetError> {
    let decoded = percent_decode_str(text).decode_utf8();
    Ok(decoded.map_err(|_| TargetError::Encoding(part))?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(url: Option<&str>, variables: &[(&str, &str)]) -> Result<Target, TargetError> {
        Target::choose(url, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn tcp(host: &str, port: u16) -> Place {
        Place::Tcp { host: host.into(), port }
    }

    #[test]
    fn reads_every_part_of_a_redis_url() {
        let target = Target::parse("redis://ops:p%40ss@db.example:6390/3").unwrap();
        assert_eq!(target.place, tcp("db.example", 6390));
        assert_eq!(target.database, 3);
        assert_eq!(target.username.as_deref(), Some("ops"));
        assert_eq!(target.password.unwrap().reveal(), "p@ss");
    }

    #[test]
    fn only_rediss_is_encrypted() {
        let tls = |url| Target::parse(url).unwrap().tls;
        assert_eq!(tls("rediss://u:p@h:1/2"), Some(Tls::default()));
        assert_eq!((tls("redis://h"), tls("unix:///s")), (None, None));
    }

    #[test]
    fn reads_a_socket_with_its_parameters() {
        let target = Target::parse("unix:///run/redis.sock?db=2&pass=x").unwrap();
        assert_eq!(target.place, Place::Unix("/run/redis.sock".into()));
        assert_eq!((target.database, target.password.unwrap().reveal()), (2, "x"));
    }

    #[test]
    fn a_socket_is_named_by_its_whole_path() {
        for url in ["unix://rel/path", "unix:rel/path", "redis+unix://u:s3cret@h/path"] {
            assert_eq!(Target::parse(url).unwrap_err(), TargetError::RelativeSocket, "{url}");
        }
        assert_eq!(Target::parse("unix:/s").unwrap().place, Place::Unix("/s".into()));
        assert_eq!(Target::parse("unix://").unwrap_err(), TargetError::Missing("socket"));
    }

    #[test]
    fn reads_an_ipv6_host_and_prints_it_with_brackets() {
        let target = Target::parse("redis://[::1]:7000").unwrap();
        assert_eq!(target.place, tcp("::1", 7000));
        assert_eq!(target.place.to_string(), "[::1]:7000");
    }

    #[test]
    fn prefers_the_url_then_redis_url_then_the_old_variables() {
        let old = [("REDIS_HOST", "old"), ("REDIS_PORT", "1"), ("REDIS_PASSWORD", "pw")];
        let with_url = [("REDIS_URL", "redis://second"), ("REDIS_HOST", "old")];
        assert_eq!(choose(Some("redis://first"), &with_url).unwrap().place, tcp("first", 6379));
        assert_eq!(choose(None, &with_url).unwrap().place, tcp("second", 6379));
        let target = choose(None, &old).unwrap();
        assert_eq!(target.place, tcp("old", 1));
        assert_eq!(target.password.unwrap().reveal(), "pw");
        assert_eq!(choose(None, &[]).unwrap().place, tcp("127.0.0.1", 6379));
    }

    #[test]
    fn an_error_never_repeats_a_password() {
        for url in [
            "redis://:s3cret@",
            "http://u:s3cret@h",
            "redis://u:s3cret@h/x",
            "redis://u:s3cret@h:port",
        ] {
            let error = Target::parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{url}: {error}");
        }
        let target = Target::parse("redis://u:s3cret@h").unwrap();
        assert!(!format!("{target:?}").contains("s3cret"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert_eq!(Target::parse("redis://h?x=1").unwrap_err(), TargetError::Parameter("x".into()));
        assert_eq!(Target::parse("redis://h/-1").unwrap_err(), TargetError::Database("-1".into()));
        assert!(matches!(Target::parse("localhost"), Err(TargetError::Syntax(_))));
        assert_eq!(
            Target::parse("localhost:6379").unwrap_err(),
            TargetError::Scheme("localhost".into())
        );
        let error = choose(None, &[("REDIS_PORT", "many")]).unwrap_err();
        assert_eq!(error.to_string(), "`many` of REDIS_PORT is not a port");
    }
}
