//! Encrypted connections: each mistake of the server, of the user or of a file is an error of its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use astra_bus::{AddressSource, Bus, BusError, Endpoint, Tls, TlsFault};
use astra_testkit::{Authority, DEADLINE, Identity, Server, TlsServer};

use crate::scene::{bus, impatient_bus};

const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

/// Trust in an authority, without a client certificate.
fn trust(authority: &Path) -> Tls {
    Tls { ca: Some(authority.to_owned()), ..Tls::default() }
}

fn insecure() -> Tls {
    Tls { is_insecure: true, ..Tls::default() }
}

fn encrypted_bus(url: &str, tls: Tls, timeout: Duration) -> Bus {
    let endpoint = Endpoint { tls: Some(tls), ..Endpoint::parse(url).unwrap() };
    Bus::new(endpoint, timeout, AddressSource::User("the test"))
}

async fn connect(url: &str, tls: Tls) -> Result<(), BusError> {
    encrypted_bus(url, tls, DEADLINE).ping().await
}

async fn fault(bus: &Bus) -> TlsFault {
    let error = bus.ping().await.unwrap_err();
    assert!(!error.is_transient() && error.hint().is_some(), "{error:?}");
    match error {
        BusError::Tls { fault, .. } => fault,
        other => panic!("no TLS fault: {other:?}"),
    }
}

/// The fault of a connection to this server.
async fn fault_of(server: &TlsServer, tls: Tls) -> TlsFault {
    fault(&encrypted_bus(&server.url(), tls, DEADLINE)).await
}

fn server_for(authority: &Authority, hosts: &[&str]) -> TlsServer {
    authority.server(&authority.issue("server", hosts), &[])
}

