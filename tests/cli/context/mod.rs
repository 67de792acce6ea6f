//! `astra context`: named servers, which of them a command uses, and what may be changed there.

mod add_list_use_remove;
mod check;
mod contexts_file;
mod home;
mod passwords;
mod production;
mod read_only;
mod show_effective;
mod which_server;
