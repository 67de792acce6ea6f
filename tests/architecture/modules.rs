//! The modules of a crate as the rules see them: what each defines and imports, without its tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// The source folders of all crates that are held to the rules.
const ROOTS: [&str; 4] =
    ["src", "crates/astra-model/src", "crates/astra-bus/src", "crates/astra-sandbox/src"];

/// One crate's modules.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) root: String,
    pub(crate) modules: Vec<Module>,
}

/// One source file.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// From the crate's root; empty for `lib.rs`.
    pub(crate) path: Vec<String>,
    /// Paths into this crate that the code names, from the crate's root.
    pub(crate) imports: BTreeSet<Vec<String>>,
    /// The first words of all other paths.
    pub(crate) packages: BTreeSet<String>,
    /// Types, functions and constants at the top level.
    pub(crate) definitions: BTreeSet<String>,
    /// Names that it re-exports with `pub use`.
    reexports: BTreeSet<String>,
    pub(crate) has_children: bool,
    pub(crate) is_async: bool,
    /// The code as tokens, separated by spaces.
    pub(crate) code: String,
}

impl Crate {
    pub(crate) fn all() -> Vec<Self> {
        ROOTS.iter().map(|root| Self::read(root)).collect()
    }

    /// Reads every file below `root`, a folder of this repository, except tests.
    pub(crate) fn read(root: &str) -> Self {
        let folder = repository().join(root);
        let modules: Vec<Module> = files(&folder, "rs")
            .iter()
            .map(|path| (path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned(), path))
            .filter(|(name, _)| !name.contains("tests"))
            .map(|(name, path)| Module::parse(&name, &fs::read_to_string(path).unwrap()))
            .collect();
        assert!(modules.len() > 3, "{root} was not read");
        Self { root: root.to_owned(), modules }
    }

    /// The modules that `module` imports something from.
    pub(crate) fn imported_modules(&self, module: &Module) -> impl Iterator<Item = Vec<String>> {
        let is_module = |path: &[String]| self.modules.iter().any(|other| other.path == path);
        let imported = module.imports.iter().filter_map(move |import| {
            let length = (1..=import.len()).rev().find(|length| is_module(&import[..*length]))?;
            Some(import[..length].to_vec())
        });
        imported.collect::<BTreeSet<_>>().into_iter()
    }

    /// The names that `lib.rs` re-exports.
    pub(crate) fn exports(&self) -> BTreeSet<String> {
        let facade = self.modules.iter().find(|module| module.path.is_empty());
        facade.map(|facade| facade.reexports.clone()).unwrap_or_default()
    }
}

impl Module {
    /// `name` is relative to the source folder, for example `commands/lag/mod.rs`.
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let mut path: Vec<String> =
            name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if path.last().is_some_and(|last| last == "mod" || last == "lib") {
            path.pop();
        }
        let mut file = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        file.items.retain(|item| !attributes(item).iter().any(is_for_tests));
        let mut module = Self { path, ..Self::default() };
        module.code = file.to_token_stream().to_string();
        file.items.iter().for_each(|item| module.note(item));
        module.visit_file(&file);
        module
    }

    pub(crate) fn name(&self) -> String {
        self.path.join("::")
    }

    /// The top-level module that it belongs to.
    pub(crate) fn room(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    fn note(&mut self, item: &Item) {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Const(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Mod(item) => {
                self.has_children |= item.content.is_none();
                return;
            }
            _ => return,
        };
        self.definitions.insert(name.to_string());
    }

    /// Takes a path that the code names.
    fn path(&mut self, words: &[String]) {
        let ups = words.iter().take_while(|word| *word == "super").count();
        let (base, rest) = match words.first().map(String::as_str) {
            Some("crate") => (&[][..], &words[1..]),
            Some("self") => (&self.path[..], &words[1..]),
            Some("super") if ups <= self.path.len() => {
                (&self.path[..self.path.len() - ups], &words[ups..])
            }
            Some(first) => {
                self.packages.insert(first.to_owned());
                return;
            }
            None => return,
        };
        let path = base.iter().chain(rest).filter(|word| *word != "self").cloned();
        self.imports.insert(path.collect());
    }

    fn use_tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>, is_public: bool) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.use_tree(&path.tree, prefix, is_public);
                prefix.pop();
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.use_tree(tree, prefix, is_public));
            }
            UseTree::Name(name) => {
                self.leaf(prefix, &name.ident.to_string(), &name.ident.to_string(), is_public);
            }
            UseTree::Rename(name) => {
                self.leaf(prefix, &name.ident.to_string(), &name.rename.to_string(), is_public);
            }
            UseTree::Glob(_) => self.path(prefix),
        }
    }

    fn leaf(&mut self, prefix: &[String], name: &str, known_as: &str, is_public: bool) {
        let path: Vec<String> = prefix.iter().cloned().chain([name.to_owned()]).collect();
        self.path(&path);
        if is_public {
            self.reexports.insert(known_as.to_owned());
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_public = matches!(item.vis, syn::Visibility::Public(_));
        self.use_tree(&item.tree, &mut Vec::new(), is_public);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let words: Vec<String> =
                path.segments.iter().map(|word| word.ident.to_string()).collect();
            self.path(&words);
        }
        visit::visit_path(self, path);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.is_async |= signature.asyncness.is_some();
        visit::visit_signature(self, signature);
    }

    /// The arguments of a macro are tokens; paths that begin with `crate` are found among them.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = call.tokens.to_string().replace(" :: ", "::");
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            if word.starts_with("crate::") {
                let words: Vec<String> = word.split("::").map(str::to_owned).collect();
                self.path(&words);
            }
        }
        visit::visit_macro(self, call);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(is_for_tests) {
            visit::visit_item(self, item);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("(test)")
}

/// Every word of the Rust files outside of one source folder.
pub(crate) fn text_outside_of(root: &str) -> BTreeSet<String> {
    let own = repository().join(root);
    let mut words = BTreeSet::new();
    for folder in ["src", "crates", "tests", "benches", "fuzz/targets"] {
        for path in
            files(&repository().join(folder), "rs").iter().filter(|path| !path.starts_with(&own))
        {
            let text = fs::read_to_string(path).unwrap();
            words.extend(
                text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned),
            );
        }
    }
    words
}

/// Every `Cargo.toml` of the workspace, relative to the repository.
pub(crate) fn manifests() -> Vec<(String, String)> {
    let mut paths = files(&repository().join("crates"), "toml");
    paths.push(repository().join("Cargo.toml"));
    let name =
        |path: &PathBuf| path.strip_prefix(repository()).unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files below `folder` with this extension, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