#[tokio::test]
async fn a_trusted_server_is_reached_by_address_and_by_name() {
    let authority = Authority::new("authority");
    let server = server_for(&authority, &HERE);
    for host in HERE {
        let url = format!("rediss://{host}:{}", server.port);
        connect(&url, trust(&authority.file())).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_authority_is_reported() {
    let authority = Authority::new("authority");
    let server = server_for(&authority, &HERE);
    // An authority that only has the name of the right one is also unknown.
    for other in [Authority::new("another"), Authority::new("authority")] {
        let fault = fault_of(&server, trust(&other.file())).await;
        assert_eq!(fault, TlsFault::UnknownAuthority { ca: Some(other.file()) });
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_reported_with_its_names() {
    let authority = Authority::new("authority");
    let server = server_for(&authority, &["redis.example", "10.0.0.7"]);
    let fault = fault_of(&server, trust(&authority.file())).await;
    let TlsFault::WrongName { host, presented } = &fault else { panic!("{fault:?}") };
    assert_eq!((host.as_str(), presented.len()), ("127.0.0.1", 2));
    assert!(presented[0].contains("redis.example") && presented[1].contains("10.0.0.7"));
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_now_is_reported_with_its_date() {
    let authority = Authority::new("authority");
    let server =
        |name, from, to| authority.server(&authority.issue_for_years(name, &HERE, from, to), &[]);
    let old = server("old", 2020, 2021);
    let expected = TlsFault::Expired { at: Some("2021-01-01T00:00:00Z".into()) };
    assert_eq!(fault_of(&old, trust(&authority.file())).await, expected);
    let early = server("early", 2080, 2090);
    let expected = TlsFault::NotYetValid { at: Some("2080-01-01T00:00:00Z".into()) };
    assert_eq!(fault_of(&early, trust(&authority.file())).await, expected);
}

#[tokio::test]
async fn an_insecure_connection_accepts_any_certificate() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue_for_years("x", &["other"], 2020, 2021), &[]);
    connect(&server.url(), insecure()).await.unwrap();
}

/// The server checks a certificate at different times in the two versions of TLS.
#[tokio::test]
async fn a_client_certificate_is_required_and_checked() {
    for version in ["TLSv1.2", "TLSv1.3"] {
        let (authority, other) = (Authority::new("authority"), Authority::new("another"));
        let identity = authority.issue("server", &HERE);
        let server = authority.mutual_server(&identity, &["--tls-protocols", version]);
        let with = |identity: &Identity| Tls {
            identity: Some((identity.certificate.clone(), identity.key.clone())),
            ..trust(&authority.file())
        };
        let missing = fault_of(&server, trust(&authority.file())).await;
        let text = format!("{missing}; {}", missing.hint());
        assert!(text.contains("client certificate"), "{version}: {text}");
        let stranger = other.issue("stranger", &[]);
        let refused = fault_of(&server, with(&stranger)).await;
        let TlsFault::ClientRefused { certificate, .. } = refused else { panic!("{refused:?}") };
        assert_eq!(certificate, stranger.certificate, "{version}");
        connect(&server.url(), with(&authority.issue("client", &[]))).await.unwrap();
    }
}

#[tokio::test]
async fn a_plain_port_is_recognized_within_any_connect_timeout() {
    let plain = Server::tcp();
    let url = format!("rediss://127.0.0.1:{}", plain.port());
    for timeout in [400, 1000, 5000] {
        let bus = encrypted_bus(&url, insecure(), Duration::from_millis(timeout));
        let fault = fault(&bus).await;
        assert!(matches!(fault, TlsFault::PlainServer(_)), "{timeout} ms: {fault:?}");
    }
}

#[tokio::test]
async fn a_tls_port_is_recognized_by_a_plain_connection() {
    let authority = Authority::new("authority");
    let server = authority.mutual_server(&authority.issue("server", &HERE), &[]);
    for login in ["", ":pw@"] {
        let fault = fault(&bus(&format!("redis://{login}127.0.0.1:{}", server.port))).await;
        assert!(matches!(fault, TlsFault::EncryptedServer(_)), "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_that_only_hangs_up_is_taken_for_neither() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    for scheme in ["redis", "rediss"] {
        let bus = impatient_bus(&format!("{scheme}://{address}"), Duration::from_secs(2));
        let error = bus.ping().await.unwrap_err();
        assert!(error.is_connection(), "{error:?}");
        let is_recognized = |fault: &TlsFault| {
            matches!(fault, TlsFault::PlainServer(_) | TlsFault::EncryptedServer(_))
        };
        assert!(
            !matches!(&error, BusError::Tls { fault, .. } if is_recognized(fault)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn sentinels_of_the_other_scheme_get_the_hint_for_sentinels() {
    let authority = Authority::new("authority");
    let (encrypted, plain) = (server_for(&authority, &HERE), Server::tcp());
    for (scheme, port, other) in [
        ("redis", encrypted.port, "rediss+sentinel://"),
        ("rediss", plain.port(), "redis+sentinel://"),
    ] {
        let error =
            bus(&format!("{scheme}+sentinel://127.0.0.1:{port}/astra")).ping().await.unwrap_err();
        assert!(matches!(error, BusError::Sentinel { .. }), "{error:?}");
        assert!(error.hint().unwrap().contains(other), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let authority = Authority::new("authority");
    let server = server_for(&authority, &HERE);
    let [client, other] = ["client", "other"].map(|name| authority.issue(name, &[]));
    let file = |name: &str, text: &str| -> PathBuf {
        let path = server.server.folder().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let gone = server.server.folder().join("gone.pem");
    let text = file("notes.txt", "no certificate at all\n");
    let cut = file("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n");
    let locked =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let locked = file("locked.key", locked);
    let with = |certificate: &Path, key: &Path| Tls {
        identity: Some((certificate.to_owned(), key.to_owned())),
        ..trust(&authority.file())
    };
    for (tls, unusable) in [
        (trust(&gone), &gone),
        (trust(&text), &text),
        (trust(&cut), &cut),
        (with(&text, &client.key), &text),
        (with(&client.certificate, &text), &text),
        (with(&client.certificate, &locked), &locked),
    ] {
        let fault = fault_of(&server, tls).await;
        assert!(fault.is_invalid_file(), "{fault:?}");
        assert!(matches!(&fault, TlsFault::File { path, .. } if path == unusable), "{fault:?}");
    }
    let mismatch = fault_of(&server, with(&client.certificate, &other.key)).await;
    let expected = TlsFault::KeyMismatch { certificate: client.certificate, key: other.key };
    assert_eq!(mismatch, expected);
}

#[tokio::test]
async fn a_wrong_password_over_tls_is_an_error_of_the_login() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &HERE), &["--requirepass", "right"]);
    let url = format!("rediss://:s3cret@127.0.0.1:{}", server.port);
    let error = connect(&url, trust(&authority.file())).await.unwrap_err();
    assert!(matches!(error, BusError::Login { .. }), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
}
