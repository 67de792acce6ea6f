//! Every setting that a run would use, and where it comes from.

use astra_bus::{Address, Endpoint, Sentinels, Tls};
use astra_model::time::format_duration;
use astra_model::topology::Source;
use serde::Serialize;

use crate::built_in;
use crate::commands::env::{Env, variable};
use crate::contexts::{Context, ContextStore, ServerChoice, ServerOrigin};
use crate::output::{Cell, Column, Table};

/// One setting.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setting {
    #[serde(rename = "setting")]
    key: &'static str,
    /// `null` if it is not set. For the password, where it is kept.
    value: Option<String>,
    /// A flag, a variable, a context with its file, or `default`.
    from: String,
}

impl Setting {
    fn new(key: &'static str, value: Option<String>, from: impl Into<String>) -> Self {
        Self { key, value, from: from.into() }
    }

    pub(super) fn table(settings: &[Self]) -> Table {
        let mut table = Table::new(&[
            Column::text("SETTING", "setting"),
            Column::prose("VALUE", "value"),
            Column::prose("FROM", "from"),
        ]);
        for Self { key, value, from } in settings {
            let value = value.as_ref().map_or_else(|| Cell::absent("none"), Cell::new);
            table.push(vec![Cell::new(key), value, Cell::new(from)]);
        }
        table
    }
}

/// Every setting, the server first.
pub(super) fn settings(
    choice: &ServerChoice,
    env: &Env,
    store: Option<&ContextStore>,
) -> Vec<Setting> {
    let source = ServerSource::new(choice, store);
    let mut all = server(choice, &source);
    all.extend(tls(&choice.endpoint, &source));
    all.extend(protection(choice.context(), &source));
    all.extend(others(env));
    all
}

/// Where the settings of the server come from.
struct ServerSource<'a> {
    origin: &'a ServerOrigin,
    text: String,
}

impl<'a> ServerSource<'a> {
    fn new(choice: &'a ServerChoice, store: Option<&ContextStore>) -> Self {
        let mut text = choice.origin.to_string();
        if let Some(store) = store {
            text = format!("{text} in {}", store.path().display());
        }
        Self { origin: &choice.origin, text }
    }

    /// The source of a setting that is set, or `default`.
    fn of(&self, is_set: bool) -> String {
        if is_set { self.text.clone() } else { "default".into() }
    }

    fn of_server(&self) -> String {
        if *self.origin != ServerOrigin::Parts {
            return self.text.clone();
        }
        let set: Vec<&str> = ["REDIS_HOST", "REDIS_PORT"]
            .into_iter()
            .filter(|name| variable(name).is_some_and(|value| !value.is_empty()))
            .collect();
        if set.is_empty() { "default".into() } else { set.join(" and ") }
    }
}

fn server(choice: &ServerChoice, source: &ServerSource<'_>) -> Vec<Setting> {
    let endpoint = &choice.endpoint;
    let user = endpoint.username.clone();
    let is_database_set = endpoint.database != 0;
    let password = password(choice);
    vec![
        Setting::new("server", Some(address(&endpoint.address)), source.of_server()),
        Setting::new("database", Some(endpoint.database.to_string()), source.of(is_database_set)),
        Setting::new("user", user.clone(), source.of(user.is_some())),
        Setting::new(
            "password",
            password.clone(),
            match source.origin {
                ServerOrigin::Parts if password.is_some() => "REDIS_PASSWORD".into(),
                _ => source.of(password.is_some()),
            },
        ),
    ]
}

/// Where the password is kept, never the password.
fn password(choice: &ServerChoice) -> Option<String> {
    if let Some(source) = choice.context().and_then(|context| context.password.as_ref()) {
        return Some(source.to_string());
    }
    choice.endpoint.password.as_ref().map(|_| match choice.origin {
        ServerOrigin::Parts => "in the variable `REDIS_PASSWORD`".into(),
        _ => "in the URL".into(),
    })
}

/// The address; that of a master behind Sentinels includes theirs.
fn address(address: &Address) -> String {
    match address {
        Address::Sentinel(Sentinels { addresses, .. }) => {
            let sentinels = addresses.iter().map(|(host, port)| format!("{host}:{port}"));
            format!("{address} of the Sentinels {}", sentinels.collect::<Vec<_>>().join(", "))
        }
        address => address.to_string(),
    }
}

fn tls(endpoint: &Endpoint, source: &ServerSource<'_>) -> Vec<Setting> {
    let Some(tls) = &endpoint.tls else {
        return vec![Setting::new("tls", Some("off".into()), source.of(false))];
    };
    let Tls { ca, identity, is_insecure } = tls;
    let on = if *is_insecure { "on, any certificate will do" } else { "on" };
    let (cert, key) = identity.as_ref().map(|(cert, key)| (cert, key)).unzip();
    let files = [("tls_ca", ca.as_ref()), ("tls_cert", cert), ("tls_key", key)];
    let mut all = vec![Setting::new("tls", Some(on.into()), source.of(true))];
    all.extend(files.into_iter().filter_map(|(name, path)| {
        Some(Setting::new(name, Some(path?.display().to_string()), source.of(true)))
    }));
    all
}

fn protection(context: Option<&Context>, source: &ServerSource<'_>) -> [Setting; 2] {
    let flags = [
        ("read_only", context.is_some_and(|context| context.is_read_only)),
        ("production", context.is_some_and(|context| context.is_production)),
    ];
    flags.map(|(name, is_set)| Setting::new(name, Some(is_set.to_string()), source.of(is_set)))
}

fn others(env: &Env) -> [Setting; 2] {
    let globals = &env.globals;
    let topology = Source::choose(globals.file.as_deref(), built_in::GROUPS);
    let from = match (&globals.file, globals.from_command_line.contains("file")) {
        (Some(_), true) => "--file",
        (Some(_), false) => "ASTRA_GROUPS",
        (None, _) => "default",
    };
    let timeout =
        if globals.from_command_line.contains("timeout") { "--timeout" } else { "default" };
    [
        Setting::new("timeout", Some(format_duration(globals.timeout)), timeout),
        Setting::new("topology", Some(topology.to_string()), from),
    ]
}
