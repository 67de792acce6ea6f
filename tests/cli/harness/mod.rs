//! Runs the program, follows it, and checks its output. The servers come from `astra_testkit`.
//!
//! | item | what it provides |
//! | --- | --- |
//! | [`astra`] | a run of the program in a cleared environment: `.check()` compares it with what is expected, `.run()` only reports |
//! | [`Astra::spawn`] | a run to follow line by line and to interrupt |
//! | [`Astra::terminal`] | a run in a real pseudo-terminal: keys go in, the screen comes out |
//!
//! ```ignore
//! #[test]
//! fn counts_undelivered_entries() {
//!     let server = Server::start();
//!     server.redis(&["XADD", "astra.user.profileupdated.v1", "1-0", "f", "v"]);
//!     server.redis(&["XGROUP", "CREATE", "astra.user.profileupdated.v1", "g", "0"]);
//!     let lag = astra(&["lag", "-o", "json"]).server(&server).ok().json();
//!     assert_eq!(lag["groups"][0]["lag"], 1);
//! }
//! ```

mod clock;
mod follow;
mod program;
mod run;
mod terminal;
mod tests;

pub(crate) use self::{
    clock::{rfc3339, rfc3339_seconds},
    follow::Running,
    program::{Astra, astra, run_of},
    run::{Run, table_in},
    terminal::{Key, Terminal},
};
