//! What `rustc` cannot enforce: the import order of modules, cycles, facades, and who may change a bus.

// Every line of a test binary is test code.
#![allow(clippy::unwrap_used)]

#[path = "architecture/modules.rs"]
mod modules;

use std::collections::{BTreeMap, BTreeSet};

use modules::{Crate, Module};

/// The rooms of the program, from the edge inwards. A room imports only rooms of later lines.
const PROGRAM: [&[&str]; 9] = [
    &["main"],
    &["cli", "fuzz"],
    &["commands"],
    &["private_server"],
    &["output"],
    &["survey"],
    &["flow"],
    &["provision", "registry"],
    &["contexts", "built_in"],
];

/// The rooms of the bus.
const BUS: [&[&str]; 13] = [
    &["fuzz"],
    &["publish"],
    &["groups"],
    &["keys", "coverage"],
    &["streams"],
    &["server"],
    &["cluster"],
    &["node"],
    &["connection"],
    &["protocol"],
    &["error"],
    &["endpoint"],
    &["retry"],
];

/// Packages, and the rooms of the program that may name them.
const HOMES: [(&str, &[&str]); 8] = [
    ("comfy_table", &["output"]),
    ("indicatif", &["output"]),
    ("serde_yaml", &["output"]),
    ("toml_edit", &["contexts"]),
    ("etcetera", &["contexts"]),
    ("clap_complete", &["cli", "commands"]),
    ("clap_mangen", &["cli", "commands"]),
    ("jaq_core", &["commands"]),
];

/// Rooms that neither wait nor do I/O.
const PURE: [&str; 5] =
    ["output::table", "output::layout", "flow::reactions", "flow::facts", "flow::money"];

/// Files that may allow a bus to be changed: one after its user agreed, the other for a server of its own.
const WRITER_SOURCES: [&str; 2] = ["commands::env::confirm", "private_server"];

