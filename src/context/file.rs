//! The file of contexts as text, and the contexts in it.

mod reader;

use std::path::Path;

use astra_model::did_you_mean;
use toml_edit::Document;

use crate::context::error::ContextError;
use crate::context::fault::Fault;
use crate::context::model::Context;
use crate::context::name::ContextName;
use reader::Reader;

/// All contexts, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contexts {
    pub(crate) all: Vec<Context>,
    /// Where to connect unless something else is said.
    pub(crate) active: Option<ContextName>,
    /// What was active before.
    pub(crate) previous: Option<ContextName>,
}

impl Contexts {
    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    /// [`ContextError::Faulty`] with every fault of the file.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, ContextError> {
        let origin = path.display().to_string();
        let document = Document::parse(text).map_err(|error| {
            let message = error.message().lines().next().unwrap_or("not TOML").to_lowercase();
            ContextError::Faulty(vec![Fault::new((&origin, text), error.span(), message, None)])
        })?;
        Reader::new(path, &origin, text).read(document.as_table())
    }

    /// The context of that name.
    ///
    /// # Errors
    /// [`ContextError::Unknown`] with the name that was meant, or those that there are.
    pub(crate) fn find(&self, name: &str) -> Result<&Context, ContextError> {
        let found = self.all.iter().find(|context| context.name.as_str() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.names().collect();
            let hint =
                did_you_mean(name, names.iter().copied()).unwrap_or_else(|| match &names[..] {
                    [] => "there are none yet: astra context add NAME --url URL".into(),
                    names => format!("there are {}", names.join(", ")),
                });
            ContextError::Unknown { name: name.into(), hint }
        })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|context| context.name.as_str())
    }
}

#[cfg(test)]
mod tests;
