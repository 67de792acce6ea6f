//! `astra tail`: existing entries, new entries, and what it never does.

mod filters;
mod follow;
mod history;
mod json_lines;
mod reconnect;
mod scene;
mod start_beyond_the_end;
mod text_output;
