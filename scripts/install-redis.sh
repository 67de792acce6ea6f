#!/usr/bin/env bash
# Installs redis-server if there is none, without starting it.
#
# Debian's package starts a server on port 6379 and enables it at boot. This script sets a policy that forbids starting it
# during the installation, then restores the previous policy and disables the new service.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

policy=/usr/sbin/policy-rc.d

if command -v redis-server >/dev/null || command -v valkey-server >/dev/null; then
	exit 0
fi

if ! command -v apt-get >/dev/null; then
	cat >&2 <<'TEXT'
error: redis-server is not installed, and there is no apt-get to install it with
hint: install Redis 7.0 or later (`brew install redis`, `dnf install redis`, `apk add redis`), then run this again
TEXT
	exit 1
fi

# Runs the whole script as root, so that one process can always restore the policy.
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "error: installing redis-server needs root, and there is no sudo" >&2
		echo "hint: run as root: apt-get install redis-server" >&2
		exit 1
	fi
	exec sudo bash scripts/install-redis.sh
fi

restore_policy() {
	if [ -e "$policy.before-astra" ]; then
		mv -f "$policy.before-astra" "$policy"
	else
		rm -f "$policy"
	fi
}

if [ -e "$policy" ]; then
	mv "$policy" "$policy.before-astra"
fi
trap restore_policy EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

apt_install redis-server || {
	echo "error: apt-get cannot install redis-server" >&2
	echo "hint: run apt-get install redis-server to see why" >&2
	exit 1
}
update-rc.d redis-server disable >/dev/null
redis-server --version
