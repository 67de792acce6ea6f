#!/usr/bin/env bash
# Installs a cargo tool into .cache/cargo-tools/, if it is not there yet, and prints the folder to add to PATH.
#
# A Python wheel contains the tool prebuilt, which takes a second. If there is no wheel for this machine, cargo builds the
# tool with the tool's own lock file, which takes minutes. If both fail, so does this script.
#
# Usage: scripts/fetch-cargo-tool.sh cargo-deny 0.20.2
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

name=$1
version=$2
target=$PWD/.cache/cargo-tools/$name-$version

works() {
	[ -x "$target/bin/$name" ] && "$target/bin/$name" --version 2>/dev/null | grep -q " $version\$"
}

from_wheel() {
	ensure_pip || return 1
	pip_unpack "astral-dev-toolchain-$name==$version" "$work" || return 1
	mkdir -p "$target/bin"
	mv -f "$work/wheel"/*.data/scripts/"$name" "$target/bin/$name"
	chmod 755 "$target/bin/$name"
}

from_source() {
	echo "building $name $version (this takes a few minutes)" >&2
	cargo install --quiet --locked --root "$target" --version "$version" "$name" >&2
}

if ! works; then
	echo "downloading $name $version into .cache/" >&2
	mkdir -p .cache
	work=$(mktemp -d "$PWD/.cache/fetch.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	{ from_wheel && works; } || from_source
	works || {
		echo "error: $name $version does not run on this machine" >&2
		exit 1
	}
fi
printf '%s\n' "$target/bin"
