//! A source file as the rules see it: where it stands, its code without comments and tests, and what it imports.

use std::{fs, path::Path};

use regex::Regex;

/// One file of `src/`.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to `src/`, for example `commands/lag.rs`.
    pub(crate) path: String,
    /// Code alone: comments, the insides of strings, and tests are gone.
    pub(crate) code: String,
    /// Every path into this crate that the code names, from the crate's root.
    pub(crate) imports: Vec<Vec<String>>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with("tests.rs") { String::new() } else { code_of(text) };
        let imports = imports(&code, &location(path));
        Self { path: path.to_owned(), code, imports }
    }

    /// The top-level module that the file belongs to.
    pub(crate) fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// The module of `commands` that the file belongs to; `None` outside of it, and for `commands` itself.
    pub(crate) fn command(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("commands/")?;
        let name = rest.split('/').next()?.trim_end_matches(".rs");
        (name != "mod").then_some(name)
    }

    pub(crate) fn declares_run(&self) -> bool {
        self.contains(r"\bfn run\b")
    }

    pub(crate) fn contains(&self, pattern: &str) -> bool {
        Regex::new(pattern).unwrap().is_match(&self.code)
    }
}

/// Every file below `src/`.
pub(crate) fn read_all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                sources.push(Source::new(name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    sources
}

/// The module path of a file: `commands/lag.rs` and `commands/lag/mod.rs` are both `commands::lag`.
fn location(path: &str) -> Vec<String> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// Cuts the tests off, which stand last, and then everything that is not code.
fn code_of(text: &str) -> String {
    let tests = Regex::new(r"(?m)^#\[cfg\(test\)\]\n(#\[.*\]\n)*(pub(\([a-z]+\))? )?mod ").unwrap();
    let code = tests.find(text).map_or(text, |found| &text[..found.start()]);
    let noise = Regex::new(concat!(
        r#"(?s)//[^\n]*|/\*.*?\*/|"#,    // comments
        r##"r#".*?"#|r"[^"]*"|"##,       // raw strings
        r#""(?:\\.|[^"\\])*"|"#,         // strings
        r"'(?:\\[^\n]{1,9}?|[^'\\\n])'"  // characters, but no lifetimes
    ));
    noise.unwrap().replace_all(code, " ").into_owned()
}

fn imports(code: &str, location: &[String]) -> Vec<Vec<String>> {
    let start = Regex::new(r"(?:^|[^\w:$])(crate|super|\$crate)\s*::").unwrap();
    let mut found = Vec::new();
    for word in start.captures_iter(code) {
        let root = word.get(1).unwrap();
        tree(&code[root.start()..], &mut Vec::new(), &mut found);
    }
    found.iter().filter_map(|path| absolute(path, location)).collect()
}

/// Collects the leaves of a use tree, and returns what follows it.
fn tree<'code>(
    text: &'code str,
    prefix: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> &'code str {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return branches(group, prefix, found);
    }
    let length =
        text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    prefix.push(name.to_owned());
    let rest = if let Some(deeper) = rest.trim_start().strip_prefix("::") {
        tree(deeper, prefix, found)
    } else {
        found.push(prefix.clone());
        rest
    };
    prefix.pop();
    rest
}

fn branches<'code>(
    mut text: &'code str,
    prefix: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> &'code str {
    loop {
        text = tree(text, prefix, found);
        // Past `as name` or `*`, to the next branch or the end of the group.
        let Some(end) = text.find([',', '}']) else {
            return "";
        };
        let (separator, rest) = text[end..].split_at(1);
        text = rest.trim_start();
        if separator == "}" || text.starts_with('}') {
            return text.strip_prefix('}').filter(|_| separator == ",").unwrap_or(text);
        }
    }
}

/// The path from the crate's root; `None` where `super` does not lead out of the module's own file.
fn absolute(path: &[String], location: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let base = if ups == 0 { &[] } else { location.get(..location.len().checked_sub(ups)?)? };
    let rest = path.iter().skip(ups.max(1)).filter(|name| !["", "self"].contains(&name.as_str()));
    let path: Vec<String> = base.iter().chain(rest).cloned().collect();
    (!path.is_empty()).then_some(path)
}
