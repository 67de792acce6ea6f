//! Conducts a run: begins trades as others end, keeps the account, and knows when it is over.

mod drive;
mod settle;

pub(crate) use drive::conduct;
