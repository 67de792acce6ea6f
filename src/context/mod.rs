//! Where to connect and as whom.

mod target;

pub(crate) use target::{Place, Sentinels, Target, TargetError, Tls, address};
