//! The file of contexts on disk: where it is, who may touch it, and changing it without losing anything.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use toml_edit::DocumentMut;

use crate::context::edit::Edit;
use crate::context::error::{ContextError, reason};
use crate::context::file::Contexts;

/// The place of the contexts of whoever runs the program.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    path: PathBuf,
}

impl Store {
    /// `astra/contexts.toml` in the user's config folder.
    pub(crate) fn locate() -> Result<Self, ContextError> {
        let base = etcetera::choose_base_strategy().map_err(|_| ContextError::Homeless)?;
        Ok(Self { path: base.config_dir().join("astra").join("contexts.toml") })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads all contexts; where there is no file there are none.
    ///
    /// # Errors
    /// [`ContextError`] for a file that is wrong, or that others may write to.
    pub(crate) fn load(&self) -> Result<Contexts, ContextError> {
        match self.text()? {
            Some(text) => Contexts::parse(&self.path, &text),
            None => Ok(Contexts::default()),
        }
    }

    /// Finds and reads all contexts, and tells what is unwise about their file.
    ///
    /// # Errors
    /// As [`Store::load`]; a user without a home has none, which is no error.
    pub(crate) fn locate_and_load(tell: impl FnOnce(String)) -> Result<Contexts, ContextError> {
        let Ok(store) = Self::locate() else { return Ok(Contexts::default()) };
        let contexts = store.load()?;
        if let Some(warning) = store.warning() {
            tell(warning);
        }
        Ok(contexts)
    }

    /// What is unwise about the file.
    pub(crate) fn warning(&self) -> Option<String> {
        let mode = fs::metadata(&self.path).ok()?.permissions().mode();
        (mode & 0o044 != 0).then(|| {
            let path = self.path.display();
            format!("other users of this machine can read `{path}`: chmod 600 {path}")
        })
    }

    /// Changes the file. `decide` sees what is there while nobody else can change it.
    ///
    /// # Errors
    /// Those of `decide` and of [`Store::load`]; then nothing was changed.
    pub(crate) fn change(
        &self,
        decide: impl FnOnce(&Contexts) -> Result<Vec<Edit>, ContextError>,
    ) -> Result<(), ContextError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| failed("make", folder, &error))?;
        let _lock = lock(&folder.join("contexts.lock"))?;
        let text = self.text()?.unwrap_or_default();
        let edits = decide(&Contexts::parse(&self.path, &text)?)?;
        let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            failed("read", &self.path, &io::Error::other(error.message().to_owned()))
        })?;
        for edit in edits {
            edit.apply(&mut document);
        }
        let changed = document.to_string();
        Contexts::parse(&self.path, &changed)?;
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

    /// Whoever can write here chooses a server, and a command that is run for its password.
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

    /// Puts the new text in the place of the old in one step; a link to the file stays one.
    fn replace(&self, text: &str) -> Result<(), ContextError> {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || -> io::Result<()> {
            // A temporary file is its owner's alone: mode 0600.
            let mut file = tempfile::Builder::new().prefix(".contexts-").tempfile_in(folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|error| failed("write", &path, &error))
    }
}

/// Waits until nobody else changes the file; dropping it lets the next one in.
fn lock(path: &Path) -> Result<File, ContextError> {
    let open = || OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let file = open().and_then(|file| file.lock().map(|()| file));
    file.map_err(|error| failed("lock", path, &error))
}

fn failed(deed: &'static str, path: &Path, error: &io::Error) -> ContextError {
    ContextError::Io { deed, path: path.display().to_string(), reason: reason(error) }
}
