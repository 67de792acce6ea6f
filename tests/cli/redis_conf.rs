//! The settings that the project ships, compared with those of real servers.

use std::path::{Path, PathBuf};

use astra_testkit::{Server, programs};

/// Settings about where a server runs, which differ for a private server.
const OVERRIDDEN: [&str; 2] = ["bind", "port"];

#[test]
fn every_version_accepts_every_setting_except_newer_ones() {
    for (name, program) in programs() {
        let younger: &[&str] = if name == "redis-6.2.14" { &["maxmemory-clients"] } else { &[] };
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("redis.conf");
        let is_taken = |line: &&str| !younger.iter().any(|name| line.starts_with(name));
        let text = std::fs::read_to_string(file()).unwrap();
        let taken: Vec<&str> = text.lines().filter(is_taken).collect();
        std::fs::write(&settings, taken.join("\n")).unwrap();
        compare(&Server::options().program(program).config(settings).tcp().start(), younger);
    }
}

#[test]
fn the_file_contains_what_the_bus_relies_on() {
    let text = std::fs::read_to_string(file()).unwrap();
    let directives = parse(&text).unwrap();
    for wanted in [
        "maxmemory 2gb",
        "maxmemory-policy noeviction",
        "stream-node-max-bytes 8192",
        "stream-node-max-entries 200",
        "appendonly yes",
        "appendfsync everysec",
        "auto-aof-rewrite-min-size 128mb",
        "maxclients 10000",
        "protected-mode yes",
    ] {
        let (name, value) = wanted.split_once(' ').unwrap();
        assert!(directives.contains(&(name.to_owned(), value.to_owned())), "{wanted}");
    }
    assert!(text.contains("16MB stream memory"));
}

#[test]
fn a_line_that_cannot_be_verified_is_an_error() {
    assert!(parse("maxmemory 1gb\nmaxmemory 2gb\n").unwrap_err().contains("twice"));
    assert!(parse("appendonly\n").unwrap_err().contains("`appendonly`"));
    assert!(parse("save \"unclosed\n").unwrap_err().contains("quote"));
    assert!(parse("include other.conf\n").unwrap_err().contains("include"));
    assert!(parse("rename-command DEBUG x\n").unwrap_err().contains("rename-command"));
}

#[test]
fn a_value_that_the_server_does_not_have_is_found() {
    let server = Server::with(&["--maxmemory", "1gb"]);
    assert_eq!(difference(&server, "maxmemory", "1gb"), None);
    assert!(difference(&server, "maxmemory", "2gb").unwrap().contains("1073741824"));
    assert!(difference(&server, "no-such-directive", "1").is_some());
    assert!(difference(&server, "maxmemory-policy", "allkeys-lru").is_some());
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("redis.conf")
}

fn compare(server: &Server, younger: &[&str]) {
    let directives = parse(&std::fs::read_to_string(file()).unwrap()).unwrap();
    let left_out = |name: &str| OVERRIDDEN.contains(&name) || younger.contains(&name);
    let judged = directives.iter().filter(|(name, _)| !left_out(name));
    let faults: Vec<String> =
        judged.filter_map(|(name, value)| difference(server, name, value)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(directives.len() > 20, "the file was not read: {directives:?}");
}

/// The server's value of a directive, if it differs from the file.
fn difference(server: &Server, name: &str, value: &str) -> Option<String> {
    let reply = server.redis(&["CONFIG", "GET", name]);
    let Some(found) = reply.find(name) else {
        return Some(format!("{name}: the server does not know it"));
    };
    let accepted = [Some(bytes(value)), lowered_clients(name, value)];
    let found = bytes(found.text());
    (!accepted.contains(&Some(found.clone()))).then(|| format!("{name}: {value} became {found}"))
}

/// A server reserves 32 file descriptors, and lowers `maxclients` if the process may not open the rest.
fn lowered_clients(name: &str, value: &str) -> Option<String> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let open_files = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let hard: u64 = open_files.split_whitespace().nth(1)?.parse().ok()?;
    let wanted: u64 = value.parse().ok()?;
    (name == "maxclients" && hard < wanted + 32).then(|| (hard - 32).to_string())
}

/// A number with a unit of memory as the number of bytes that `CONFIG GET` returns; any other value unchanged.
fn bytes(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let units = [("kb", 1 << 10), ("mb", 1 << 20), ("gb", 1_u64 << 30)];
    for (unit, factor) in units {
        if let Some(number) = lower.strip_suffix(unit).and_then(|number| number.parse::<u64>().ok())
        {
            return (number * factor).to_string();
        }
    }
    value.to_owned()
}

/// The directives of the file in order; panics at a line whose effect `CONFIG GET` does not show.
fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut directives: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once(' ').ok_or(format!("`{line}` has no value"))?;
        if ["include", "rename-command", "loadmodule", "user"].contains(&name) {
            return Err(format!("`{name}` cannot be read back by CONFIG GET"));
        }
        if directives.iter().any(|(known, _)| known == name) {
            return Err(format!("`{name}` stands there twice"));
        }
        directives.push((name.to_owned(), unquoted(value.trim())?));
    }
    Ok(directives)
}

fn unquoted(value: &str) -> Result<String, String> {
    let inner = value.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
    match inner {
        None if value.contains('"') => Err(format!("a quote in the middle of `{value}`")),
        None => Ok(value.to_owned()),
        Some(Some(inner)) if !inner.contains(['"', '\\']) => Ok(inner.to_owned()),
        Some(_) => Err(format!("the quote of `{value}` is not closed, or holds more than text")),
    }
}
