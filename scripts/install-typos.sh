#!/usr/bin/env bash
# Installs the spelling checker `typos`, pinned, as .cache/tools/bin/typos. It comes prebuilt in a Python wheel.
#
# If it cannot be installed, this prints a SKIPPED line and succeeds.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

version=1.52.0
program=.cache/tools/bin/typos

works() {
	[ -x "$program" ] && [ "$("$program" --version 2>/dev/null)" = "typos-cli $version" ]
}

skip() {
	echo "SKIPPED: typos $version is not installed: $1" >&2
	exit 0
}

if works; then
	exit 0
fi
# An older version would judge by another dictionary.
rm -f "$program"

ensure_pip || skip "it needs python3 with pip (apt-get install python3-pip)"
echo "downloading typos $version into .cache/"
mkdir -p .cache/tools/bin
work=$(mktemp -d "$PWD/.cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
pip_unpack "typos==$version" "$work" || skip "pip cannot download it"
mv -f "$work/wheel"/*.data/scripts/typos "$program" || skip "the wheel does not contain it"
chmod 755 "$program"
works || {
	rm -f "$program"
	skip "the downloaded program does not run on this machine"
}
