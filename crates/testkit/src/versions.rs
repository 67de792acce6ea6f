//! The server programs of this machine.

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use crate::{panic::message, server::Server};

/// Where `scripts/fetch-redis.sh` puts other versions, below this crate.
const FETCHED: &str = "../../.cache";

/// The servers that `scripts/fetch-redis.sh` downloads: the kind of the program and its version.
pub const VERSIONS: [&str; 5] =
    ["redis-6.2.14", "redis-8.2.3", "redis-8.6.2", "valkey-8.1.8", "valkey-9.1.2"];

/// Names one of [`VERSIONS`], which every test then uses instead of the installed server.
const VARIABLE: &str = "ASTRA_TEST_SERVER";

/// The server under test: the one that `ASTRA_TEST_SERVER` names, otherwise the installed one.
pub(crate) fn program() -> PathBuf {
    chosen_program().unwrap_or_else(installed)
}

/// The server that `ASTRA_TEST_SERVER` names, if it names one.
pub fn chosen_program() -> Option<PathBuf> {
    chosen().map(|name| {
        fetched(&name)
            .unwrap_or_else(|| panic!("{VARIABLE}: no `{name}` here: `make test` downloads it"))
    })
}

/// Runs the body on a fresh server of each version, the installed one first, or only on the one that `ASTRA_TEST_SERVER`
/// names. A failure on one version does not keep the body from running on the others, and a version that is not on this
/// machine is reported as skipped.
#[track_caller]
pub fn on_each_version(body: impl Fn(&Server)) {
    let run = |(name, program): (String, PathBuf)| {
        let server = Server::options().program(program).start();
        let panic = catch_unwind(AssertUnwindSafe(|| body(&server))).err()?;
        Some(format!("{name}: {}", message(&*panic)))
    };
    let failed: Vec<String> = programs().into_iter().filter_map(run).collect();
    assert!(failed.is_empty(), "it fails on\n{}", failed.join("\n"));
}

/// The programs that [`on_each_version`] runs, each with its name.
pub fn programs() -> Vec<(String, PathBuf)> {
    if let Some(name) = chosen() {
        return vec![(name, program())];
    }
    let others = VERSIONS.into_iter().filter_map(|name| Some((name.to_owned(), version(name)?)));
    std::iter::once(("the installed server".to_owned(), installed())).chain(others).collect()
}

/// The downloaded server with this name, or `None` after a line on standard error about what is skipped.
pub fn version(name: &str) -> Option<PathBuf> {
    let program = fetched(name);
    if program.is_none() {
        skipped(&format!("no {name}: `make test` downloads it"));
    }
    program
}

fn fetched(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FETCHED).join(name);
    let program = folder.join(format!("{}-server", name.split('-').next()?));
    program.is_file().then_some(program)
}

fn chosen() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|name| !name.is_empty())
}

fn installed() -> PathBuf {
    on_path("redis-server")
        .or_else(|| on_path("valkey-server"))
        .expect("tests need a real server: install redis-server, or run `make test`")
}

/// Reports what is skipped, and in which test, on standard error itself: the test runner hides what a passing test prints.
pub fn skipped(reason: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("SKIPPED {test}: {reason}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::fetched;

    #[test]
    fn a_version_that_was_not_downloaded_is_not_found() {
        assert_eq!(fetched("redis-0.0.0"), None);
    }
}
