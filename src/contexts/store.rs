//! The contexts file on disk: its path, its permissions, and changes that cannot lose data.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use astra_model::io_reason;
use etcetera::BaseStrategy as _;
use toml_edit::DocumentMut;

use crate::contexts::edit::Edit;
use crate::contexts::error::ContextError;
use crate::contexts::list::Contexts;
use crate::contexts::reader::parse;

/// The contexts file of the user.
#[derive(Clone, Debug)]
pub(crate) struct ContextStore {
    path: PathBuf,
}

impl ContextStore {
    /// `astra/contexts.toml` in the user's config folder.
    pub(crate) fn locate() -> Result<Self, ContextError> {
        let base = etcetera::choose_base_strategy().map_err(|_| ContextError::Homeless)?;
        Ok(Self { path: base.config_dir().join("astra").join("contexts.toml") })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads all contexts: none if there is no file.
    ///
    /// # Errors
    /// [`ContextError`] if the file has faults, or if other users can write to it.
    pub(crate) fn load(&self) -> Result<Contexts, ContextError> {
        match self.text()? {
            Some(text) => parse(&self.path, &text),
            None => Ok(Contexts::default()),
        }
    }

    /// Finds and reads all contexts, and passes the warning about the file to `warn`.
    ///
    /// # Errors
    /// Those of [`ContextStore::load`]. A user without a home folder has no contexts.
    pub(crate) fn locate_and_load(warn: impl FnOnce(String)) -> Result<Contexts, ContextError> {
        let Ok(store) = Self::locate() else { return Ok(Contexts::default()) };
        let contexts = store.load()?;
        if let Some(warning) = store.warning() {
            warn(warning);
        }
        Ok(contexts)
    }

    /// A warning if other users can read the file.
    pub(crate) fn warning(&self) -> Option<String> {
        let mode = fs::metadata(&self.path).ok()?.permissions().mode();
        (mode & 0o044 != 0).then(|| {
            let path = self.path.display();
            format!("other users of this machine can read `{path}`: chmod 600 {path}")
        })
    }

    /// Changes the file. A lock keeps other runs out from before `decide` reads the contexts until the file
    /// is written.
    ///
    /// # Errors
    /// Those of `decide` and of [`ContextStore::load`]; the file then stays as it was.
    pub(crate) fn change(
        &self,
        decide: impl FnOnce(&Contexts) -> Result<Vec<Edit>, ContextError>,
    ) -> Result<(), ContextError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| failed("create", folder, &error))?;
        let _lock = lock(&folder.join("contexts.lock"))?;
        let text = self.text()?.unwrap_or_default();
        let edits = decide(&parse(&self.path, &text)?)?;
        let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            failed("read", &self.path, &io::Error::other(error.message().to_owned()))
        })?;
        for edit in edits {
            edit.apply(&mut document);
        }
        let changed = document.to_string();
        parse(&self.path, &changed)?;
        if changed == text { Ok(()) } else { self.replace(&changed) }
    }

    fn text(&self) -> Result<Option<String>, ContextError> {
        match fs::read_to_string(&self.path) {
            Ok(text) => {
                self.refuse_writable()?;
                Ok(Some(text))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &self.path, &error)),
        }
    }

    /// Rejects a file that other users can write to: they could choose the server, and a command that astra
    /// runs for its password.
    fn refuse_writable(&self) -> Result<(), ContextError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        for (path, mode) in [(self.path.as_path(), "600"), (folder, "700")] {
            let file = fs::metadata(path).map_err(|error| failed("read", path, &error))?;
            if file.permissions().mode() & 0o022 != 0 {
                return Err(ContextError::Writable { path: path.display().to_string(), mode });
            }
        }
        Ok(())
    }

    /// Replaces the text in one step. A symbolic link to the file stays a link.
    fn replace(&self, text: &str) -> Result<(), ContextError> {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || -> io::Result<()> {
            // Temporary files have mode 0600.
            let mut file = tempfile::Builder::new().prefix(".contexts-").tempfile_in(folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|error| failed("write", &path, &error))
    }
}

/// Locks the contexts against other runs, and waits for them. Dropping the file releases the lock.
fn lock(path: &Path) -> Result<File, ContextError> {
    let open = || OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let file = open().and_then(|file| file.lock().map(|()| file));
    file.map_err(|error| failed("lock", path, &error))
}

fn failed(action: &'static str, path: &Path, error: &io::Error) -> ContextError {
    ContextError::Io { action, path: path.display().to_string(), reason: io_reason(error) }
}
