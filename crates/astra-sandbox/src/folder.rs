//! Owns the folder of a private server: locks it while it is in use, and removes folders left by killed sandboxes.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

const PREFIX: &str = "astra-sandbox-";

/// A file that `astra` and its server keep locked while they use the folder.
const LOCK_FILE: &str = "in-use.lock";

/// The folder of one server. Dropping the value removes the folder.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: TempDir,
    lock: File,
}

impl Folder {
    /// Creates a folder, readable only by the user, in the system's folder for temporary files.
    pub(crate) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let owner_only = Permissions::from_mode(0o700);
        let folder = builder.prefix(PREFIX).permissions(owner_only).tempdir_in(parent)?;
        let (unlocked, locked) = (folder.path().join("new.lock"), folder.path().join(LOCK_FILE));
        let lock = File::create(&unlocked)?;
        // Other sandboxes remove only a folder that contains `LOCK_FILE`. The file gets this name
        // after it is locked, so that no other sandbox removes a new folder. If the file system does
        // not support locks, the folder stays until this value is dropped.
        if lock.try_lock().is_ok() {
            fs::rename(unlocked, locked)?;
        }
        Ok(Self { folder, lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the lock as standard input for the server.
    ///
    /// The server does not read it, but keeps it open and thus locked until it ends.
    pub(crate) fn lock(&self) -> io::Result<Stdio> {
        self.lock.try_clone().map(Stdio::from)
    }

    /// Removes the other sandbox folders of this user that no `astra` and no server uses.
    pub(crate) fn remove_stale(&self) -> io::Result<()> {
        let owner = self.path().metadata()?.uid();
        let parent = self.path().parent().unwrap_or(Path::new("/"));
        for entry in fs::read_dir(parent)? {
            let path = entry?.path();
            if is_sandbox_of(&path, owner) {
                remove_unless_in_use(&path)?;
            }
        }
        Ok(())
    }
}

fn is_sandbox_of(path: &Path, owner: u32) -> bool {
    let has_prefix = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PREFIX);
    path.file_name().is_some_and(has_prefix)
        && path.symlink_metadata().is_ok_and(|found| found.is_dir() && found.uid() == owner)
}

/// Locks the folder while removing it, so that only one of several sandboxes removes it.
fn remove_unless_in_use(path: &PathBuf) -> io::Result<()> {
    let Ok(lock) = File::open(path.join(LOCK_FILE)) else { return Ok(()) };
    if lock.try_lock().is_err() {
        return Ok(());
    }
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a folder that is no longer locked.
    fn abandoned(parent: &Path) -> PathBuf {
        let Folder { folder, lock } = Folder::new_in(parent).unwrap();
        fs::write(folder.path().join("appendonly.aof"), "data").unwrap();
        drop(lock);
        folder.keep()
    }

    /// Retries until `new` removes the folder, because a process that another test starts can hold
    /// a copy of the lock until its `exec`.
    fn assert_removed(stale: &Path, new: &Folder) {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while stale.exists() {
            assert!(std::time::Instant::now() < deadline, "{} still exists", stale.display());
            new.remove_stale().unwrap();
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_unused_folder_is_removed_and_one_in_use_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let stale = abandoned(parent.path());
        let (used, new) = (Folder::new_in(parent.path()), Folder::new_in(parent.path()));
        let (used, new) = (used.unwrap(), new.unwrap());
        assert_removed(&stale, &new);
        assert!(used.path().join(LOCK_FILE).exists() && new.path().join(LOCK_FILE).exists());
    }

    #[test]
    fn a_folder_is_in_use_until_its_server_ends() {
        let parent = tempfile::tempdir().unwrap();
        let Folder { folder, lock } = Folder::new_in(parent.path()).unwrap();
        let input = Stdio::from(lock.try_clone().unwrap());
        let mut server =
            std::process::Command::new("sleep").arg("60").stdin(input).spawn().unwrap();
        drop(lock);
        let (left, new) = (folder.keep(), Folder::new_in(parent.path()).unwrap());
        new.remove_stale().unwrap();
        assert!(left.exists());
        server.kill().unwrap();
        server.wait().unwrap();
        assert_removed(&left, &new);
    }

    #[test]
    fn files_that_may_belong_to_others_stay() {
        let parent = tempfile::tempdir().unwrap();
        let (unlocked, link) =
            (parent.path().join("astra-sandbox-a"), parent.path().join("astra-sandbox-b"));
        let elsewhere = abandoned(tempfile::tempdir().unwrap().keep().as_path());
        fs::create_dir(&unlocked).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        let other = abandoned(parent.path()).with_extension("other");
        fs::write(&other, "").unwrap();
        Folder::new_in(parent.path()).unwrap().remove_stale().unwrap();
        assert!(unlocked.exists() && link.exists() && elsewhere.exists() && other.exists());
        fs::remove_dir_all(elsewhere.parent().unwrap()).unwrap();
    }
}
