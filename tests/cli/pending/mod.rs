//! `astra pending` against real servers: its reports and its actions.

mod a_million_entries;
mod actions;
mod changes_before_confirmation;
mod dead_letter;
mod list_entries;
mod refusals;
mod scene;
mod summary;
