#!/usr/bin/env bash
# Runs what speaks to the bus on each of the fetched servers: lag, pending, flow-test, publish, setup and tail.
#
# Usage: scripts/test-versions.sh [VERSION…]   (as `redis-8.2.3`; default: all that were fetched)
set -euo pipefail
cd "$(dirname "$0")/.."

suites=(lag:: pending:: flow_test:: publish:: setup:: tail:: faults::)
versions=(redis-6.2.14 redis-8.2.3 redis-8.6.2 valkey-8.1.8 valkey-9.1.2)
[ $# -eq 0 ] || versions=("$@")

failed=()
for version in "${versions[@]}"; do
	if [ ! -x ".cache/$version/${version%%-*}-server" ]; then
		printf 'SKIPPED every test on %s: it is not in .cache/ (scripts/fetch-redis.sh)\n' "$version" >&2
		continue
	fi
	printf '\n=== on %s\n' "$version"
	# The failovers of Sentinel, on the installed server alone: they are about Sentinel, and take most of a minute.
	skipped=(--skip publish::failover::)
	if [ "$version" = redis-6.2.14 ]; then
		# Its nodes take no --cluster-port, so that several clusters could not be kept apart on one machine.
		echo "SKIPPED the tests on clusters on $version: it has no --cluster-port"
		skipped+=(--skip publish::cluster::)
	fi
	ASTRA_TEST_SERVER=$version ${CARGO:-cargo} test --locked --test cli -- "${suites[@]}" "${skipped[@]}" || failed+=("$version")
done
if [ ${#failed[@]} -gt 0 ]; then
	echo "error: tests failed on ${failed[*]}" >&2
	exit 1
fi
