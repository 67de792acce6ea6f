//! Completes command lines in real shells, set up as a user would, but away from the configuration of this machine.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use astra_testkit::skipped;
use tempfile::TempDir;

use super::kept;

/// A shell that completes lines without a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
}

impl Shell {
    pub(super) const ALL: [Self; 4] = [Self::Bash, Self::Zsh, Self::Fish, Self::Elvish];

    fn program(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Elvish => "elvish",
        }
    }

    /// What the Tab key makes of the last word of each line; the word itself if there is no single match.
    /// `None` if the shell is not installed, after a line that says so.
    pub(super) fn complete(self, lines: &[&str]) -> Option<Vec<String>> {
        for program in [self.program(), "script", "timeout"] {
            if Command::new(program).arg("--help").output().is_err() {
                skipped(&format!("{self:?} completes nothing, because {program} is not installed"));
                return None;
            }
        }
        let home = tempfile::tempdir().unwrap();
        // Something for the completion of file names to find.
        fs::write(home.path().join("groups.yaml"), "").unwrap();
        let terminal = match self {
            Self::Bash => bash(&home, lines),
            Self::Zsh => zsh(&home, lines),
            Self::Fish => fish(&home, lines),
            Self::Elvish => elvish(&home, lines),
        };
        let output = fs::read_to_string(home.path().join(OUTPUT)).unwrap_or_default();
        let answers: Vec<&str> = output.split('\0').skip(1).collect();
        assert_eq!(answers.len(), lines.len(), "{self:?} printed {output:?}\n{terminal}");
        Some(lines.iter().zip(answers).map(|(line, answer)| single(line, answer)).collect())
    }
}

/// Where the shells write their candidates: a NUL before those of each line, and each on a line of its own.
const OUTPUT: &str = "output";

/// The only candidate for the last word of the line, or the word itself.
fn single(line: &str, candidates: &str) -> String {
    let word = line.rsplit(' ').next().unwrap_or_default();
    let matching: Vec<&str> = candidates
        .lines()
        .map(|candidate| candidate.split('\t').next().unwrap_or_default().trim_end())
        .filter(|candidate| candidate.starts_with(word))
        .collect();
    if let [only] = matching[..] { only.to_owned() } else { word.to_owned() }
}

/// Calls the completion function with the words of the line, as bash does.
fn bash(home: &TempDir, lines: &[&str]) -> String {
    let mut script = format!("source '{}'\n", kept("astra.bash").display());
    for line in lines {
        let (before, word) = line.rsplit_once(' ').unwrap();
        let previous = before.rsplit(' ').next().unwrap();
        let last = line.matches(' ').count();
        writeln!(script, "COMP_WORDS=({line}); COMP_CWORD={last}; COMPREPLY=()").unwrap();
        writeln!(script, "_astra astra '{word}' '{previous}'").unwrap();
        writeln!(script, "{{ printf '\\0'; printf '%s\\n' \"${{COMPREPLY[@]}}\"; }} >>{OUTPUT}")
            .unwrap();
    }
    run(home, &["bash", "--norc", "-c", &script])
}

/// Finds the completion through `compinit`, and completes in the line editor of an interactive shell.
fn zsh(home: &TempDir, lines: &[&str]) -> String {
    let lines = lines.join("' '");
    let folder = kept("").display().to_string();
    let startup = format!(
        "fpath=('{folder}' $fpath)\n\
         autoload -U compinit && compinit -u -D\n\
         zle-line-init() {{\n\
           for line in '{lines}'; do\n\
             BUFFER=$line; CURSOR=$#BUFFER\n\
             zle complete-word\n\
             words=(${{(z)BUFFER}})\n\
             print -rn -- $'\\0'$words[-1] >>{OUTPUT}\n\
           done\n\
           exit\n\
         }}\n\
         zle -N zle-line-init\n"
    );
    fs::write(home.path().join(".zshrc"), startup).unwrap();
    run_in_terminal(home, "zsh -d -i")
}

/// Loads the completions from the user's folder, and asks for the candidates.
fn fish(home: &TempDir, lines: &[&str]) -> String {
    let folder = home.path().join(".config/fish/completions");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(kept("astra.fish"), folder.join("astra.fish")).unwrap();
    let script = format!("for line in $argv; printf '\\0'; complete -C $line; end >{OUTPUT}");
    run(home, &[&["fish", "-c", &script], lines].concat())
}

/// Calls the completer in the startup file of an interactive shell: no other has the module `edit`.
fn elvish(home: &TempDir, lines: &[&str]) -> String {
    let mut startup = format!("try {{\neval (slurp < '{}')\n", kept("astra.elv").display());
    for line in lines {
        let words = line.replace(' ', "' '");
        writeln!(
            startup,
            "{{ print \"\\x00\"; $edit:completion:arg-completer[astra] '{words}' | each {{|one| echo $one[stem] }} }} >>{OUTPUT}"
        )
        .unwrap();
    }
    startup.push_str("} catch error { print $error[reason] }\nexit\n");
    fs::write(home.path().join("rc.elv"), startup).unwrap();
    run_in_terminal(home, "elvish -rc rc.elv")
}

/// Runs a command in a pseudo-terminal.
fn run_in_terminal(home: &TempDir, command: &str) -> String {
    run(home, &["script", "-qec", command, "/dev/null"])
}

/// Runs a command in the home folder, with nothing from this environment but the path, and returns what it printed.
fn run(home: &TempDir, command: &[&str]) -> String {
    let folder: &Path = home.path();
    let output = Command::new("timeout")
        .arg("60")
        .args(command)
        .current_dir(folder)
        .env_clear()
        .env("PATH", path())
        .env("HOME", folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env("TERM", "xterm")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The path with the program in it: fish only completes commands that it finds.
fn path() -> OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_astra")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(program).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap()
}
