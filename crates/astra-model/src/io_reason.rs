//! Shortens I/O errors to what an operator needs.

use std::fmt;

/// Returns an error's text in lowercase and without the `(os error 111)` that the standard library adds.
///
/// The error is an [`std::io::Error`] or one whose text contains it.
pub fn io_reason(error: &(impl fmt::Display + ?Sized)) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
