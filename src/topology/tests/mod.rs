//! Tests of the topology as a whole.

mod built_in;
