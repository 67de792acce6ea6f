//! Which server programs there are on this machine to test against.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Where `scripts/fetch-redis.sh` puts other versions, below the package.
const FETCHED: &str = ".cache";

/// The installed server.
pub(crate) fn installed() -> PathBuf {
    on_path("redis-server")
        .or_else(|| on_path("valkey-server"))
        .expect("tests need a real server: install redis-server, or run `make test`")
}

/// The fetched server of a version, or `None` after a line that says what is skipped and how to get it.
pub(crate) fn server_program(version: &str) -> Option<PathBuf> {
    let program = fetched(version);
    if program.is_none() {
        skipped(&format!("no Redis {version}: `make test` fetches it"));
    }
    program
}

pub(super) fn fetched(version: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FETCHED);
    let program = folder.join(format!("redis-{version}")).join("redis-server");
    program.is_file().then_some(program)
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
