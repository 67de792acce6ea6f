#!/usr/bin/env bash
# Checks the dependencies of the program and of the fuzz targets against deny.toml: licenses, sources and duplicate versions.
#
# Exits with 1 if a dependency breaks a rule. If cargo-deny cannot be installed, this prints a SKIPPED line and succeeds.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! tools=$(scripts/fetch-cargo-tool.sh cargo-deny 0.20.2); then
	echo 'SKIPPED: the dependencies are not checked, because cargo-deny cannot be installed'
	exit 0
fi
for manifest in Cargo.toml fuzz/Cargo.toml; do
	printf '%s: ' "$manifest"
	"$tools/cargo-deny" --manifest-path "$manifest" --config deny.toml --locked check --allow license-exception-not-encountered bans licenses sources 2>&1
done
echo 'SKIPPED: security advisories, because their database would have to be downloaded (see deny.toml)'
