//! What is read of a server URL, and what is never repeated of it.

use proptest::prelude::*;

use super::*;

fn choose(url: Option<&str>, variables: &[(&str, &str)]) -> Result<Endpoint, EndpointError> {
    Endpoint::choose(url, |name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

fn tcp(host: &str, port: u16) -> Address {
    Address::Tcp { host: host.into(), port }
}

#[test]
fn reads_every_part_of_a_redis_url() {
    let target = Endpoint::parse("redis://ops:p%40ss@db.example:6390/3").unwrap();
    assert_eq!(target.address, tcp("db.example", 6390));
    assert_eq!(target.database, 3);
    assert_eq!(target.username.as_deref(), Some("ops"));
    assert_eq!(target.password.unwrap().reveal(), "p@ss");
}

#[test]
fn only_rediss_is_encrypted() {
    let tls = |url| Endpoint::parse(url).unwrap().tls;
    assert_eq!(tls("rediss://u:p@h:1/2"), Some(Tls::default()));
    assert_eq!((tls("redis://h"), tls("unix:///s")), (None, None));
}

#[test]
fn a_socket_is_named_by_its_whole_path() {
    for url in ["unix://rel/path", "unix:rel/path", "redis+unix://u:s3cret@h/path"] {
        assert_eq!(Endpoint::parse(url).unwrap_err(), EndpointError::RelativeSocket, "{url}");
    }
    assert_eq!(Endpoint::parse("unix:/s").unwrap().address, Address::Unix("/s".into()));
    assert_eq!(Endpoint::parse("unix://").unwrap_err(), EndpointError::Missing("socket"));
}

#[test]
fn reads_a_socket_with_its_parameters() {
    let target = Endpoint::parse("unix:///run/redis.sock?db=2&pass=x").unwrap();
    assert_eq!(target.address, Address::Unix("/run/redis.sock".into()));
    assert_eq!((target.database, target.password.unwrap().reveal()), (2, "x"));
}

#[test]
fn reads_an_ipv6_host_and_prints_it_with_brackets() {
    let target = Endpoint::parse("redis://[::1]:7000").unwrap();
    assert_eq!(target.address, tcp("::1", 7000));
    assert_eq!(target.address.to_string(), "[::1]:7000");
}

#[test]
fn prefers_the_url_then_redis_url_then_the_old_variables() {
    let old = [("REDIS_HOST", "old"), ("REDIS_PORT", "1"), ("REDIS_PASSWORD", "pw")];
    let with_url = [("REDIS_URL", "redis://second"), ("REDIS_HOST", "old")];
    assert_eq!(choose(Some("redis://first"), &with_url).unwrap().address, tcp("first", 6379));
    assert_eq!(choose(None, &with_url).unwrap().address, tcp("second", 6379));
    let target = choose(None, &old).unwrap();
    assert_eq!(target.address, tcp("old", 1));
    assert_eq!(target.password.unwrap().reveal(), "pw");
    assert_eq!(choose(None, &[]).unwrap().address, tcp("127.0.0.1", 6379));
}

#[test]
fn an_error_never_repeats_a_password() {
    for url in
        ["redis://:s3cret@", "http://u:s3cret@h", "redis://u:s3cret@h/x", "redis://u:s3cret@h:port"]
    {
        let error = Endpoint::parse(url).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{url}: {error}");
    }
    let target = Endpoint::parse("redis://u:s3cret@h").unwrap();
    assert!(!format!("{target:?}").contains("s3cret"));
}

#[test]
fn refuses_what_it_does_not_know() {
    assert_eq!(Endpoint::parse("redis://h?x=1").unwrap_err(), EndpointError::Parameter("x".into()));
    assert_eq!(Endpoint::parse("redis://h/-1").unwrap_err(), EndpointError::Database("-1".into()));
    assert!(matches!(Endpoint::parse("localhost"), Err(EndpointError::Syntax(_))));
    assert_eq!(
        Endpoint::parse("localhost:6379").unwrap_err(),
        EndpointError::Scheme("localhost".into())
    );
    let error = choose(None, &[("REDIS_PORT", "many")]).unwrap_err();
    assert_eq!(error.to_string(), "`many` of REDIS_PORT is not a port");
}

/// URLs with a password in each place where one may stand, by hands that encode nothing.
const PLACES: [&str; 8] = [
    "redis://ops:PASSWORD@127.0.0.1:22002",
    "rediss://:PASSWORD@h/2",
    "redis://ops:PASSWORD@h:1/no",
    "http://ops:PASSWORD@h",
    "ops:PASSWORD@h",
    "redis+sentinel://ops:PASSWORD@h:1,k/m/0",
    "redis+sentinel://h/m?sentinel-pass=PASSWORD&db=1",
    "unix:///s?pass=PASSWORD",
];

proptest! {
    #[test]
    fn no_part_of_a_password_is_ever_repeated(
        // Letters that no message has, and what cuts a URL.
        password in "[JZQ0-9/?#@:%&=]{4,20}",
        place in 0..PLACES.len(),
    ) {
        let said = match Endpoint::parse(&PLACES[place].replace("PASSWORD", &password)) {
            Ok(target) => format!("{} {target:?}", target.address),
            Err(error) => format!("{error} {error:?} {}", error.hint()),
        };
        let (said, password) = (said.to_lowercase(), password.to_lowercase());
        for start in 0..=password.len() - 4 {
            let part = &password[start..start + 4];
            prop_assert!(!said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn a_password_that_cuts_the_url_is_answered_with_how_to_encode_it() {
    for url in [
        "redis://ops:pa@ss/Word99@127.0.0.1:22002",
        "redis://ops:12?hunter2@h:1",
        "redis://ops:12#hunter2@h:1",
        "redis+sentinel://ops:12/hunter2@h/m",
        "unix:///s?pass=hunter&2",
        "unix:///s?pass=hunter#2",
    ] {
        let error = Endpoint::parse(url).unwrap_err();
        assert_eq!(error, EndpointError::Unencoded, "{url}");
        assert!(error.hint().contains("%2F for /"), "{url}");
    }
    let socket = Endpoint::parse("unix:///run/user@1000/redis.sock?pass=p@s").unwrap();
    assert_eq!(socket.address, Address::Unix("/run/user@1000/redis.sock".into()));
    assert_eq!(socket.password.unwrap().reveal(), "p@s");
}
