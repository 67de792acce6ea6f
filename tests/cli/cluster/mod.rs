//! Every command on a real Redis Cluster: from any node, while slots move, and while a master is unreachable.

mod commands;
mod context_check;
mod moving_slots;
mod partial_results;
mod refusals;
mod scene;
mod unreachable_masters;
mod whole_cluster_down;
