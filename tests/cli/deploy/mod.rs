//! What `deploy/` ships, run here as it stands: the very arguments of the containers and units, on real servers.

mod acl;
mod cluster;
mod compose;
mod container;
mod image;
mod limits;
mod machine;
mod roles;
mod sentinel;
mod unit;
mod users;

use std::path::{Path, PathBuf};

/// A file of the project.
fn shipped(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(shipped(path)).unwrap()
}

/// A search path on which `astra` is the program under test, and `deploy/` is there too.
fn path_with_astra() -> String {
    let astra = Path::new(env!("CARGO_BIN_EXE_astra")).parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap();
    format!("{}:{astra}:{path}", shipped("deploy").display())
}
