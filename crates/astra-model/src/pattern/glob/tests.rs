//! Tests for patterns: examples, and random globs and names against a real server.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

/// A pattern, a name, and whether they match in Redis 7.0.15.
const CASES: &[(&str, &str, bool)] = &[
    ("astra.trading.*", "astra.trading.tradeexecuted.v1", true),
    ("astra.trading.*", "astra.trading", false),
    ("astra.*.*.v1", "astra.a.b.c.d.v1", true),
    ("*", "", true),
    ("**", "", false),
    ("**", "a", true),
    ("", "", true),
    ("", "a", false),
    ("a?c", "abc", true),
    ("a?", "a", false),
    ("a*", "a", true),
    ("a**?", "a", false),
    ("[a-c]", "b", true),
    ("[c-a]", "b", true),
    ("[^a]", "b", true),
    ("[^a]", "a", false),
    ("[!a]", "!", true),
    ("[^", "x", true),
    ("[", "[", false),
    ("[ab", "b", true),
    ("[]a]", "a]", false),
    ("[a-]", "]", true),
    ("[a-]", "-", false),
    ("[a-]b", "b", true),
    ("[\\", "\\", true),
    ("[\\]]", "]", true),
    ("[\\a-c]", "b", false),
    ("[a-\\]", "b", false),
    ("\\*", "*", true),
    ("\\*", "a", false),
    ("a\\", "a\\", true),
    ("{a,b}", "a", false),
    ("*a*b", "xaxbxaxb", true),
    ("*.v1", "astra.v1.v11", false),
];

#[test]
fn edge_cases_match_as_in_redis() {
    for (glob, name, expected) in CASES {
        let matched = Pattern::from(*glob).matches(name.as_bytes());
        assert_eq!(matched, *expected, "`{glob}` against `{name}`");
    }
}

#[test]
fn the_expected_edge_cases_agree_with_a_real_server() {
    let mut redis = Redis::start();
    for (glob, name, expected) in CASES {
        redis.set_keys(&[name.as_bytes().to_vec()].into());
        assert_eq!(
            !redis.matching("SCAN", glob).is_empty(),
            *expected,
            "`{glob}` against `{name}`"
        );
    }
}

#[test]
fn random_patterns_match_what_scan_and_keys_match() {
    let mut redis = Redis::start();
    let globs = vec("[ab.*?\\[\\]^\\\\é-]{0,8}", 20..40);
    let names = btree_set(vec(prop::sample::select(&b"ab.*?[]^\\-\xc3\xa9\xff"[..]), 0..7), 20..60);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    let redis = std::cell::RefCell::new(&mut redis);
    let matched = std::cell::Cell::new(0);
    let result = runner.run(&(globs, names), |(globs, names)| {
        let mut redis = redis.borrow_mut();
        redis.set_keys(&names);
        for glob in globs {
            let pattern = Pattern::from(&*glob);
            let ours: BTreeSet<_> =
                names.iter().filter(|name| pattern.matches(name)).cloned().collect();
            matched.set(matched.get() + ours.len());
            prop_assert_eq!(&ours, &redis.matching("SCAN", &glob), "SCAN MATCH {}", glob);
            prop_assert_eq!(&ours, &redis.matching("KEYS", &glob), "KEYS {}", glob);
        }
        Ok(())
    });
    result.unwrap();
    assert!(matched.get() > 1_000, "too few matches to compare");
}

#[test]
fn many_stars_do_not_take_exponential_time() {
    let name = "a".repeat(5_000);
    let start = Instant::now();
    assert!(!Pattern::from(&*format!("{}b", "a*".repeat(60))).matches(name.as_bytes()));
    assert!(Pattern::from(&*format!("{}a", "a*".repeat(60))).matches(name.as_bytes()));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn only_a_pattern_without_wildcards_is_a_literal() {
    let literal = |glob: &str| Pattern::from(glob).as_literal();
    assert_eq!(literal("astra.nft.nftsold.v1").as_deref(), Some("astra.nft.nftsold.v1"));
    assert_eq!(literal("a\\*b").as_deref(), Some("a*b"));
    assert_eq!(literal("a[*]\\").as_deref(), Some("a*\\"));
    assert_eq!(literal("\\é").as_deref(), Some("é"));
    for glob in ["a*", "a?", "[ab]", "[", "[^a]"] {
        assert_eq!(literal(glob), None, "{glob}");
    }
}

#[test]
fn only_a_name_with_a_wildcard_has_a_wildcard() {
    for name in ["astra.trading.*", "a?", "[a"] {
        assert!(has_wildcard(name.as_bytes()), "{name}");
    }
    assert!(!has_wildcard(b"astra.trading.tradeexecuted.v1"));
    assert!(!has_wildcard(b"a]\\^"));
}

/// A private server, reached with hand-written RESP because this crate has no Redis client.
struct Redis {
    process: Child,
    connection: BufReader<UnixStream>,
    _home: tempfile::TempDir,
}

impl Redis {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let socket = home.path().join("redis.sock");
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--unixsocket"])
            .arg(&socket)
            .current_dir(home.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        let deadline = Instant::now() + Duration::from_secs(10);
        let connection = loop {
            match UnixStream::connect(&socket) {
                Ok(stream) => break BufReader::new(stream),
                Err(error) => assert!(Instant::now() < deadline, "cannot connect: {error}"),
            }
            std::thread::yield_now();
        };
        Self { process, connection, _home: home }
    }

    /// Replaces all keys with empty strings of these names.
    fn set_keys(&mut self, names: &BTreeSet<Vec<u8>>) {
        self.call(&[b"FLUSHALL"]);
        let mut mset: Vec<&[u8]> = vec![b"MSET"];
        mset.extend(names.iter().flat_map(|name| [name.as_slice(), b""]));
        self.call(&mset);
    }

    /// Returns the names that `SCAN 0 MATCH` or `KEYS` returns for a glob.
    fn matching(&mut self, command: &str, glob: &str) -> BTreeSet<Vec<u8>> {
        let reply = if command == "KEYS" {
            self.call(&[b"KEYS", glob.as_bytes()])
        } else {
            let all = self.call(&[b"SCAN", b"0", b"MATCH", glob.as_bytes(), b"COUNT", b"100000"]);
            assert_eq!(all[0], b"0", "the scan needs more than one page");
            all[1..].to_vec()
        };
        reply.into_iter().collect()
    }

    /// Sends a command and returns the strings of its reply, with nested arrays flattened.
    fn call(&mut self, args: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut request = format!("*{}\r\n", args.len()).into_bytes();
        for arg in args {
            request.extend(format!("${}\r\n", arg.len()).into_bytes());
            request.extend([arg, &b"\r\n"[..]].concat());
        }
        self.connection.get_mut().write_all(&request).unwrap();
        let mut strings = Vec::new();
        self.read_reply(&mut strings);
        strings
    }

    fn read_reply(&mut self, strings: &mut Vec<Vec<u8>>) {
        let mut line = String::new();
        self.connection.read_line(&mut line).unwrap();
        let (marker, rest) = line.trim_end().split_at(1);
        match marker {
            "*" => (0..rest.parse().unwrap()).for_each(|_: u64| self.read_reply(strings)),
            "$" => {
                let mut text = vec![0; rest.parse::<usize>().unwrap() + 2];
                self.connection.read_exact(&mut text).unwrap();
                text.truncate(text.len() - 2);
                strings.push(text);
            }
            "+" => {}
            _ => panic!("unexpected reply: {line}"),
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
