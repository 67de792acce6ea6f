//! Encrypted connections: every command works over them, and each mistake has its own message.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use astra_testkit::{Authority, Identity, Server, TlsServer};

use crate::harness::{Run, astra};

const STREAM: &str = "astra.user.profileupdated.v1";
const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

/// A path as an argument.
fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// `astra services` with these arguments, on a server that does not suit them. The short timeout keeps failures fast.
fn run(url: &str, words: &[&str]) -> Run {
    let patient = if words.contains(&"--timeout") { &[][..] } else { &["--timeout", "300s"] };
    let run = astra(&[&["services", "--url", url], patient, words].concat()).run();
    assert_eq!(run.stdout, "");
    run
}

#[track_caller]
fn fails(url: &str, words: &[&str], stderr: &str) {
    let run = run(url, words);
    assert_eq!((run.stderr.as_str(), run.code), (stderr, Some(3)));
}

fn with_ca(server: &TlsServer, authority: &Authority, words: &[&str]) -> Run {
    run(&server.url(), &[&["--tls-ca", word(&authority.file())], words].concat())
}

fn address(server: &TlsServer) -> String {
    format!("127.0.0.1:{}", server.port)
}

#[test]
fn every_connection_to_a_server_is_encrypted() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &HERE), &["--requirepass", "pw"]);
    let url = format!("rediss://:pw@localhost:{}/3", server.port);
    let ca = authority.file();
    let go = |words: &[&str]| {
        astra(words).env("ASTRA_REDIS_URL", &url).env("ASTRA_TLS_CA", word(&ca)).ok()
    };
    go(&["setup"]);
    let data = "{\"a\":1}";
    go(&["publish", "User.ProfileUpdated", "--entity", "user_1", "--data", data]);
    let raw = |command: &[&str]| {
        let mut client = server.server.client();
        client.command(&["AUTH", "pw"]).unwrap().ok();
        client.command(&["SELECT", "3"]).unwrap().ok();
        client.command(command).unwrap()
    };
    assert_eq!(raw(&["XLEN", STREAM]).int(), 1);
    let shown = go(&["tail", STREAM, "-n", "1", "--no-follow", "-o", "json"]);
    assert_eq!(shown.json_lines()[0]["fields"]["entity_id"], "user_1", "{shown:?}");
    let lag = go(&["lag", STREAM, "--group", "notification_senders", "-o", "json"]).json();
    assert_eq!(lag["groups"][0]["lag"], 1);
}

#[test]
fn tail_follows_and_publish_sends_a_lot_over_tls() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &HERE), &[]);
    let tls = ["--tls-ca".to_owned(), word(&authority.file()).to_owned()];
    let words = |words: &[&str]| -> Vec<String> {
        let words = words.iter().map(ToString::to_string);
        words.chain(["--url".into(), server.url()]).chain(tls.clone()).collect()
    };
    server.server.redis(&["XADD", STREAM, "1-0", "event_type", "first"]).ok();
    let mut tail = astra(&words(&["tail", STREAM, "--from", "0", "-o", "json"])).spawn();
    assert!(tail.line().contains("\"1-0\""));
    let line = r#"{"event_type":"User.ProfileUpdated","entity_id":"u","data":{"text":"twenty words or so"}}"#;
    let input = [line, "\n"].concat().repeat(20_000);
    astra(&words(&["publish", "--from", "-"])).stdin(input).ok();
    assert_eq!(server.server.length(STREAM), 20_001);
    for _ in 0..20_000 {
        tail.line();
    }
}

#[test]
fn an_unknown_authority_is_named_as_such() {
    // An authority that only has the name of the right one is also unknown.
    for other in [Authority::new("another"), Authority::new("authority")] {
        knows_not(&Authority::new("authority"), &other);
    }
}

fn knows_not(authority: &Authority, other: &Authority) {
    let server = authority.server(&authority.issue("server", &HERE), &[]);
    let expected = format!(
        "error: cannot connect to Redis at {}: the server's certificate is signed by an untrusted authority\n",
        address(&server)
    );
    let run = with_ca(&server, other, &[]);
    let hint =
        format!("hint: `{}` does not contain the authority that signed it\n", word(&other.file()));
    assert_eq!((run.stderr, run.code), (expected.clone() + &hint, Some(3)));
    // A system that trusts some authority, but not this one.
    let system = word(&other.file()).to_owned();
    let run = astra(&["services", "--url", &server.url()]).env("SSL_CERT_FILE", system).run();
    let hint = "hint: name the file of the authority that signed it with --tls-ca\n";
    assert_eq!((run.stderr, run.code), (expected + hint, Some(3)));
}

#[test]
fn the_authorities_of_the_system_are_trusted_without_a_flag() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &HERE), &[]);
    let system = word(&authority.file()).to_owned();
    astra(&["services", "--url", &server.url()]).env("SSL_CERT_FILE", system).ok();
}

