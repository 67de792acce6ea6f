//! Reads server URLs, and the environment variables that can replace them.

use url::Url;

use crate::endpoint::address::Address;
use crate::endpoint::fault::EndpointError;
use crate::endpoint::secret::Secret;
use crate::endpoint::sentinel_url;
use crate::endpoint::server::{Endpoint, Tls};
use crate::endpoint::url_parts::{decode, is_cut, parse_database, parse_port, split_scheme};

/// The port of a Redis server whose URL names none.
const DEFAULT_PORT: u16 = 6379;

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
            address: Address::Tcp { host, port },
            database: 0,
            username: None,
            password: set(variable, "REDIS_PASSWORD").map(Secret::new),
            tls: None,
        })
    }

    /// Reads `redis://[user:password@]host[:port][/database]`, the same with `rediss` for TLS,
    /// `unix:///path[?db=N&user=NAME&pass=PASSWORD]`, or what a Sentinel URL reads.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        if let Some(endpoint) = sentinel_url::parse(text) {
            return endpoint;
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
            address: Address::Tcp {
                host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
                port: url.port().unwrap_or(DEFAULT_PORT),
            },
            database: parse_database(url.path().trim_matches('/'))?,
            username: Some(decode("user name", url.username())?).filter(|name| !name.is_empty()),
            password: url
                .password()
                .map(|text| decode("password", text))
                .transpose()?
                .map(Secret::new),
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
        let mut endpoint = Self {
            address: Address::Unix(path.into()),
            database: 0,
            username: None,
            password: None,
            tls: None,
        };
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "db" => endpoint.database = parse_database(&value)?,
                "user" => {
                    endpoint.username = Some(value.into_owned()).filter(|name| !name.is_empty());
                }
                "pass" => endpoint.password = Some(Secret::new(value)),
                _ => return Err(EndpointError::parameter(name, url.query().unwrap_or_default())),
            }
        }
        Ok(endpoint)
    }
}

fn set(variable: &impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests;
