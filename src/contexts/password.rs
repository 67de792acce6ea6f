//! Where the password of a context is kept (never in the contexts file), and how it is fetched.

use std::env::VarError;
use std::fmt;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use astra_bus::Secret;
use astra_model::io_reason;

/// A place that keeps a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    /// The first line of a file.
    File(PathBuf),
    /// The first line that a shell command prints.
    Command(String),
    /// A variable of the environment.
    Variable(String),
}

/// Why the password could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("cannot read the password file `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("cannot run the password command `{command}`: {reason}")]
    NotRun { command: String, reason: String },
    #[error("the password command `{command}` failed ({status})")]
    Failed { command: String, status: ExitStatus },
    #[error("the password variable `{0}` is not set")]
    Unset(String),
    #[error("got no password from {0}")]
    Empty(PasswordSource),
    #[error("the password from {0} is not UTF-8")]
    Encoding(PasswordSource),
}

impl PasswordSource {
    /// The key in the contexts file.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::File(_) => "password_file",
            Self::Command(_) => "password_command",
            Self::Variable(_) => "password_env",
        }
    }

    /// The path, the command or the name of the variable.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Command(text) | Self::Variable(text) => text.clone(),
        }
    }

    /// Fetches the password: the first line, without the line end.
    ///
    /// A command runs in `sh` with astra's standard input and standard error, so that it can prompt.
    pub(crate) fn fetch(&self) -> Result<Secret, PasswordError> {
        let bytes = match self {
            Self::File(path) => std::fs::read(path).map_err(|error| PasswordError::Unreadable {
                path: path.display().to_string(),
                reason: io_reason(&error),
            })?,
            Self::Command(command) => run(command)?,
            Self::Variable(name) => self.variable(name)?.into_bytes(),
        };
        let text = String::from_utf8(bytes).map_err(|_| PasswordError::Encoding(self.clone()))?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(Secret::new(line)),
            _ => Err(PasswordError::Empty(self.clone())),
        }
    }

    fn variable(&self, name: &str) -> Result<String, PasswordError> {
        std::env::var(name).map_err(|error| match error {
            VarError::NotPresent => PasswordError::Unset(name.into()),
            VarError::NotUnicode(_) => PasswordError::Encoding(self.clone()),
        })
    }

    /// A warning if other users can read the password.
    pub(crate) fn warning(&self) -> Option<String> {
        let Self::File(path) = self else { return None };
        is_world_readable(path).then(|| {
            format!("every user of this machine can read the password in `{}`", path.display())
        })
    }
}

fn is_world_readable(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o004 != 0)
}

fn run(command: &str) -> Result<Vec<u8>, PasswordError> {
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| PasswordError::NotRun {
            command: command.into(),
            reason: io_reason(&error),
        })?;
    if !output.status.success() {
        return Err(PasswordError::Failed { command: command.into(), status: output.status });
    }
    Ok(output.stdout)
}

impl fmt::Display for PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file `{}`", path.display()),
            Self::Command(command) => write!(f, "the command `{command}`"),
            Self::Variable(name) => write!(f, "the variable `{name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pw");
        fs::write(&path, " s3cret \r\nsecond\n").unwrap();
        assert_eq!(PasswordSource::File(path).fetch().unwrap().reveal(), " s3cret ");
        let command = PasswordSource::Command("printf 'a b\\nc'".into());
        assert_eq!(command.fetch().unwrap().reveal(), "a b");
    }

    #[test]
    fn a_missing_password_is_an_error() {
        let fetch = |source: PasswordSource| source.fetch().unwrap_err().to_string();
        assert!(fetch(PasswordSource::Command("true".into())).contains("got no password from"));
        assert!(fetch(PasswordSource::Command("echo; echo x".into())).contains("no password"));
        assert!(
            fetch(PasswordSource::Command("echo pw; exit 3".into())).contains("exit status: 3")
        );
        assert!(fetch(PasswordSource::Command("printf '\\377'".into())).contains("UTF-8"));
        assert!(
            fetch(PasswordSource::Variable("ASTRA_NO_SUCH_VARIABLE".into())).contains("not set")
        );
        let missing = fetch(PasswordSource::File("/no/such/file".into()));
        assert_eq!(
            missing,
            "cannot read the password file `/no/such/file`: no such file or directory"
        );
    }

    #[test]
    fn a_password_that_everybody_can_read_gives_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pw");
        fs::write(&path, "x").unwrap();
        let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let source = PasswordSource::File(path.clone());
        set(0o644);
        assert!(source.warning().is_some());
        set(0o640);
        assert!(source.warning().is_none());
    }
}
