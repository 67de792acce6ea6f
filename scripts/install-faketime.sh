#!/usr/bin/env bash
# Installs faketime, which one test needs to run the program with a wrong clock.
#
# If it cannot be installed, this prints a SKIPPED line and succeeds; the test is skipped too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

command -v faketime >/dev/null && exit 0
apt_install faketime ||
	echo "SKIPPED: the test with a wrong clock does not run; install faketime (apt-get install faketime)" >&2
