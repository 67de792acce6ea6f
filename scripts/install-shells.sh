#!/usr/bin/env bash
# Installs the shells zsh, fish and elvish, in which the tests try the completions.
#
# For each shell that cannot be installed, this prints a SKIPPED line and succeeds; the tests in that shell are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

# One at a time, so that a shell without a package does not keep the others out.
for shell in zsh fish elvish; do
	command -v "$shell" >/dev/null && continue
	apt_install "$shell" ||
		echo "SKIPPED: the completions are not tested in $shell; install it (apt-get install $shell)" >&2
done
