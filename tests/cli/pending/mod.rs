//! `astra pending` against real servers: what it shows, and what its actions do.

mod actions;
mod dead_letter;
mod entries;
mod million;
mod races;
mod refusals;
mod scene;
mod summary;
