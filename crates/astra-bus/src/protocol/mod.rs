//! RESP replies: where one ends, and reading its values, entries and pages.

pub(crate) mod entries;
pub(crate) mod page;
pub(crate) mod resp;
pub(crate) mod value;
