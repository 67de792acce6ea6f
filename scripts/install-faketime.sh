#!/usr/bin/env bash
# Installs faketime, with which a test runs the program on a machine whose clock is wrong. Without it that test is skipped.
set -euo pipefail

if command -v faketime >/dev/null; then
	exit 0
fi

skip() {
	echo "SKIPPED: no faketime, the test with a wrong clock does not run: $1" >&2
	exit 0
}

command -v apt-get >/dev/null || skip "no apt-get to install it with"
root=()
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || skip "installing it needs root, and there is no sudo"
	root=(sudo)
fi

echo "installing faketime"
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq || skip "apt-get update failed"
"${root[@]}" apt-get install -y -qq --no-install-recommends faketime </dev/null >/dev/null || skip "apt-get cannot install it"
