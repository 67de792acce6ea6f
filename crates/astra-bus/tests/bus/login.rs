//! Logging in, and the errors of a server that rejects the login.

use astra_bus::{BusError, ReplyError};
use astra_testkit::{Server, eventually};

use crate::scene::bus;

const PASSWORD: &str = "hunter2";

/// The refusal of a login at this URL, which is never reported with the password.
async fn refusal(url: &str) -> ReplyError {
    let error = bus(url).ping().await.unwrap_err();
    assert!(!format!("{error} {error:?} {:?}", error.hint()).contains(PASSWORD), "{error:?}");
    assert!(error.is_connection() && error.hint().is_some(), "{error:?}");
    match error {
        BusError::Login { refusal, .. } => refusal,
        other => panic!("no login: {other:?}"),
    }
}

/// The URLs of a server with this user and password, over TCP and over its socket.
fn urls(server: &Server, user: &str, password: &str) -> [String; 2] {
    [
        format!("redis://{user}:{password}@127.0.0.1:{}", server.port()),
        format!("{}?user={user}&pass={password}", server.url()),
    ]
}

#[tokio::test]
async fn a_wrong_password_is_an_error_of_the_login_that_does_not_hold_it() {
    let server = Server::options().tcp().with(&["--requirepass", "right"]).start();
    for url in urls(&server, "default", PASSWORD) {
        assert_eq!(refusal(&url).await.code, "WRONGPASS");
    }
}

#[tokio::test]
async fn the_right_password_logs_in_and_is_in_no_debug_output() {
    let server = Server::options().tcp().with(&["--requirepass", PASSWORD]).start();
    for url in urls(&server, "default", PASSWORD) {
        let bus = bus(&url);
        bus.ping().await.unwrap();
        assert!(!format!("{bus:?} {}", bus.address()).contains(PASSWORD), "{bus:?}");
    }
}

#[tokio::test]
async fn a_server_that_requires_a_password_refuses_a_login_without_one() {
    let server = Server::options().tcp().with(&["--requirepass", PASSWORD]).start();
    for url in [server.url(), server.tcp_url()] {
        assert_eq!(refusal(&url).await.code, "NOAUTH");
    }
}

#[tokio::test]
async fn a_user_without_a_password_logs_in_as_that_user_or_not_at_all() {
    let server = Server::tcp();
    server.redis(&["ACL", "SETUSER", "open", "on", "nopass", "~*", "+@all"]).ok();
    let url = |user: &str| {
        [
            format!("redis://{user}@127.0.0.1:{}", server.port()),
            format!("{}?user={user}", server.url()),
        ]
    };
    for url in url("nosuchuser") {
        assert_eq!(refusal(&url).await.code, "WRONGPASS");
    }
    for url in url("open") {
        let identity = bus(&url).identity().await.unwrap();
        assert_eq!(identity.user.as_deref(), Some("open"));
    }
}

#[tokio::test]
async fn a_password_that_the_server_does_not_have_is_refused() {
    let server = Server::start();
    let url = format!("{}?pass={PASSWORD}", server.url());
    let refusal = refusal(&url).await;
    assert!(refusal.is_login(), "{refusal:?}");
}

#[tokio::test]
async fn a_server_without_free_client_slots_is_an_error_of_the_login() {
    let server = Server::options().tcp().with(&["--maxclients", "1"]).start();
    let mut only = None;
    eventually("one client is connected", || {
        let client = only.insert(server.client());
        client.command(&["PING"]).is_ok_and(|reply| !reply.is_error())
    });
    for url in [server.url(), server.tcp_url()] {
        let error = bus(&url).ping().await.unwrap_err();
        assert!(matches!(error, BusError::Login { .. }), "{error:?}");
        assert!(error.is_transient(), "a client may leave: {error:?}");
    }
}