#[test]
fn a_certificate_for_another_host_is_reported_with_its_names() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &["redis.example", "10.0.0.7"]), &[]);
    let run = with_ca(&server, &authority, &[]);
    assert_eq!(
        run.stderr,
        format!(
            "error: cannot connect to Redis at {}: the server's certificate is not for `127.0.0.1`, only for `redis.example`, `10.0.0.7`\n\
             hint: connect to a name in the certificate, or have it issued for this one\n",
            address(&server)
        )
    );
}

#[test]
fn an_expired_certificate_is_reported_with_its_date() {
    let authority = Authority::new("authority");
    let old = authority.server(&authority.issue_for_years("old", &HERE, 2020, 2021), &[]);
    let run = with_ca(&old, &authority, &[]);
    assert_eq!(
        run.stderr,
        format!(
            "error: cannot connect to Redis at {}: the server's certificate expired on 2021-01-01T00:00:00Z\n\
             hint: renew the certificate; if it is valid, check this machine's clock\n",
            address(&old)
        )
    );
    let early = authority.server(&authority.issue_for_years("early", &HERE, 2080, 2090), &[]);
    let run = with_ca(&early, &authority, &[]);
    assert!(run.stderr.contains("is not valid yet, only from 2080-01-01T00:00:00Z\n"), "{run:?}");
}

/// A server requires or only requests a certificate; it checks the certificate at different times.
#[test]
fn a_client_certificate_is_requested_used_and_checked() {
    for version in ["TLSv1.2", "TLSv1.3"] {
        let (authority, other) = (Authority::new("authority"), Authority::new("another"));
        let server = authority
            .mutual_server(&authority.issue("server", &HERE), &["--tls-protocols", version]);
        let at = address(&server);
        let missing = with_ca(&server, &authority, &[]);
        assert_eq!(missing.code, Some(3), "{missing:?}");
        if version == "TLSv1.3" {
            let expected = format!(
                "error: cannot connect to Redis at {at}: it requires a client certificate, but none was given\n\
                 hint: pass --tls-cert FILE and --tls-key FILE\n"
            );
            assert_eq!(missing.stderr, expected);
        } else {
            assert!(missing.stderr.contains("client certificate"), "{missing:?}");
        }
        let shown = |identity: &Identity| {
            let files = [word(&identity.certificate), word(&identity.key)];
            with_ca(&server, &authority, &["--tls-cert", files[0], "--tls-key", files[1]])
        };
        let stranger = other.issue("stranger", &[]);
        let refused = shown(&stranger);
        assert_eq!(
            refused.stderr,
            format!(
                "error: cannot connect to Redis at {at}: it rejects the client certificate `{}`: it does not trust the authority that signed it\n\
                 hint: use one signed by an authority in the server's tls-ca-cert-file\n",
                word(&stranger.certificate)
            ),
            "{version}"
        );
        let taken = authority.issue("client", &[]);
        astra(&["services", "--url", &server.url(), "--tls-ca", word(&authority.file())])
            .env("ASTRA_TLS_CERT", word(&taken.certificate))
            .env("ASTRA_TLS_KEY", word(&taken.key))
            .ok();
    }
}

#[test]
fn tls_to_a_plain_port_and_the_reverse_are_not_reported_as_a_broken_network() {
    let authority = Authority::new("authority");
    let plain = Server::tcp();
    let at = format!("127.0.0.1:{}", plain.port());
    for command in [&["services"][..], &["publish", "User.ProfileUpdated", "--entity", "u"]] {
        let words = [command, &["--tls-insecure", "--url"]].concat();
        let run = astra(&[&words[..], &[&format!("rediss://{at}")]].concat()).run();
        let expected = format!(
            "error: cannot connect to Redis at {at}: it does not speak TLS; it looks like a plain port\n\
             hint: connect to the server's tls-port, or use redis:// (not encrypted)\n"
        );
        assert!(run.stderr.ends_with(&expected) && run.code == Some(3), "{run:?}");
    }
    let server = authority.mutual_server(&authority.issue("server", &HERE), &[]);
    let at = address(&server);
    let expected = format!(
        "error: cannot connect to Redis at {at}: it does not speak plain Redis; it looks like TLS\n\
         hint: use rediss:// (TLS)\n"
    );
    for login in ["", ":pw@"] {
        fails(&format!("redis://{login}{at}"), &[], &expected);
        let url = format!("redis://{login}{at}");
        let run = astra(&["publish", "User.ProfileUpdated", "--entity", "u", "--url", &url]).run();
        assert_eq!((run.stderr, run.code), (expected.clone(), Some(3)));
    }
    // A server that only hangs up speaks neither.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    for scheme in ["redis", "rediss"] {
        let run = run(&format!("{scheme}://{silent}"), &[]);
        assert!(!run.stderr.contains("looks like") && run.code == Some(3), "{run:?}");
    }
}

#[test]
fn a_plain_port_is_reported_within_any_connect_timeout() {
    let plain = Server::tcp();
    for timeout in ["400ms", "1s", "5s"] {
        let url = format!("rediss://127.0.0.1:{}", plain.port());
        let run = run(&url, &["--tls-insecure", "--timeout", timeout]);
        assert!(run.stderr.contains("it looks like a plain port\n"), "{timeout}: {run:?}");
    }
}

