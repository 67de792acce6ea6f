//! The result of a run, and its comparison with what was expected.

/// A run that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Stdout, which must be one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not a JSON document: {error}\n{self:#?}"))
    }

    /// The table on stdout whose first title is this one, up to the next blank line: for snapshots, which must not contain
    /// the sentences around a table.
    #[track_caller]
    pub(crate) fn table(&self, title: &str) -> String {
        table_in(&self.stdout, title)
    }

    /// Stdout, which must be one JSON document per line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        let parse = |line: &str| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("not a JSON line: {error}\n{line}\n{self:#?}"))
        };
        self.stdout.lines().map(parse).collect()
    }
}

/// The table with this first title in an output or on a screen; see [`Run::table`].
#[track_caller]
pub(crate) fn table_in(text: &str, title: &str) -> String {
    let is_title = |line: &&str| line.split_whitespace().next() == Some(title);
    let lines = text.lines().skip_while(|line| !is_title(line));
    let table: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    assert!(!table.is_empty(), "no table with the title {title} in\n{text}");
    table.join("\n")
}

/// The expected result of a run; by default exit code 0 and no output.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    pub(super) code: i32,
    pub(super) stdout: Text,
    pub(super) stderr: Text,
}

impl Expected {
    #[track_caller]
    pub(super) fn compare(&self, run: &Run) {
        let faults: Vec<String> = [
            (run.code != Some(self.code)).then(|| format!("exit code: expected {}", self.code)),
            self.stdout.fault(&run.stdout).map(|fault| format!("stdout: {fault}")),
            self.stderr.fault(&run.stderr).map(|fault| format!("stderr: {fault}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        assert!(
            faults.is_empty(),
            "{}\nexit code: {:?}\n-- stdout\n{}\n-- stderr\n{}",
            faults.join("\n"),
            run.code,
            run.stdout,
            run.stderr
        );
    }
}

/// The expected content of one output.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Is(String),
    Has(Vec<String>),
    Any,
}

impl Default for Text {
    fn default() -> Self {
        Self::Is(String::new())
    }
}

impl Text {
    pub(super) fn is(&mut self, text: impl Into<String>) {
        *self = Self::Is(text.into());
    }

    pub(super) fn has(&mut self, text: impl Into<String>) {
        match self {
            Self::Has(texts) => texts.push(text.into()),
            _ => *self = Self::Has(vec![text.into()]),
        }
    }

    pub(super) fn any(&mut self) {
        if matches!(self, Self::Is(text) if text.is_empty()) {
            *self = Self::Any;
        }
    }

    fn fault(&self, found: &str) -> Option<String> {
        match self {
            Self::Is(text) => (found != text).then(|| format!("expected exactly {text:?}")),
            Self::Has(texts) => {
                let missing: Vec<_> = texts.iter().filter(|text| !found.contains(*text)).collect();
                (!missing.is_empty()).then(|| format!("expected to contain {missing:?}"))
            }
            Self::Any => None,
        }
    }
}
