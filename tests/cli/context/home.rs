//! The config folder of one user.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::harness::{Astra, astra};

/// The config folder of one user, kept from run to run.
pub(super) struct Home {
    folder: TempDir,
}

impl Home {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::Builder::new().prefix("astra-config-").tempdir().unwrap() }
    }

    /// A home whose file has this content, with the modes that the program would have set.
    pub(super) fn with(text: &str) -> Self {
        let home = Self::new();
        std::fs::create_dir(home.file().parent().unwrap()).unwrap();
        std::fs::write(home.file(), text).unwrap();
        home.set_modes(0o700, 0o600);
        home
    }

    pub(super) fn file(&self) -> PathBuf {
        self.folder.path().join("astra/contexts.toml")
    }

    pub(super) fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    pub(super) fn set_modes(&self, folder: u32, file: u32) {
        let set = |path: PathBuf, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        set(self.file(), file);
        set(self.file().parent().unwrap().into(), folder);
    }

    /// A run of the program by this user, with no server in the environment.
    pub(super) fn astra(&self, arguments: &[&str]) -> Astra {
        astra(arguments).env("XDG_CONFIG_HOME", self.folder.path())
    }
}
