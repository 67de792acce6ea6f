//! The shipped files.

use std::path::{Path, PathBuf};

/// A file of the project.
pub(super) fn shipped(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(shipped(path)).unwrap()
}

/// A search path with the program under test as `astra`, and with `deploy/`.
pub(super) fn path_with_astra() -> String {
    let astra = Path::new(env!("CARGO_BIN_EXE_astra")).parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap();
    format!("{}:{astra}:{path}", shipped("deploy").display())
}
