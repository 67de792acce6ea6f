#!/usr/bin/env bash
# Makes sure that a real redis-server is installed, and starts none.
#
# Debian's package starts a server on port 6379 and enables it at boot. For the time of the installation a policy forbids
# the start; afterwards the policy is as it was before, and the new service is disabled.
set -euo pipefail

policy=/usr/sbin/policy-rc.d

if command -v redis-server >/dev/null || command -v valkey-server >/dev/null; then
	exit 0
fi

if ! command -v apt-get >/dev/null; then
	cat >&2 <<'TEXT'
error: no redis-server on this machine, and no apt-get to install it with
hint: install Redis 7.0 or later (`brew install redis`, `dnf install redis`, `apk add redis`), then run this again
TEXT
	exit 1
fi

# Becomes root, once: the rest of the script runs as one process that can always put the policy back.
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "error: installing redis-server needs root, and there is no sudo" >&2
		echo "hint: as root: apt-get install redis-server" >&2
		exit 1
	fi
	exec sudo bash "$0"
fi

put_back() {
	if [ -e "$policy.before-astra" ]; then
		mv -f "$policy.before-astra" "$policy"
	else
		rm -f "$policy"
	fi
}

echo "installing redis-server (it is not started)"
if [ -e "$policy" ]; then
	mv "$policy" "$policy.before-astra"
fi
trap put_back EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends redis-server </dev/null >/dev/null
update-rc.d redis-server disable >/dev/null
redis-server --version
