#!/usr/bin/env bash
# The main job of astra from a clean clone: builds it and takes a tour on a private server, which is gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-redis.sh
echo "building astra (the first time takes a few minutes)"
cargo build --locked

# The tour is about its own server, whatever the caller's environment points at.
unset ASTRA_REDIS_URL REDIS_URL REDIS_HOST REDIS_PORT REDIS_PASSWORD ASTRA_GROUPS
target=$(realpath "${CARGO_TARGET_DIR:-target}")
exec "$target/debug/astra" sandbox -- scripts/tour.sh "$target/debug/astra"
