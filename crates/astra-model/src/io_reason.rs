//! The words of an I/O error, for an operator.

use std::fmt;

/// The words of an I/O error, or of one that repeats it, without the number that only a programmer needs.
pub fn io_reason(error: &(impl fmt::Display + ?Sized)) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