#[test]
fn rooms_import_only_from_their_right() {
    let faults: Vec<String> =
        [(Crate::read("src"), &PROGRAM[..]), (Crate::read("crates/astra-bus/src"), &BUS[..])]
            .iter()
            .flat_map(|(krate, order)| order_faults(krate, order))
            .collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn no_import_cycle_between_files() {
    for krate in Crate::all() {
        assert_eq!(
            cycle(&krate),
            BTreeSet::new(),
            "files of {} that import each other",
            krate.root
        );
    }
}

#[test]
fn a_facade_defines_nothing_that_its_children_import() {
    for krate in Crate::all() {
        assert_eq!(facade_faults(&krate), Vec::<String>::new());
    }
}

#[test]
fn every_name_that_a_crate_exports_is_used_outside_of_it() {
    for krate in Crate::all().into_iter().filter(|krate| krate.root != "src") {
        let elsewhere = modules::text_outside_of(&krate.root);
        let unused: Vec<String> =
            krate.exports().into_iter().filter(|name| !elsewhere.contains(name)).collect();
        assert_eq!(unused, Vec::<String>::new(), "{} exports names that nobody uses", krate.root);
    }
}

#[test]
fn commands_never_import_each_other() {
    let program = Crate::read("src");
    let command = |path: &[String]| {
        (path.len() > 1 && path[0] == "commands" && path[1] != "env").then(|| path[1].clone())
    };
    let faults: Vec<String> = program
        .modules
        .iter()
        .filter_map(|module| Some((module, command(&module.path)?)))
        .flat_map(|(module, own)| {
            let others = module.imports.iter().filter_map(|import| command(import));
            others
                .filter(move |other| *other != own && *other != "verdict")
                .map(|other| format!("{} imports {other}", module.name()))
        })
        .collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn packages_are_named_only_where_they_belong() {
    let program = Crate::read("src");
    for (package, homes) in HOMES {
        let strangers: Vec<String> = program
            .modules
            .iter()
            .filter(|module| !homes.contains(&module.room()) && module.packages.contains(package))
            .map(Module::name)
            .collect();
        assert_eq!(strangers, Vec::<String>::new(), "`{package}` belongs in {homes:?}");
    }
}

#[test]
fn redis_is_a_dependency_of_the_bus_alone() {
    let users: Vec<String> = modules::manifests()
        .into_iter()
        .filter(|(_, text)| text.lines().any(|line| line.starts_with("redis =")))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(users, ["crates/astra-bus/Cargo.toml"]);
}

#[test]
fn pure_modules_neither_wait_nor_do_io() {
    let program = Crate::read("src");
    let impure: Vec<String> = program
        .modules
        .iter()
        .filter(|module| PURE.contains(&module.name().as_str()))
        .filter(|module| module.is_async || module.packages.contains("tokio"))
        .map(Module::name)
        .collect();
    assert_eq!(impure, Vec::<String>::new());
}

#[test]
fn only_a_confirmed_permit_yields_a_bus_writer() {
    let program = Crate::read("src");
    let makers: Vec<String> = program
        .modules
        .iter()
        .filter(|module| module.code.contains("BusWriter :: new"))
        .map(Module::name)
        .collect();
    assert_eq!(makers, WRITER_SOURCES, "a command gets its writer from `Env::change_permit`");
}

fn order_faults(krate: &Crate, order: &[&[&str]]) -> Vec<String> {
    let rank = |room: &str| order.iter().position(|rooms| rooms.contains(&room));
    let mut faults = Vec::new();
    for module in krate.modules.iter().filter(|module| !module.path.is_empty()) {
        let own = rank(module.room());
        if own.is_none() {
            faults.push(format!("{} has no place in the order", module.name()));
        }
        for import in krate.imported_modules(module).filter(|import| import[0] != module.path[0]) {
            if rank(&import[0]).is_none_or(|other| own.is_some_and(|own| other <= own)) {
                faults.push(format!("{} imports {}", module.name(), import.join("::")));
            }
        }
    }
    faults
}

/// The files that are left once every file is removed that imports none of the others.
fn cycle(krate: &Crate) -> BTreeSet<String> {
    let mut open: BTreeMap<String, BTreeSet<String>> = krate
        .modules
        .iter()
        .map(|module| {
            let imports = krate.imported_modules(module).map(|import| import.join("::"));
            let name = module.name();
            (name.clone(), imports.filter(|import| *import != name).collect())
        })
        .collect();
    loop {
        let done: Vec<String> = open
            .iter()
            .filter(|(_, imports)| !imports.iter().any(|import| open.contains_key(import)))
            .map(|(name, _)| name.clone())
            .collect();
        if done.is_empty() {
            return open.into_keys().collect();
        }
        open.retain(|name, _| !done.contains(name));
    }
}

fn facade_faults(krate: &Crate) -> Vec<String> {
    let mut faults = Vec::new();
    for facade in
        krate.modules.iter().filter(|module| module.has_children && !module.definitions.is_empty())
    {
        for child in krate.modules.iter().filter(|child| {
            child.path.len() > facade.path.len() && child.path.starts_with(&facade.path)
        }) {
            for import in &child.imports {
                let is_of_facade =
                    import.len() == facade.path.len() + 1 && import.starts_with(&facade.path);
                if is_of_facade && facade.definitions.contains(import.last().unwrap()) {
                    faults.push(format!(
                        "{} imports {} from its facade",
                        child.name(),
                        import.join("::")
                    ));
                }
            }
        }
    }
    faults
}

/// The checks themselves, on modules that break the rules.
mod planted {
    use super::*;

    fn krate(files: &[(&str, &str)]) -> Crate {
        Crate {
            root: "planted".into(),
            modules: files.iter().map(|(path, text)| Module::parse(path, text)).collect(),
        }
    }

    #[test]
    fn an_import_to_the_left_is_found_in_every_spelling() {
        for text in [
            "use crate::commands::Args;",
            "use crate::{output::Table, commands::{self, lag}};",
            "use super::commands;",
            "fn f() { crate::commands::run(); }",
            "struct A(Vec<crate::commands::Args>);",
            "fn f() { format!(\"{}\", crate::commands::NAME); }",
        ] {
            let planted = krate(&[("flow.rs", text), ("commands.rs", ""), ("output.rs", "")]);
            assert!(
                order_faults(&planted, &PROGRAM)
                    .iter()
                    .any(|fault| fault == "flow imports commands"),
                "{text}"
            );
        }
    }

    #[test]
    fn imports_to_the_right_and_in_tests_are_fine() {
        let planted = krate(&[
            (
                "commands.rs",
                "use crate::flow::Plan; #[cfg(test)] mod tests { use crate::cli::run; }",
            ),
            ("flow.rs", "/// As [`crate::cli`] says.\nfn f() {}"),
            ("cli.rs", "const A: &str = \"crate::main\";"),
        ]);
        assert_eq!(order_faults(&planted, &PROGRAM), Vec::<String>::new());
    }

    #[test]
    fn a_cycle_is_found_and_a_chain_is_none() {
        let text = |other: &str| format!("use crate::flow::{other}::X;");
        let (a, b, c) = (text("b"), text("c"), text("a"));
        let planted =
            krate(&[("flow/a.rs", &a), ("flow/b.rs", &b), ("flow/c.rs", &c), ("cli.rs", &a)]);
        assert_eq!(cycle(&planted).len(), 4, "the cycle, and what imports it");
        assert_eq!(
            cycle(&krate(&[("flow/a.rs", &a), ("flow/b.rs", &b), ("flow/c.rs", "")])),
            BTreeSet::new()
        );
    }

    #[test]
    fn a_facade_that_defines_what_its_child_imports_is_found() {
        let child = ("flow/run.rs", "use crate::flow::Plan;");
        let planted = krate(&[("flow/mod.rs", "mod run; pub(crate) struct Plan;"), child]);
        assert_eq!(facade_faults(&planted).len(), 1);
        let facade = ("flow/mod.rs", "mod run; mod plan; pub(crate) use plan::Plan;");
        assert_eq!(facade_faults(&krate(&[facade, child])), Vec::<String>::new());
    }

    #[test]
    fn a_room_without_a_place_is_found() {
        assert_eq!(
            order_faults(&krate(&[("helpers.rs", "")]), &PROGRAM),
            ["helpers has no place in the order"]
        );
    }
}
