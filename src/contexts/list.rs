//! The contexts of the file, and finding one by its name.

use astra_model::did_you_mean;

use crate::contexts::context::Context;
use crate::contexts::error::ContextError;
use crate::contexts::name::ContextName;

/// All contexts, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contexts {
    pub(crate) all: Vec<Context>,
    /// The context of commands that name no server.
    pub(crate) active: Option<ContextName>,
    /// The context that was active before, for `astra context use -`.
    pub(crate) previous: Option<ContextName>,
}

impl Contexts {
    /// The context of that name.
    ///
    /// # Errors
    /// [`ContextError::Unknown`] with the nearest name, or the list of names.
    pub(crate) fn find(&self, name: &str) -> Result<&Context, ContextError> {
        let found = self.all.iter().find(|context| context.name.as_str() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.all.iter().map(|context| context.name.as_str()).collect();
            let hint =
                did_you_mean(name, names.iter().copied()).unwrap_or_else(|| match &names[..] {
                    [] => "there are none yet: astra context add NAME --url URL".into(),
                    names => format!("there are {}", names.join(", ")),
                });
            ContextError::Unknown { name: name.into(), hint }
        })
    }
}
