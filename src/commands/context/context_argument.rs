//! Chooses the context that a command's argument names.

use crate::commands::env::{Env, Usage};

/// Uses the name in the argument of a command as if it were given by `--context`.
pub(crate) fn apply_context_argument(name: Option<&str>, env: &mut Env) -> Result<(), Usage> {
    let Some(name) = name else { return Ok(()) };
    let globals = &mut env.globals;
    if globals.from_command_line.contains("context") && globals.context.as_deref() != Some(name) {
        return Err(Usage::new("the argument and --context name two different contexts"));
    }
    if globals.from_command_line.contains("url") {
        return Err(Usage::new(
            "the context and --url both choose a server: leave one of them out",
        ));
    }
    globals.context = Some(name.to_owned());
    globals.from_command_line.insert("context");
    Ok(())
}
