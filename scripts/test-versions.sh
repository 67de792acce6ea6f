#!/usr/bin/env bash
# Runs the tests of the bus, and of the commands that use it, on every server version that fetch-redis.sh downloads.
#
# Usage: scripts/test-versions.sh [VERSION…]   (for example redis-8.2.3; default: all versions)
set -euo pipefail
cd "$(dirname "$0")/.."

suites=(lag:: pending:: flow_test:: publish:: setup:: tail:: faults::)
bus_suites=(lag:: publish:: pending_pages:: half_open_network::)
versions=(redis-6.2.14 redis-8.2.3 redis-8.6.2 valkey-8.1.8 valkey-9.1.2)
[ $# -eq 0 ] || versions=("$@")

failed=()
for version in "${versions[@]}"; do
	if [ ! -x ".cache/$version/${version%%-*}-server" ]; then
		printf 'SKIPPED: no test runs on %s, because it is not in .cache/ (scripts/fetch-redis.sh downloads it)\n' "$version" >&2
		continue
	fi
	printf '\n=== on %s\n' "$version"
	# The Sentinel failovers take most of a minute and depend little on the server version.
	skipped=(--skip publish::failover::)
	bus_skipped=()
	if [ "$version" = redis-6.2.14 ]; then
		# Without --cluster-port, several clusters on one machine would interfere with each other.
		echo "SKIPPED: the cluster tests do not run on $version, because it has no --cluster-port"
		skipped+=(--skip publish::cluster::)
		bus_skipped=(--skip publish::entries_reach --skip publish::entries_follow --skip publish::entries_for_an)
	fi
	export ASTRA_TEST_SERVER=$version
	has_passed=true
	${CARGO:-cargo} test --locked --package astra-bus --test bus -- "${bus_suites[@]}" "${bus_skipped[@]}" || has_passed=false
	${CARGO:-cargo} test --locked --test cli -- "${suites[@]}" "${skipped[@]}" || has_passed=false
	$has_passed || failed+=("$version")
done
if [ ${#failed[@]} -gt 0 ]; then
	echo "error: tests failed on ${failed[*]}" >&2
	exit 1
fi
