//! `astra completions`, `astra man` and every `--help`: what the program says about its command line.

mod shells;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::astra;
use astra_testkit::skipped;
use shells::Shell;

/// The shells, the files for packagers, and how to check the syntax. Elvish does not compile completions outside of an
/// interactive session, and Debian has no PowerShell.
const SHELLS: [(&str, &str, &[&str]); 5] = [
    ("bash", "astra.bash", &["bash", "-n"]),
    ("zsh", "_astra", &["zsh", "-n"]),
    ("fish", "astra.fish", &["fish", "-n"]),
    ("powershell", "_astra.ps1", &[]),
    ("elvish", "astra.elv", &[]),
];

fn kept(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(file)
}

#[test]
fn the_kept_completions_are_what_is_printed() {
    for (shell, file, _) in SHELLS {
        let printed = astra(&["completions", shell]).ok().stdout;
        let kept = std::fs::read_to_string(kept(file)).unwrap_or_default();
        assert!(printed.contains("only-lagging"), "{shell}: {printed}");
        assert!(kept == printed, "completions/{file} is out of date: run `make completions`");
    }
}

#[test]
fn the_syntax_of_the_completions_is_right() {
    for (shell, file, check) in SHELLS {
        let Some((program, arguments)) = check.split_first() else { continue };
        match Command::new(program).args(arguments).arg(kept(file)).output() {
            Ok(output) => {
                assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {output:?}");
            }
            Err(_) => {
                skipped(&format!("{shell} is not installed: its completions are not checked"));
            }
        }
    }
}

#[test]
fn every_shell_completes_commands_and_flags() {
    for shell in Shell::ALL {
        complete(
            shell,
            &[
                ("astra la", "lag"),
                ("astra setup ex", "export"),
                ("astra lag --only", "--only-lagging"),
                ("astra lag --output json --only", "--only-lagging"),
                ("astra nothing", "nothing"),
            ],
        );
    }
}

#[test]
fn every_shell_completes_the_flags_of_every_command() {
    let line =
        |path: &Vec<String>| ["astra ", &path.join(" "), " --verb"].concat().replace("  ", " ");
    let lines: Vec<String> = every_command().iter().map(line).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|line| (line.as_str(), "--verbose")).collect();
    for shell in Shell::ALL {
        complete(shell, &lines);
    }
}

#[test]
fn bash_zsh_and_fish_complete_values_and_files() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        complete(
            shell,
            &[("astra lag --output y", "yaml"), ("astra lag --file gro", "groups.yaml")],
        );
    }
}

/// Each line, and what its last word becomes.
#[track_caller]
fn complete(shell: Shell, lines: &[(&str, &str)]) {
    let (lines, expected): (Vec<&str>, Vec<&str>) = lines.iter().copied().unzip();
    let Some(completed) = shell.complete(&lines) else { return };
    for ((line, completed), expected) in lines.iter().zip(completed).zip(expected) {
        assert_eq!(completed, expected, "{shell:?} completes {line:?}");
    }
}

#[test]
fn an_unknown_shell_is_wrong_usage() {
    astra(&["completions", "tcsh"])
        .code(2)
        .stderr_has("error: invalid value `tcsh` for `<SHELL>`")
        .check();
}

#[test]
fn writes_a_manual_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("new/man1");
    let run = astra(&["man".as_ref(), pages.as_os_str()]).ok();
    let mut names: Vec<String> = std::fs::read_dir(&pages)
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut commands: Vec<String> =
        subcommands(&[]).iter().map(|name| format!("astra-{name}.1")).collect();
    commands.extend(["astra.1".into(), "astra-setup-export.1".into()]);
    for page in &commands {
        assert!(names.contains(page), "{page}: {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
    let whole = std::fs::read_to_string(pages.join("astra.1")).unwrap();
    for title in ["EXIT STATUS", "ENVIRONMENT"] {
        assert!(whole.contains(&format!("\n.SH \"{title}\"\n")), "{whole}");
    }
    for name in &names {
        let page = std::fs::read_to_string(pages.join(name)).unwrap();
        assert!(page.contains("\n.SH \"EXAMPLES\"\n.nf\nastra "), "{page}");
        assert!(!page.contains("EXTRA") && page.ends_with(".fi\n"), "{page}");
        assert!(run.stdout.contains(name.as_str()), "{name} is not reported");
        render(&pages.join(name));
    }
}

fn render(page: &Path) {
    let man =
        Command::new("man").args(["--warnings", "-l"]).arg(page).stdin(Stdio::null()).output();
    match man {
        Ok(output) => {
            assert!(output.status.success(), "{}: {output:?}", page.display());
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains("astra") || text.contains("minimized"), "{text}");
        }
        Err(_) => skipped("man is not installed: the manual pages are not rendered"),
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    astra(&["man", "/proc/none/man1"])
        .code(2)
        .stderr("error: cannot create `/proc/none/man1`: no such file or directory\n")
        .check();
}

/// The subcommands of a command, as its help lists them.
fn subcommands(path: &[&str]) -> Vec<String> {
    let help = help(path);
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let list = list.split("\n\n").next().unwrap_or_default();
    let name = |line: &str| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned);
    list.lines().filter_map(name).filter(|name| !name.is_empty() && name != "help").collect()
}

fn help(path: &[&str]) -> String {
    let arguments: Vec<&str> = path.iter().copied().chain(["--help"]).collect();
    astra(&arguments)
        .env("ASTRA_REDIS_URL", "redis://user:hunter2@127.0.0.1:1")
        .env("REDIS_PASSWORD", "hunter2")
        .ok()
        .stdout
}

/// Every command, as the words that a user types.
fn every_command() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        found.extend(
            subcommands(&words).into_iter().map(|name| [path.clone(), vec![name]].concat()),
        );
        next += 1;
    }
    found
}

#[test]
fn every_help_ends_with_examples() {
    let commands = every_command();
    assert!(commands.len() > 6, "{commands:?}");
    for path in commands {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        let help = help(&words);
        let last = help.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.starts_with("Examples:\n  astra"), "astra {}: {help}", words.join(" "));
    }
}

#[test]
fn no_help_shows_a_password_of_the_environment() {
    for path in every_command() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        assert!(!help(&words).contains("hunter2"), "astra {}", words.join(" "));
    }
}
