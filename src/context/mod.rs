//! Where to connect and as whom.

mod target;

pub(crate) use target::{Place, Target, TargetError, Tls};
