//! Every setting that a run would have, and who says so.

use astra_bus::{Address, Endpoint, Sentinels, Tls};
use astra_model::time::format_duration;
use astra_model::topology::Source;
use serde::Serialize;

use crate::built_in;
use crate::commands::env::{Env, variable};
use crate::context::{Choice, Context, Origin, Store};
use crate::output::{Cell, Column, Table};

/// One setting.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setting {
    #[serde(rename = "setting")]
    key: &'static str,
    /// `null` where there is none. Of a password it says where it is kept.
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

/// Lists them, the server first.
pub(super) fn settings(choice: &Choice, env: &Env, store: Option<&Store>) -> Vec<Setting> {
    let source = Whence::new(choice, store);
    let mut all = server(choice, &source);
    all.extend(tls(&choice.target, &source));
    all.extend(leave(choice.context(), &source));
    all.extend(others(env));
    all
}

/// Where the parts of a server come from.
struct Whence<'a> {
    origin: &'a Origin,
    text: String,
}

impl<'a> Whence<'a> {
    fn new(choice: &'a Choice, store: Option<&Store>) -> Self {
        let mut text = choice.origin.to_string();
        if let Some(store) = store {
            text = format!("{text} in {}", store.path().display());
        }
        Self { origin: &choice.origin, text }
    }

    /// The source of a part that is set, or the default of one that is not.
    fn of(&self, is_set: bool) -> String {
        if is_set { self.text.clone() } else { "default".into() }
    }

    fn of_server(&self) -> String {
        if *self.origin != Origin::Parts {
            return self.text.clone();
        }
        let set: Vec<&str> = ["REDIS_HOST", "REDIS_PORT"]
            .into_iter()
            .filter(|name| variable(name).is_some_and(|value| !value.is_empty()))
            .collect();
        if set.is_empty() { "default".into() } else { set.join(" and ") }
    }
}

fn server(choice: &Choice, source: &Whence<'_>) -> Vec<Setting> {
    let target = &choice.target;
    let user = target.username.clone();
    let is_database_set = target.database != 0;
    let password = password(choice);
    vec![
        Setting::new("server", Some(place(&target.address)), source.of_server()),
        Setting::new("database", Some(target.database.to_string()), source.of(is_database_set)),
        Setting::new("user", user.clone(), source.of(user.is_some())),
        Setting::new(
            "password",
            password.clone(),
            match source.origin {
                Origin::Parts if password.is_some() => "REDIS_PASSWORD".into(),
                _ => source.of(password.is_some()),
            },
        ),
    ]
}

/// Where the password is kept, never what it is.
fn password(choice: &Choice) -> Option<String> {
    if let Some(kept) = choice.context().and_then(|context| context.password.as_ref()) {
        return Some(kept.to_string());
    }
    choice.target.password.as_ref().map(|_| match choice.origin {
        Origin::Parts => "in the variable `REDIS_PASSWORD`".into(),
        _ => "in the URL".into(),
    })
}

/// The whole of it: of a master that Sentinels know, these too.
fn place(place: &Address) -> String {
    match place {
        Address::Sentinel(Sentinels { addresses, .. }) => {
            let of = addresses.iter().map(|(host, port)| format!("{host}:{port}"));
            format!("{place} of the Sentinels {}", of.collect::<Vec<_>>().join(", "))
        }
        place => place.to_string(),
    }
}

fn tls(target: &Endpoint, source: &Whence<'_>) -> Vec<Setting> {
    let Some(tls) = &target.tls else {
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

fn leave(context: Option<&Context>, source: &Whence<'_>) -> [Setting; 2] {
    let flags = [
        ("read_only", context.is_some_and(|context| context.is_read_only)),
        ("production", context.is_some_and(|context| context.is_production)),
    ];
    flags.map(|(name, is_set)| Setting::new(name, Some(is_set.to_string()), source.of(is_set)))
}

fn others(env: &Env) -> [Setting; 2] {
    let globals = &env.globals;
    let topology = Source::choose(globals.file.as_deref(), built_in::GROUPS);
    let from = match (&globals.file, globals.typed.file) {
        (Some(_), true) => "--file",
        (Some(_), false) => "ASTRA_GROUPS",
        (None, _) => "default",
    };
    let timeout = if globals.typed.timeout { "--timeout" } else { "default" };
    [
        Setting::new("timeout", Some(format_duration(globals.timeout)), timeout),
        Setting::new("topology", Some(topology.to_string()), from),
    ]
}
