//! Logging in, and messages about a server that rejects the login.

use astra_testkit::{RemoteServer, Server};

use crate::harness::{astra, run_of};

const PASSWORD: &str = "hunter2";

/// One command for each way in which astra connects to a server.
const COMMANDS: [&[&str]; 5] = [
    &["publish", "User.ProfileUpdated", "--entity", "u"],
    &["lag"],
    &["setup", "--check"],
    &["services"],
    &["tail", "--no-follow"],
];

#[test]
fn a_wrong_password_exits_3_and_is_never_printed() {
    let server = Server::options().tcp().with(&["--requirepass", "right"]).start();
    for word in ["lag", "setup", "services"] {
        for url in [
            format!("redis://:{PASSWORD}@127.0.0.1:{}", server.port()),
            format!("{}?pass={PASSWORD}", server.url()),
        ] {
            let run = astra(&[word, "-v"]).env("ASTRA_REDIS_URL", url).run();
            assert_eq!(run.code, Some(3), "{run:?}");
            assert!(run.stderr.contains(": wrong user name or password\nhint: check "), "{run:?}");
            assert!(!format!("{run:?}").contains(PASSWORD), "{run:?}");
        }
    }
}

#[test]
fn a_user_without_a_password_logs_in_as_that_user_or_not_at_all() {
    let server = Server::tcp();
    server.redis(&["ACL", "SETUSER", "open", "on", "nopass", "~*", "+@all"]).ok();
    let (port, socket) = (server.port(), server.url());
    for command in COMMANDS {
        for (url, at) in [
            (format!("redis://nosuchuser@127.0.0.1:{port}"), format!("127.0.0.1:{port}")),
            (format!("{socket}?user=nosuchuser"), server.socket().display().to_string()),
        ] {
            astra(command)
                .env("ASTRA_REDIS_URL", url)
                .code(3)
                .stderr(format!(
                    "error: cannot log in to Redis at {at}: wrong user name or password\n\
                     hint: check the user and the password; in a URL, special characters must be percent-encoded\n"
                ))
                .check();
        }
    }
    assert_eq!(server.redis(&["DBSIZE"]).ok().int(), 0, "nobody wrote as somebody else");
    let url = format!("redis://open@127.0.0.1:{port}");
    astra(COMMANDS[0]).env("ASTRA_REDIS_URL", &url).stdout_has("astra.user.").check();
    let run = astra(&["context", "check", "-o", "json", "--url", &url]).ok();
    assert_eq!(run.json()["user"], "open");
}

#[test]
fn the_right_password_is_not_logged_either() {
    let server = Server::with(&["--requirepass", PASSWORD]);
    let url = format!("{}?pass={PASSWORD}", server.url());
    let run = astra(&["services", "-v"]).env("ASTRA_REDIS_URL", url).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("SCAN 0 MATCH"), "{}", run.stderr);
    assert!(!format!("{run:?}").contains(PASSWORD), "{run:?}");
}

#[test]
fn a_password_that_the_server_does_not_have_is_not_reported_as_a_network_fault() {
    let server = Server::start();
    let at = server.socket();
    for command in COMMANDS {
        astra(command)
            .env("ASTRA_REDIS_URL", format!("{}?pass=x", server.url()))
            .code(3)
            .stderr(format!(
                "error: cannot log in to Redis at {}: the server has no password\n\
                 hint: remove the password from the URL, or its source from the context\n",
                at.display()
            ))
            .check();
    }
}

#[test]
fn the_password_variable_logs_in() {
    let server = Server::options().tcp().with(&["--requirepass", PASSWORD]).start();
    let port = server.port().to_string();
    let run = astra(&["services"]).env("REDIS_PORT", &port).env("REDIS_PASSWORD", PASSWORD).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let run = astra(&["services"]).env("REDIS_PORT", &port).run();
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("it requires a password"), "{}", run.stderr);
}

#[test]
fn protected_mode_is_reported_by_every_command() {
    let Some(remote) = RemoteServer::start() else { return };
    for command in COMMANDS {
        for login in ["", "ops@", ":pw@"] {
            let url = format!("redis://{login}{}", remote.address());
            let astra = [env!("CARGO_BIN_EXE_astra")];
            let words = remote.command_line(&[&astra, command, &["--url", &url]].concat());
            run_of(&words[0], &words[1..])
                .code(3)
                .stderr(format!(
                    "error: cannot log in to Redis at {}: it runs in protected mode and accepts connections only from its own machine\n\
                     hint: set a password on the server, or connect from its own machine\n",
                    remote.address()
                ))
                .check();
        }
    }
}
