#!/usr/bin/env bash
# Checks the dependencies of the program and of the fuzz targets against deny.toml: licences, origins, doublets.
#
# Without network and without the tool, that is a visible SKIPPED; with it, a fault ends with 1.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! tools=$(scripts/fetch-cargo-tool.sh cargo-deny 0.20.2); then
	echo 'SKIPPED: no cargo-deny here, the dependencies are not checked'
	exit 0
fi
for manifest in Cargo.toml fuzz/Cargo.toml; do
	printf '%s: ' "$manifest"
	"$tools/cargo-deny" --manifest-path "$manifest" --config deny.toml --locked check --allow license-exception-not-encountered bans licenses sources 2>&1
done
echo 'SKIPPED: advisories, since their database would have to be fetched (deny.toml)'
