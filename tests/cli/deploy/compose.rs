//! A compose file, read as the containers would be started from it, with their paths replaced by local ones.

use std::path::Path;

use serde_json::Value;

use super::files::read;

/// One of the shipped compose files.
#[derive(Debug)]
pub(super) struct Compose(Value);

impl Compose {
    pub(super) fn read(name: &str) -> Self {
        Self(serde_yaml::from_str(&read(&format!("deploy/{name}"))).unwrap())
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.0["services"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    pub(super) fn service(&self, name: &str) -> Service<'_> {
        let settings = &self.0["services"][name];
        assert!(settings.is_object(), "no service `{name}`");
        Service { file: self, settings }
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0["secrets"]
            .as_object()
            .unwrap()
            .values()
            .map(|secret| secret["file"].as_str().unwrap())
    }
}

/// One service of a compose file.
#[derive(Debug)]
pub(super) struct Service<'a> {
    file: &'a Compose,
    settings: &'a Value,
}

impl<'a> Service<'a> {
    pub(super) fn setting(&self, name: &str) -> &'a Value {
        &self.settings[name]
    }

    /// The entry point and the command: together they are what runs.
    pub(super) fn words(&self) -> Vec<String> {
        ["entrypoint", "command"].iter().flat_map(|name| texts(&self.settings[name])).collect()
    }

    /// The script of the health check, as the container's shell receives it.
    pub(super) fn health(&self) -> String {
        let words = texts(&self.settings["healthcheck"]["test"]);
        assert_eq!(words[0], "CMD-SHELL");
        words[1].clone()
    }

    /// Replaces the container's paths in a text: its mounted files, and `data` for its volume.
    pub(super) fn here(&self, text: &str, secrets: &Path, data: &Path) -> String {
        let folder = secrets.display().to_string();
        let places = self.mounts().chain(self.mounted_secrets());
        let here = places.fold(text.to_owned(), |text, (there, here)| {
            text.replace(&there, &interpolated(&here, &folder))
        });
        let here = here.replace("/data", &data.display().to_string());
        assert!(
            !here.contains("/run/secrets/") && !here.contains("/etc/astra/"),
            "not mounted: {here}"
        );
        here
    }

    fn mounts(&self) -> impl Iterator<Item = (String, String)> {
        let mounts = self.settings["volumes"].as_array().into_iter().flatten();
        mounts.filter(|mount| mount["type"] == "bind").map(|mount| {
            assert_eq!(mount["read_only"], true, "{mount}");
            let source =
                format!("{}/deploy/{}", env!("CARGO_MANIFEST_DIR"), text(&mount["source"]));
            (text(&mount["target"]), source)
        })
    }

    fn mounted_secrets(&self) -> impl Iterator<Item = (String, String)> {
        let secrets = self.settings["secrets"].as_array().into_iter().flatten();
        secrets.map(|secret| {
            let source = &self.file.0["secrets"][text(&secret["source"])]["file"];
            (format!("/run/secrets/{}", text(&secret["target"])), text(source))
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

/// Compose writes a literal dollar sign as two.
fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|word| text(word).replace("$$", "$")).collect()
}

/// The value of the only variable in the files.
fn interpolated(text: &str, secrets: &str) -> String {
    match (text.find("${ASTRA_SECRETS:?"), text.find('}')) {
        (Some(start), Some(end)) => format!("{}{secrets}{}", &text[..start], &text[end + 1..]),
        _ => text.to_owned(),
    }
}
