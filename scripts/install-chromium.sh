#!/usr/bin/env bash
# Installs Chromium, in which a test draws the picture in the README.
#
# If it cannot be installed, this prints a SKIPPED line and succeeds; the test is skipped too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

for program in chromium chromium-browser google-chrome; do
	"$program" --version >/dev/null 2>&1 && exit 0
done
apt_install chromium ||
	echo "SKIPPED: the picture in the README is not tested; install Chromium (apt-get install chromium)" >&2
