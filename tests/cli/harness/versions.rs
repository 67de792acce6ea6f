//! Which server programs there are on this machine to test against.

use std::{
    any::Any,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use super::Server;

/// Where `scripts/fetch-redis.sh` puts other versions, below the package.
const FETCHED: &str = ".cache";

/// The servers that `scripts/fetch-redis.sh` fetches, by name: the program's kind and its version.
pub(crate) const VERSIONS: [&str; 5] =
    ["redis-6.2.14", "redis-8.2.3", "redis-8.6.2", "valkey-8.1.8", "valkey-9.1.2"];

/// Names one of [`VERSIONS`] that every test is to run on in place of the installed server.
pub(super) const VARIABLE: &str = "ASTRA_TEST_SERVER";

/// The server that tests run on: the one that the environment names, else the installed one.
pub(crate) fn program() -> PathBuf {
    match chosen() {
        Some(name) => fetched(&name)
            .unwrap_or_else(|| panic!("{VARIABLE}: no `{name}` here: `make test` fetches it")),
        None => installed(),
    }
}

/// What has `astra sandbox` start that server too, where the environment names one.
pub(super) fn sandbox_program() -> Option<(&'static str, PathBuf)> {
    chosen().map(|_| ("ASTRA_REDIS_SERVER", program()))
}

/// Runs the body on a fresh server of each version, the installed one first, or only on the one that the environment names.
/// What fails on one is tried on the others all the same; a version that was not fetched is said.
#[track_caller]
pub(crate) fn on_each_version(body: impl Fn(&Server)) {
    let run = |(name, program): (String, PathBuf)| {
        let server = Server::options().program(program).start();
        let panic = catch_unwind(AssertUnwindSafe(|| body(&server))).err()?;
        Some(format!("{name}: {}", words(&*panic)))
    };
    let failed: Vec<String> = programs().into_iter().filter_map(run).collect();
    assert!(failed.is_empty(), "it fails on\n{}", failed.join("\n"));
}

/// What a panic says.
pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// The programs of [`on_each_version`], each with its name.
pub(crate) fn programs() -> Vec<(String, PathBuf)> {
    if let Some(name) = chosen() {
        return vec![(name, program())];
    }
    let others = VERSIONS.into_iter().filter_map(|name| Some((name.to_owned(), version(name)?)));
    std::iter::once(("the installed server".to_owned(), installed())).chain(others).collect()
}

/// The fetched server of that name, or `None` after a line that says what is skipped and how to get it.
pub(crate) fn version(name: &str) -> Option<PathBuf> {
    let program = fetched(name);
    if program.is_none() {
        skipped(&format!("no {name}: `make test` fetches it"));
    }
    program
}

pub(super) fn fetched(name: &str) -> Option<PathBuf> {
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

/// Says to the terminal itself what is skipped, and in which test: the test runner swallows what a passing test prints.
pub(crate) fn skipped(reason: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("SKIPPED {test}: {reason}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
