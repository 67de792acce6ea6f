//! The folder of a private server: locked while somebody lives in it, and removed by a later one where nobody does any more.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

const PREFIX: &str = "astra-sandbox-";

/// Says by its lock whether anybody lives in the folder.
const LOCK_FILE: &str = "in-use.lock";

/// The folder of one server; dropping it removes it.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: TempDir,
    lock: File,
}

impl Folder {
    /// Creates one among the system's temporary folders.
    pub(crate) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let owner_only = Permissions::from_mode(0o700);
        let folder = builder.prefix(PREFIX).permissions(owner_only).tempdir_in(parent)?;
        let (unlocked, file) = (folder.path().join("new.lock"), folder.path().join(LOCK_FILE));
        let lock = File::create(&unlocked)?;
        // It gets its name with its lock, never before: without that name the folder is nobody's to remove, and so it stays
        // where the file system knows no locks.
        if lock.try_lock().is_ok() {
            fs::rename(unlocked, file)?;
        }
        Ok(Self { folder, lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The lock as a server's standard input, which it does not read: so the server holds it too, for as long as it lives.
    pub(crate) fn lock(&self) -> io::Result<Stdio> {
        self.lock.try_clone().map(Stdio::from)
    }

    /// Removes the folders beside this one that are of the same user, and in which neither an `astra` nor its server lives.
    pub(crate) fn remove_stale(&self) -> io::Result<()> {
        let owner = self.path().metadata()?.uid();
        let parent = self.path().parent().unwrap_or(Path::new("/"));
        for entry in fs::read_dir(parent)? {
            let path = entry?.path();
            if is_folder_of(&path, owner) {
                remove_unless_in_use(&path)?;
            }
        }
        Ok(())
    }
}

fn is_folder_of(path: &Path, owner: u32) -> bool {
    let is_named = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PREFIX);
    path.file_name().is_some_and(is_named)
        && path.symlink_metadata().is_ok_and(|found| found.is_dir() && found.uid() == owner)
}

/// Holds the lock meanwhile, so that of two who find the same folder one leaves it to the other.
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

    /// A folder that was left behind by who held its lock.
    fn abandoned(parent: &Path) -> PathBuf {
        let Folder { folder, lock } = Folder::new_in(parent).unwrap();
        fs::write(folder.path().join("appendonly.aof"), "left").unwrap();
        drop(lock);
        folder.keep()
    }

    /// Waits until `new` removes the folder: a process that another test is starting may hold a copy of
    /// the lock until its `exec`.
    fn assert_removed(stale: &Path, new: &Folder) {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while stale.exists() {
            assert!(std::time::Instant::now() < deadline, "{} stays", stale.display());
            new.remove_stale().unwrap();
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_folder_that_nobody_lives_in_is_removed_and_one_in_use_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let stale = abandoned(parent.path());
        let (living, new) = (Folder::new_in(parent.path()), Folder::new_in(parent.path()));
        let (living, new) = (living.unwrap(), new.unwrap());
        assert_removed(&stale, &new);
        assert!(living.path().join(LOCK_FILE).exists() && new.path().join(LOCK_FILE).exists());
    }

    #[test]
    fn a_folder_is_in_use_as_long_as_its_server_lives() {
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
    fn what_is_not_ours_for_certain_stays() {
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