#[test]
fn sentinels_with_and_without_tls_are_reported_with_their_own_scheme() {
    let authority = Authority::new("authority");
    let encrypted = authority.server(&authority.issue("server", &HERE), &[]);
    let plain = Server::tcp();
    for (scheme, port, expected) in [
        ("redis", encrypted.port, "it looks like TLS)\nhint: use rediss+sentinel:// (TLS)\n"),
        (
            "rediss",
            plain.port(),
            "it looks like a plain port)\nhint: connect to the server's tls-port, or use redis+sentinel:// (not encrypted)\n",
        ),
    ] {
        let run = run(&format!("{scheme}+sentinel://127.0.0.1:{port}/astra"), &[]);
        assert!(run.stderr.ends_with(expected) && run.code == Some(3), "{run:?}");
    }
}

#[test]
fn a_file_that_is_not_a_certificate_is_named() {
    let authority = Authority::new("authority");
    let identity = authority.issue("client", &[]);
    let other = authority.issue("other", &[]);
    let server = authority.server(&authority.issue("server", &HERE), &[]);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        word(&path).to_owned()
    };
    let text = file("notes.txt", "no certificate at all\n");
    let cut = file("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n");
    let locked = file(
        "locked.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let [certificate, key, other_key, ca] =
        [&identity.certificate, &identity.key, &other.key, &authority.file()]
            .map(|path| word(path).to_owned());
    let gone = word(&folder.path().join("gone.pem")).to_owned();
    let shown = |certificate: &str, key: &str| {
        ["--tls-ca", &ca, "--tls-cert", certificate, "--tls-key", key].map(str::to_owned).to_vec()
    };
    let trusted = |file: &str| vec!["--tls-ca".to_owned(), file.to_owned()];
    for (words, expected) in [
        (trusted(&gone), format!("cannot use `{gone}`: no such file or directory\n")),
        (trusted(&text), format!("cannot use `{text}`: it holds no certificate in PEM form\n")),
        (trusted(&cut), format!("cannot use `{cut}`: ")),
        (shown(&text, &key), format!("cannot use `{text}`: it holds no certificate in PEM form\n")),
        (
            shown(&certificate, &text),
            format!("cannot use `{text}`: it holds no private key in PEM form\n"),
        ),
        (
            shown(&certificate, &locked),
            format!("cannot use `{locked}`: its key is encrypted with a passphrase"),
        ),
        (
            shown(&certificate, &other_key),
            format!("the key `{other_key}` does not match the certificate `{certificate}`\n"),
        ),
    ] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = run(&server.url(), &words);
        assert!(run.stderr.contains(&expected), "{expected}\n{run:?}");
        assert!(run.stderr.contains("\nhint: ") && run.code == Some(2), "{run:?}");
    }
}

#[test]
fn insecure_gives_a_warning_in_every_run() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue_for_years("x", &["other"], 2020, 2021), &[]);
    for run in [
        astra(&["services", "--url", &server.url(), "--tls-insecure"]).run(),
        astra(&["services", "--url", &server.url()]).env("ASTRA_TLS_INSECURE", "1").run(),
    ] {
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.stderr.starts_with("warning: --tls-insecure: "), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
    let run = astra(&["services", "--url", &server.url()]).env("ASTRA_TLS_INSECURE", "0").run();
    assert_eq!(run.code, Some(3), "{run:?}");
}

#[test]
fn a_tls_flag_without_tls_is_refused_and_a_variable_is_ignored() {
    let server = Server::start();
    for words in
        [&["--tls-ca", "x"][..], &["--tls-cert", "x"], &["--tls-key", "x"], &["--tls-insecure"]]
    {
        let run = astra(&[&["services"], words].concat()).server(&server).run();
        let expected = format!(
            "error: {} applies to TLS only, and the server URL is not rediss://\n",
            words[0]
        );
        assert!(run.stderr.starts_with(&expected) && run.code == Some(2), "{run:?}");
    }
    astra(&["services"]).server(&server).env("ASTRA_TLS_CA", "/nowhere").ok();
    for (flag, other) in [("--tls-cert", "--tls-key"), ("--tls-key", "--tls-cert")] {
        astra(&["services", "--url", "rediss://h", flag, "x"])
            .code(2)
            .stderr(format!("error: {flag} needs {other}\n"))
            .check();
    }
}

#[test]
fn a_wrong_password_over_tls_is_reported_as_such() {
    let authority = Authority::new("authority");
    let server = authority.server(&authority.issue("server", &HERE), &["--requirepass", "right"]);
    let ca = authority.file();
    let run = run(&format!("rediss://:s3cret@127.0.0.1:{}", server.port), &["--tls-ca", word(&ca)]);
    assert!(run.stderr.contains(": wrong user name or password\nhint: "), "{run:?}");
    assert!(run.code == Some(3) && !run.stderr.contains("s3cret"), "{run:?}");
}
