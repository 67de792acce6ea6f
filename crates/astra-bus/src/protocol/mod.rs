//! RESP as bytes: finding the end of a reply, reading values, stream entries and pages in place.

pub(crate) mod entries;
pub(crate) mod page;
pub(crate) mod resp;
pub(crate) mod value;
