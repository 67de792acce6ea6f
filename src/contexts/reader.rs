//! Reads the contexts file, and reports every fault with its place.

use std::ops::Range;
use std::path::{Path, PathBuf};

use astra_bus::Tls;
use astra_model::did_you_mean;
use toml_edit::{Document, Item, TableLike};

use crate::contexts::context::Context;
use crate::contexts::error::ContextError;
use crate::contexts::file_fault::FileFault;
use crate::contexts::list::Contexts;
use crate::contexts::name::ContextName;
use crate::contexts::password::PasswordSource;

/// The keys at the top of the file.
const TOP_KEYS: [&str; 3] = ["active", "previous", "contexts"];

/// The keys of a context.
const KEYS: [&str; 11] = [
    "url",
    "description",
    "read_only",
    "production",
    "password_file",
    "password_command",
    "password_env",
    "tls_ca",
    "tls_cert",
    "tls_key",
    "tls_insecure",
];

/// Reads the text of the file at `path`.
///
/// # Errors
/// [`ContextError::Faulty`] with every fault of the file.
pub(super) fn parse(path: &Path, text: &str) -> Result<Contexts, ContextError> {
    let origin = path.display().to_string();
    let document = Document::parse(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or("not TOML").to_lowercase();
        ContextError::Faulty(vec![FileFault::new((&origin, text), error.span(), message, None)])
    })?;
    let mut reader = Reader { path, origin: &origin, text, faults: Vec::new() };
    let contexts = reader.document(document.as_table());
    if reader.faults.is_empty() { Ok(contexts) } else { Err(ContextError::Faulty(reader.faults)) }
}

