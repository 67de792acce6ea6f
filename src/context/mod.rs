//! Where to connect and as whom.

mod target;

pub(crate) use target::{Place, Secret, Sentinels, Target, TargetError, Tls};
