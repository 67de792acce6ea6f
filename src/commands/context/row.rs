//! A context in the reports: its columns, its key-value pairs and its JSON.

use astra_bus::Tls;
use serde::Serialize;

use crate::contexts::Context;
use crate::output::{Cell, Column, Tone};

/// One context.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    name: String,
    active: bool,
    url: String,
    /// Where the password is kept; `null` without a password.
    password: Option<Password>,
    tls: Option<TlsFiles>,
    read_only: bool,
    production: bool,
    description: Option<String>,
}

/// Where a password is kept.
#[derive(Clone, Debug, Serialize)]
struct Password {
    /// `password_file`, `password_command` or `password_env`.
    source: &'static str,
    /// The path, the command or the name of the variable.
    value: String,
}

#[derive(Clone, Debug, Serialize)]
struct TlsFiles {
    ca: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    insecure: bool,
}

impl Row {
    pub(super) fn new(context: &Context, is_active: bool) -> Self {
        let password = context.password.as_ref();
        Self {
            name: context.name.to_string(),
            active: is_active,
            url: context.url.clone(),
            password: password
                .map(|source| Password { source: source.key(), value: source.text() }),
            tls: context.tls.as_ref().map(TlsFiles::new),
            read_only: context.is_read_only,
            production: context.is_production,
            description: context.description.clone(),
        }
    }

    pub(super) fn columns() -> [Column; 5] {
        [
            Column::text("", "active"),
            Column::text("NAME", "name"),
            Column::text("SERVER", "url"),
            Column::text("CHANGES", "changes"),
            Column::prose("DESCRIPTION", "description").optional(),
        ]
    }

    pub(super) fn cells(&self) -> Vec<Cell> {
        let mark = if self.active { "*" } else { "" };
        let (changes, tone) = self.changes();
        vec![
            Cell::new(mark).raw(self.active).tone(Tone::Good),
            Cell::new(&self.name),
            Cell::new(&self.url),
            Cell::new(changes).tone(tone),
            Cell::new(self.description.as_deref().unwrap_or_default()),
        ]
    }

    /// Each key that is set, with its value.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("name", self.name.clone()), ("url", self.url.clone())];
        pairs.extend(self.description.clone().map(|text| ("description", text)));
        pairs.extend(
            self.password.as_ref().map(|password| (password.source, password.value.clone())),
        );
        if let Some(tls) = &self.tls {
            let files = [("tls_ca", &tls.ca), ("tls_cert", &tls.cert), ("tls_key", &tls.key)];
            pairs.extend(files.into_iter().filter_map(|(key, path)| Some((key, path.clone()?))));
            pairs.push(("tls_insecure", tls.insecure.to_string()));
        }
        pairs.push(("read_only", self.read_only.to_string()));
        pairs.push(("production", self.production.to_string()));
        pairs.push(("active", self.active.to_string()));
        pairs
    }

    /// How astra treats changes there, in a word or two.
    fn changes(&self) -> (&'static str, Tone) {
        match (self.read_only, self.production) {
            (true, false) => ("refused", Tone::Good),
            (true, true) => ("refused (production)", Tone::Good),
            (false, true) => ("by its name (production)", Tone::Warning),
            (false, false) => ("allowed", Tone::Plain),
        }
    }
}

impl TlsFiles {
    fn new(tls: &Tls) -> Self {
        let path = |path: &std::path::PathBuf| path.display().to_string();
        let (cert, key) = tls.identity.as_ref().map(|(c, k)| (path(c), path(k))).unzip();
        Self { ca: tls.ca.as_ref().map(path), cert, key, insecure: tls.is_insecure }
    }
}