/// Collects the faults while it reads the document.
struct Reader<'a> {
    path: &'a Path,
    origin: &'a str,
    text: &'a str,
    faults: Vec<FileFault>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Option<Range<usize>>, message: String, hint: Option<String>) {
        self.faults.push(FileFault::new((self.origin, self.text), span, message, hint));
    }

    fn document(&mut self, table: &dyn TableLike) -> Contexts {
        self.unknown_keys(table, &TOP_KEYS, "");
        let mut contexts = Contexts::default();
        match table.get("contexts").map(|item| (item, item.as_table_like())) {
            Some((_, Some(named))) => contexts.all = self.contexts(named),
            Some((item, None)) => self.wrong_type(item, "contexts", "a table"),
            None => {}
        }
        contexts.active = self.pointer(table, "active", &contexts);
        contexts.previous = self.pointer(table, "previous", &contexts);
        contexts
    }

    /// Reads a key that names one of the contexts.
    fn pointer(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        contexts: &Contexts,
    ) -> Option<ContextName> {
        let (name, span) = self.text(table, key)?;
        // A context with faults is missing from `contexts`, and its faults are reported already.
        let is_declared = table
            .get("contexts")
            .and_then(Item::as_table_like)
            .is_some_and(|named| named.contains_key(&name));
        match contexts.find(&name) {
            Ok(context) => Some(context.name.clone()),
            Err(_) if is_declared => None,
            Err(error) => {
                self.fault(
                    span,
                    format!("`{key}` names a context that does not exist: `{name}`"),
                    error.hint(),
                );
                None
            }
        }
    }

    fn contexts(&mut self, table: &dyn TableLike) -> Vec<Context> {
        let entries: Vec<(&str, &Item)> = table.iter().collect();
        entries.into_iter().filter_map(|(key, item)| self.context(table, key, item)).collect()
    }

    fn context(&mut self, parent: &dyn TableLike, key: &str, item: &Item) -> Option<Context> {
        let span = parent.get_key_value(key).and_then(|(key, _)| key.span());
        let Some(table) = item.as_table_like() else {
            self.wrong_type(item, key, "a table");
            return None;
        };
        let before = self.faults.len();
        self.unknown_keys(table, &KEYS, key);
        let name = self.name(key, span.clone());
        let url = self.text(table, "url");
        if url.is_none() && table.get("url").is_none() {
            self.fault(span.clone(), format!("context `{key}` has no `url`"), None);
        }
        let context = Context {
            url: url.as_ref().map(|(url, _)| url.clone()).unwrap_or_default(),
            description: self.text(table, "description").map(|(text, _)| text),
            password: self.password(table, key),
            tls: self.tls(table),
            is_read_only: self.flag(table, "read_only"),
            is_production: self.flag(table, "production"),
            name: name?,
        };
        let (_, url_span) = url?;
        if let Err(error) = context.endpoint() {
            self.fault(
                url_span,
                format!("context `{key}`: {}", without_name(&error)),
                error.hint(),
            );
        }
        (self.faults.len() == before).then_some(context)
    }

    fn name(&mut self, key: &str, span: Option<Range<usize>>) -> Option<ContextName> {
        key.parse().map_err(|message| self.fault(span, message, None)).ok()
    }

    fn password(&mut self, table: &dyn TableLike, context: &str) -> Option<PasswordSource> {
        let file = self.path_of(table, "password_file").map(PasswordSource::File);
        let command = self.text(table, "password_command");
        let variable = self.text(table, "password_env");
        let sources: Vec<PasswordSource> = [
            file,
            command.map(|(text, _)| PasswordSource::Command(text)),
            variable.map(|(text, _)| PasswordSource::Variable(text)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let [_, second, ..] = &sources[..] {
            let span = table.get(second.key()).and_then(Item::span);
            let message = format!("context `{context}` has two sources for its password");
            self.fault(span, message, Some("leave one of them out".into()));
        }
        sources.into_iter().next()
    }

    fn tls(&mut self, table: &dyn TableLike) -> Option<Tls> {
        let (cert, key) = (self.path_of(table, "tls_cert"), self.path_of(table, "tls_key"));
        if cert.is_some() != key.is_some() {
            let half = table.get("tls_cert").or(table.get("tls_key"));
            let span = half.and_then(Item::span);
            self.fault(span, ContextError::HalfIdentity.to_string(), None);
        }
        let tls = Tls {
            ca: self.path_of(table, "tls_ca"),
            identity: cert.zip(key),
            is_insecure: self.flag(table, "tls_insecure"),
        };
        (tls != Tls::default()).then_some(tls)
    }

    /// Reads a path. A relative path starts at the folder of the file, and `~/` at the home folder.
    fn path_of(&mut self, table: &dyn TableLike, key: &str) -> Option<PathBuf> {
        let (text, _) = self.text(table, key)?;
        if let (Some(rest), Ok(home)) = (text.strip_prefix("~/"), etcetera::home_dir()) {
            return Some(home.join(rest));
        }
        Some(self.path.parent().unwrap_or(Path::new("")).join(text))
    }

    fn text(&mut self, table: &dyn TableLike, key: &str) -> Option<(String, Option<Range<usize>>)> {
        let item = table.get(key)?;
        match item.as_str() {
            Some("") => self.fault(item.span(), format!("`{key}` is empty"), None),
            Some(text) => return Some((text.to_owned(), item.span())),
            None => self.wrong_type(item, key, "a quoted string"),
        }
        None
    }

    fn flag(&mut self, table: &dyn TableLike, key: &str) -> bool {
        let Some(item) = table.get(key) else { return false };
        if item.as_bool().is_none() {
            self.wrong_type(item, key, "`true` or `false`");
        }
        item.as_bool() == Some(true)
    }

    fn wrong_type(&mut self, item: &Item, key: &str, wanted: &str) {
        let message = format!("`{key}` must be {wanted}, found {}", article(item.type_name()));
        self.fault(item.span(), message, None);
    }

    fn unknown_keys(&mut self, table: &dyn TableLike, known: &[&str], context: &str) {
        let place =
            if context.is_empty() { String::new() } else { format!(" in context `{context}`") };
        let keys: Vec<&str> = table.iter().map(|(key, _)| key).collect();
        for key in keys {
            let span = table.get_key_value(key).and_then(|(key, _)| key.span());
            if key == "password" && !context.is_empty() {
                let message =
                    format!("context `{context}` contains a password, and this file stores none");
                self.fault(span, message, ContextError::Password.hint());
            } else if !known.contains(&key) {
                let meant = did_you_mean(key, known.iter().copied());
                self.fault(span, format!("unknown key `{}`{place}", key.escape_debug()), meant);
            }
        }
    }
}

/// The error without the name of the context, which the caller prints before it.
fn without_name(error: &ContextError) -> String {
    match error {
        ContextError::Endpoint { error, .. } => error.to_string(),
        error => error.to_string(),
    }
}

fn article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

#[cfg(test)]
mod tests;
