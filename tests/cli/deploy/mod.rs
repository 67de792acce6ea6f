//! The files in `deploy/`, used unchanged: the arguments of the containers and units, on real servers.

mod acl_file;
mod cluster_compose;
mod compose;
mod container_limits;
mod files;
mod image;
mod machine;
mod redis_compose;
mod roles;
mod sentinel_guide;
mod systemd_units;
mod users;
