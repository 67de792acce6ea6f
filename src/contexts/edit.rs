//! Edits the contexts file in place: everything else, also comments, stays as it is.

use astra_bus::Tls;
use toml_edit::{DocumentMut, Item, RawString, Table, TableLike, value};

use crate::contexts::context::Context;
use crate::contexts::name::ContextName;

/// One change of the file.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// Writes a context; replaces one of the same name.
    Put(Context),
    Remove(ContextName),
    /// Makes a context the active one, or none of them.
    Activate(Option<ContextName>),
}

impl Edit {
    pub(super) fn apply(&self, document: &mut DocumentMut) {
        match self {
            Self::Put(context) => put(document, context),
            Self::Remove(name) => remove(document, name),
            Self::Activate(name) => activate(document, name.as_ref()),
        }
    }
}

fn put(document: &mut DocumentMut, context: &Context) {
    let named = document.entry("contexts").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    if let Some(named) = named.as_table_like_mut() {
        let mut table = table(context);
        // A replaced context keeps its place in the file and the comments before it.
        if let Some(old) = named.get(context.name.as_str()).and_then(Item::as_table) {
            table.set_position(old.position());
            *table.decor_mut() = old.decor().clone();
        }
        named.insert(context.name.as_str(), Item::Table(table));
    }
}

fn remove(document: &mut DocumentMut, name: &ContextName) {
    if let Some(named) = document.get_mut("contexts").and_then(Item::as_table_like_mut) {
        named.remove(name.as_str());
    }
    for pointer in ["active", "previous"] {
        if document.get(pointer).and_then(Item::as_str) == Some(name.as_str()) {
            remove_pointer(document, pointer);
        }
    }
}

fn activate(document: &mut DocumentMut, name: Option<&ContextName>) {
    let old = document.get("active").and_then(Item::as_str).map(str::to_owned);
    if old.as_deref() == name.map(ContextName::as_str) {
        return;
    }
    set_pointer(document, "previous", old.as_deref());
    set_pointer(document, "active", name.map(ContextName::as_str));
    separate_from_pointers(document);
}

/// Adds a blank line between the pointers (`active`, `previous`) and the first context.
fn separate_from_pointers(document: &mut DocumentMut) {
    let Some(named) = document.get_mut("contexts").and_then(Item::as_table_mut) else { return };
    for (_, context) in named.iter_mut() {
        let Some(decor) = context.as_table_mut().map(Table::decor_mut) else { continue };
        if decor.prefix().is_none_or(|prefix| prefix.as_str() == Some("")) {
            decor.set_prefix("\n");
        }
    }
}

fn set_pointer(document: &mut DocumentMut, key: &str, name: Option<&str>) {
    match name {
        Some(name) => set(document.as_table_mut(), key, name),
        None => remove_pointer(document, key),
    }
}

/// Removes a pointer but keeps the comment above it, which may be about the whole file.
fn remove_pointer(document: &mut DocumentMut, pointer: &str) {
    let Some((key, _)) = document.remove_entry(pointer) else { return };
    let above = key.leaf_decor().prefix().and_then(RawString::as_str).unwrap_or_default();
    if above.trim().is_empty() {
        return;
    }
    let other = if pointer == "active" { "previous" } else { "active" };
    if let Some(mut key) = document.key_mut(other) {
        key.leaf_decor_mut().set_prefix(above);
    } else {
        let named = document.get_mut("contexts").and_then(Item::as_table_mut);
        let first = named.and_then(|named| named.iter_mut().next()?.1.as_table_mut());
        let decor = first.map(Table::decor_mut);
        if let Some(decor) = decor {
            decor.set_prefix(format!("{above}\n"));
        }
    }
}

/// Writes a value in place of the old one, and keeps the comment beside it.
fn set(table: &mut dyn TableLike, key: &str, text: &str) {
    let mut new = toml_edit::Value::from(text);
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => drop(table.insert(key, Item::Value(new))),
    }
}

fn table(context: &Context) -> Table {
    let mut table = Table::new();
    let mut put = |key: &str, text: &str| drop(table.insert(key, value(text)));
    if let Some(text) = &context.description {
        put("description", text);
    }
    put("url", &context.url);
    if let Some(source) = &context.password {
        put(source.key(), &source.text());
    }
    if let Some(tls) = &context.tls {
        for (key, path) in files(tls) {
            put(key, &path);
        }
    }
    let is_insecure = context.tls.as_ref().is_some_and(|tls| tls.is_insecure);
    let flags = [
        ("tls_insecure", is_insecure),
        ("read_only", context.is_read_only),
        ("production", context.is_production),
    ];
    for (key, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
        table.insert(key, value(true));
    }
    table
}

/// The TLS files that are set, by their keys.
fn files(tls: &Tls) -> Vec<(&'static str, String)> {
    let (cert, key) = tls.identity.as_ref().map(|(cert, key)| (cert, key)).unzip();
    [("tls_ca", tls.ca.as_ref()), ("tls_cert", cert), ("tls_key", key)]
        .into_iter()
        .filter_map(|(name, path)| Some((name, path?.display().to_string())))
        .collect()
}
