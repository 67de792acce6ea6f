//! Behavior of every command: choice of the server, exit codes, formats, colors, time limits.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use astra_testkit::{Server, free_port};
use serde_json::Value;

use crate::harness::{Astra, Key, Run, astra};

const PASSWORD: &str = "hunter2";

fn provisioned() -> Server {
    let server = Server::start();
    let stream = "astra.user.profileupdated.v1";
    server.redis(&["XADD", stream, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", stream, "notification_senders", "0"]).ok();
    server
}

/// A run that names a server in each of these ways; the first one that counts answers.
fn lag(arguments: &[&str]) -> Astra {
    astra(&[&["lag", "astra.user.profileupdated.v1", "-o", "json"], arguments].concat())
}

fn sees_the_stream(run: &Run) -> bool {
    run.code == Some(0) && run.json()["groups"][0]["stream"] == "astra.user.profileupdated.v1"
}

#[test]
fn an_unreachable_server_exits_3_with_the_next_step() {
    let port = free_port();
    let url = format!("redis://127.0.0.1:{port}");
    for command in
        [&["lag"][..], &["setup"], &["setup", "--check"], &["services"], &["setup", "export"]]
    {
        astra(command)
            .env("ASTRA_REDIS_URL", &url)
            .code(3)
            .stderr(format!(
                "error: cannot reach Redis at 127.0.0.1:{port}: connection refused\n\
                 hint: check that a server is listening there and that ASTRA_REDIS_URL names the right one\n"
            ))
            .check();
    }
}

#[test]
fn no_hint_suggests_an_option_that_was_given() {
    let port = free_port();
    let url = format!("redis://127.0.0.1:{port}");
    for url in [&*url, "redis://no-such-host.invalid:1", "unix:///no/such.sock"] {
        let run = astra(&["lag", "--url", url]).run();
        assert_eq!(run.code, Some(3), "{run:?}");
        let hint =
            "\nhint: check that a server is listening there and that --url names the right one\n";
        assert!(run.stderr.ends_with(hint), "{run:?}");
    }
    let parts = astra(&["lag"]).env("REDIS_HOST", "127.0.0.1").env("REDIS_PORT", port.to_string());
    parts.code(3).stderr_has("and that REDIS_HOST or REDIS_PORT names the right one\n").check();
}

#[test]
fn an_invalid_url_is_a_usage_error_and_is_not_repeated() {
    for url in [
        format!("redis://:{PASSWORD}@"),
        format!("http://:{PASSWORD}@h"),
        format!("redis://:{PASSWORD}@h:70000"),
        format!("redis://u:{PASSWORD}@h/x"),
        format!("redis:///{PASSWORD}@"),
        format!("unix://rel/path?pass={PASSWORD}"),
        "redis".into(),
    ] {
        let run = astra(&["lag", "--url", &url]).run();
        assert_eq!(run.code, Some(2), "{url}: {run:?}");
        assert!(!format!("{run:?}").contains(PASSWORD), "{url}: {run:?}");
        assert!(run.stderr.contains("hint: "), "{url}: {run:?}");
    }
}

#[test]
fn usage_errors_exit_2_and_print_nothing_on_stdout() {
    for words in [
        &["lagg"][..],
        &["lag", "--no-such-flag"],
        &["lag", "--timeout", "soon"],
        &["lag", "-o", "xml"],
    ] {
        let run = astra(words).run();
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{words:?}: {run:?}");
        assert!(run.stderr.starts_with("error: "), "{words:?}: {}", run.stderr);
    }
    assert_eq!(astra::<&str>(&[]).run().code, Some(2));
    assert_eq!(
        astra(&["--version"]).ok().stdout,
        concat!("astra ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn global_flags_go_before_or_after_the_command() {
    let server = provisioned();
    let before = astra(&["-o", "json", "--no-headers", "lag"]).server(&server).ok();
    let after = astra(&["lag", "-o", "json", "--no-headers"]).server(&server).ok();
    assert_eq!(before.json()["groups"], after.json()["groups"]);
}

#[test]
fn the_first_source_that_names_a_server_wins() {
    let (server, dead) = (Server::tcp(), "redis://127.0.0.1:1");
    server.redis(&["XADD", "astra.user.profileupdated.v1", "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", "astra.user.profileupdated.v1", "g", "0"]).ok();
    let url = server.tcp_url();
    let port = server.port().to_string();
    assert!(sees_the_stream(&lag(&["--url", &url]).env("ASTRA_REDIS_URL", dead).run()));
    assert!(sees_the_stream(&lag(&[]).env("ASTRA_REDIS_URL", &url).env("REDIS_URL", dead).run()));
    assert!(sees_the_stream(
        &lag(&[]).env("REDIS_URL", &url).env("REDIS_HOST", "h").env("REDIS_PORT", "1").run()
    ));
    assert!(sees_the_stream(
        &lag(&[]).env("REDIS_HOST", "127.0.0.1").env("REDIS_PORT", &port).run()
    ));
    assert!(sees_the_stream(&lag(&[]).env("REDIS_PORT", &port).run()));
    assert!(sees_the_stream(&lag(&[]).env("ASTRA_REDIS_URL", "").env("REDIS_URL", &url).run()));
    // A later source never replaces one that is set and does not answer.
    let lost = lag(&["--url", dead]).env("ASTRA_REDIS_URL", &url).run();
    assert_eq!(lost.code, Some(3), "{lost:?}");
    assert!(lost.stderr.contains("127.0.0.1:1:"), "{}", lost.stderr);
    let lost = lag(&[]).env("ASTRA_REDIS_URL", dead).env("REDIS_URL", &url).run();
    assert_eq!(lost.code, Some(3), "{lost:?}");
    let odd = lag(&[]).env("REDIS_PORT", "redis").run();
    assert_eq!(odd.code, Some(2), "{odd:?}");
    assert!(odd.stderr.contains("`redis` of REDIS_PORT is not a port"), "{}", odd.stderr);
}

#[test]
fn every_format_has_the_same_content() {
    let server = provisioned();
    let text = |words: &[&str]| {
        astra(&[&["lag", "astra.user.*", "--group", "notification_senders"], words].concat())
            .server(&server)
            .ok()
            .stdout
    };
    let json: Value = serde_json::from_str(&text(&["-o", "json"])).unwrap();
    assert_eq!(json["schema"], "astra.lag/v1");
    assert_eq!(
        (&json["groups"][0]["lag"], json["groups"].as_array().unwrap().len()),
        (&Value::from(1), 1)
    );
    let yaml = text(&["-o", "yaml"]);
    assert!(yaml.starts_with("schema: astra.lag/v1\n"), "{yaml}");
    assert!(yaml.contains("stream: astra.user.profileupdated.v1\n"), "{yaml}");
    let csv = text(&["-o", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("status,stream,group,lag,lag_seconds,pending,"), "{csv}");
    assert!(lines[1].contains(",astra.user.profileupdated.v1,notification_senders,1,"), "{csv}");
    assert_eq!(lines.len(), 2, "{csv}");
    assert_eq!(text(&["-o", "csv", "--no-headers"]), format!("{}\n", lines[1]));
    assert!(text(&[]).starts_with("STATUS "));
    assert!(!text(&["--no-headers"]).contains("STATUS"));
}

#[test]
fn only_a_terminal_gets_color_unless_it_is_requested() {
    let server = provisioned();
    let piped = |words: &[&str]| astra(&[&["lag"], words].concat()).server(&server);
    assert!(!piped(&[]).ok().stdout.contains('\x1b'));
    assert!(piped(&["--color", "always"]).ok().stdout.contains("\x1b["));
    assert!(piped(&["--color", "always"]).env("NO_COLOR", "1").ok().stdout.contains("\x1b["));
    let shown = |run: Astra| {
        let mut terminal = run.server(&server).terminal(120, 24);
        terminal.shows("1 binding");
        terminal.raw()
    };
    let words = ["lag", "--group", "notification_senders", "astra.user.profileupdated.v1"];
    assert!(shown(astra(&words)).contains("\x1b["));
    assert!(!shown(astra(&words).env("NO_COLOR", "1")).contains('\x1b'));
    assert!(!shown(astra(&[&words[..], &["--color", "never"]].concat())).contains('\x1b'));
}

#[test]
fn tables_fit_a_terminal_and_are_never_cut_when_piped() {
    let server = provisioned();
    let words = ["lag", "--color", "never"];
    let mut terminal = astra(&words).server(&server).terminal(80, 50);
    terminal.shows("not delivered");
    let raw = terminal.raw();
    assert!(raw.lines().all(|line| line.chars().count() <= 80), "{raw}");
    let piped = astra(&words).server(&server).ok().stdout;
    let row = piped.lines().find(|line| line.contains("notification_senders")).unwrap();
    assert!(row.contains("astra.user.profileupdated.v1") && row.len() > 80, "{piped}");
}

#[test]
fn verbose_logs_commands_and_latencies_only_to_stderr() {
    let server = provisioned();
    let run = astra(&["lag", "-v", "-o", "json"]).server(&server).run();
    assert_eq!(run.json()["schema"], "astra.lag/v1");
    let logged =
        run.stderr.lines().find(|line| line.contains("XINFO STREAM astra.user.profileupdated.v1"));
    assert!(
        logged.is_some_and(|line| line.contains("s (one of") || line.ends_with('s')),
        "{}",
        run.stderr
    );
    assert_eq!(astra(&["lag", "-o", "json"]).server(&server).ok().stderr, "");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let server = provisioned();
    server.load((0..3000).map(|number| {
        [
            "XADD".into(),
            format!("astra.many.stream{number}.v1"),
            "1-0".into(),
            "f".into(),
            "v".into(),
        ]
    }));
    server.load((0..3000).map(|number| {
        [
            "XGROUP".into(),
            "CREATE".into(),
            format!("astra.many.stream{number}.v1"),
            "g".into(),
            "0".into(),
        ]
    }));
    for format in ["table", "json", "yaml", "csv"] {
        let script = format!(
            "\"$0\" lag 'astra.many.*' -o {format} | head -c 10 >/dev/null; echo \"${{PIPESTATUS[0]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_astra")])
            .env("ASTRA_REDIS_URL", server.url())
            .env("ASTRA_GROUPS", concat!(env!("CARGO_MANIFEST_DIR"), "/groups.yaml"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n", "{format}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("error") && !stderr.contains("panic"), "{format}: {stderr}");
    }
}

#[test]
fn ctrl_c_exits_130() {
    let server = provisioned();
    let mut running = astra(&["lag", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    running.line();
    running.interrupt();
    assert_eq!(running.finish().code, Some(130));
    let mut terminal = astra(&["lag", "--watch"]).server(&server).terminal(100, 30);
    terminal.shows("not delivered");
    terminal.press(Key::CtrlC);
    assert_eq!(terminal.finish().0, 130);
}

/// Runs every reading command against a server that does not answer: each ends after the timeout.
fn ends_in_time(url: &str) {
    for words in [&["lag"][..], &["services"], &["setup", "--check"]] {
        let started = Instant::now();
        let run =
            astra(&[words, &["--timeout", "300ms"]].concat()).env("ASTRA_REDIS_URL", url).run();
        let took = started.elapsed();
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
        assert!(run.stderr.contains("did not reply within 300ms"), "{}", run.stderr);
        assert!(took >= Duration::from_millis(300), "{took:?}");
    }
}

#[test]
fn the_timeout_bounds_a_stopped_server() {
    let server = provisioned();
    server.freeze();
    ends_in_time(&server.url());
    server.thaw();
}

#[test]
fn the_timeout_bounds_another_program_that_never_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    ends_in_time(&format!("redis://{}", listener.local_addr().unwrap()));
}

#[test]
fn a_server_that_does_not_speak_redis_causes_no_crash() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let _gone =
                std::io::Write::write_all(&mut connection, b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let run = astra(&["lag", "--url", &format!("redis://{address}")]).run();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
}

#[test]
fn an_interval_that_would_overload_the_server_is_refused() {
    for command in ["setup", "lag", "services"] {
        astra(&[command, "--watch=0s"]).code(2).stderr_has("an interval is at least 100ms").check();
    }
}
