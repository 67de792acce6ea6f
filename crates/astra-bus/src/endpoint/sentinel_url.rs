//! URLs of a master that Sentinels monitor: they list several hosts, which no URL parser reads.

use url::form_urlencoded;

use crate::endpoint::address::{Address, Sentinels};
use crate::endpoint::fault::EndpointError;
use crate::endpoint::secret::Secret;
use crate::endpoint::server::{Endpoint, Tls};
use crate::endpoint::url_parts::{decode, is_cut, parse_database, split_scheme};

/// The port of a Sentinel whose address names none.
const DEFAULT_PORT: u16 = 26379;

/// Reads `redis+sentinel://[user:password@]host[:port],host[:port]/MASTER[/database]`, or the same
/// with `rediss+sentinel` where Sentinels and master speak TLS; `None` for any other scheme.
///
/// `?sentinel-user=NAME&sentinel-pass=PASSWORD` is the login to the Sentinels themselves.
pub(crate) fn parse(text: &str) -> Option<Result<Endpoint, EndpointError>> {
    let (scheme, rest) = split_scheme(text)?;
    match scheme {
        "redis+sentinel" => Some(endpoint(rest, None)),
        "rediss+sentinel" => Some(endpoint(rest, Some(Tls::default()))),
        _ => None,
    }
}

fn endpoint(rest: &str, tls: Option<Tls>) -> Result<Endpoint, EndpointError> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    if is_cut(place) {
        return Err(EndpointError::Unencoded);
    }
    let (authority, path) = place.split_once('/').unwrap_or((place, ""));
    let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (username, password) = login.split_once(':').unwrap_or((login, ""));
    let (master, database) = path.split_once('/').unwrap_or((path, ""));
    let mut sentinels = Sentinels {
        addresses: hosts.split(',').map(address).collect::<Result<_, _>>()?,
        master: part("name of the master", master)?.ok_or(EndpointError::Missing("master"))?,
        username: None,
        password: None,
    };
    log_in(&mut sentinels, query)?;
    Ok(Endpoint {
        address: Address::Sentinel(sentinels),
        database: parse_database(database.trim_end_matches('/'))?,
        username: part("user name", username)?,
        password: part("password", password)?.map(Secret::new),
        tls,
    })
}

fn log_in(sentinels: &mut Sentinels, query: &str) -> Result<(), EndpointError> {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "sentinel-user" => {
                sentinels.username = Some(value.into_owned()).filter(|name| !name.is_empty());
            }
            "sentinel-pass" => sentinels.password = Some(Secret::new(value)),
            _ => return Err(EndpointError::parameter(name, query)),
        }
    }
    Ok(())
}

/// Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
///
/// What is none of these is not repeated: a password with a `/` in it may have cut the URL there.
fn address(text: &str) -> Result<(String, u16), EndpointError> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or(EndpointError::SentinelAddress)?,
        None => text.find(':').map_or((text, ""), |colon| text.split_at(colon)),
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => DEFAULT_PORT,
        Some(digits) => digits.parse().map_err(|_| EndpointError::SentinelAddress)?,
        None => return Err(EndpointError::SentinelAddress),
    };
    if host.is_empty() {
        return Err(EndpointError::Missing("Sentinel"));
    }
    Ok((host.to_owned(), port))
}

fn part(name: &'static str, text: &str) -> Result<Option<String>, EndpointError> {
    Ok(Some(decode(name, text)?).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> (Endpoint, Sentinels) {
        let endpoint = Endpoint::parse(url).unwrap();
        let Address::Sentinel(sentinels) = endpoint.address.clone() else { panic!("{endpoint:?}") };
        (endpoint, sentinels)
    }

    #[test]
    fn reads_every_part() {
        let url = "redis+sentinel://ops:p%40:ss@a.example:1,[::1]:2,b,[fe80::1]/my%20bus/3?sentinel-user=s&sentinel-pass=x%26";
        let (endpoint, sentinels) = read(url);
        let addresses = [("a.example", 1), ("::1", 2), ("b", 26379), ("fe80::1", 26379)];
        assert_eq!(sentinels.addresses, addresses.map(|(host, port)| (host.to_owned(), port)));
        assert_eq!((sentinels.master.as_str(), endpoint.database), ("my bus", 3));
        assert_eq!(endpoint.username.as_deref(), Some("ops"));
        assert_eq!(endpoint.password.unwrap().reveal(), "p@:ss");
        assert_eq!(sentinels.username.as_deref(), Some("s"));
        assert_eq!(sentinels.password.unwrap().reveal(), "x&");
        assert_eq!(endpoint.tls, None);
    }

    #[test]
    fn needs_no_more_than_a_host_and_a_master() {
        let (endpoint, sentinels) = read("rediss+sentinel://h/m");
        assert_eq!(sentinels.addresses, [("h".to_owned(), 26379)]);
        assert_eq!((endpoint.database, endpoint.username, endpoint.password), (0, None, None));
        assert_eq!((endpoint.tls, sentinels.password), (Some(Tls::default()), None));
    }

    #[test]
    fn refuses_what_it_cannot_use_and_never_repeats_a_password() {
        for (url, said) in [
            ("redis+sentinel://:s3cret@h", "names no master"),
            ("redis+sentinel://:s3cret@/m", "names no Sentinel"),
            ("redis+sentinel://:s3cret@a,,b/m", "names no Sentinel"),
            ("redis+sentinel://:s3/cret@h/m", "cannot be read past its user name and password"),
            ("redis+sentinel://:s3cret@h:x/m", "not host[:port]"),
            ("redis+sentinel://:s3cret@[::1]x/m", "not host[:port]"),
            ("redis+sentinel://:s3cret@h/m/x", "not the number of a Redis database"),
            ("redis+sentinel://h/m?sentinel-pas=s3cret", "unknown parameter `sentinel-pas`"),
        ] {
            let error = Endpoint::parse(url).unwrap_err();
            assert!(error.to_string().contains(said), "{url}: {error}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{url}: {error}");
        }
    }
}
