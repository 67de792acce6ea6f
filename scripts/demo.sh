#!/usr/bin/env bash
# Shows the main job of astra from a clean clone: builds it and takes a tour on a private server, which ends with the tour.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-redis.sh
echo "building astra (the first build takes a few minutes)"
${CARGO:-cargo} build --locked

# The tour uses its own server, even if the environment names another one.
unset ASTRA_REDIS_URL REDIS_URL REDIS_HOST REDIS_PORT REDIS_PASSWORD ASTRA_GROUPS
target=$(realpath "${CARGO_TARGET_DIR:-target}")
exec "$target/debug/astra" sandbox -- scripts/tour.sh "$target/debug/astra"
