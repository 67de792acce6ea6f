#!/usr/bin/env bash
# Runs each fuzz target for a while, one after the other, and ends with 1 at the first that finds something.
#
# Usage: [FUZZ_SECONDS=10] scripts/fuzz.sh [TARGET…]
#
# New inputs that reach new code are kept in .cache/fuzz/, so that the next run goes on from there; the committed
# corpus is only read.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-10}

# A length that a peer merely claims is not to be believed: no target needs more memory than this.
address_space_kb=$((2 * 1024 * 1024))
resident_mb=512
longest_input=4096

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
	for file in fuzz/targets/*.rs; do
		targets+=("$(basename "$file" .rs)")
	done
fi

tools=$(scripts/fetch-cargo-tool.sh cargo-fuzz 0.13.2)
export PATH=$tools:$PATH

# The crate itself is without `unsafe`, so that an address sanitizer would only halve the speed. Without one, stable
# Rust does.
cargo fuzz build --sanitizer none

program_of() {
	printf 'fuzz/target/%s/release/%s' "$(rustc -vV | sed -n 's/^host: //p')" "$1"
}

tell() {
	cat >&2 <<TEXT

error: \`$1\` broke a promise; what was sent in is in fuzz/artifacts/$1/, its name in the lines above
hint: see it again with   $(program_of "$1") fuzz/artifacts/$1/NAME
hint: make it smaller with   PATH=$tools:\$PATH cargo fuzz tmin --sanitizer none $1 fuzz/artifacts/$1/NAME
hint: once it is mended, keep it as fuzz/findings/$1/WHAT-IT-WAS: \`cargo test fuzz\` replays it for ever
TEXT
}

for target in "${targets[@]}"; do
	printf '\n== %s, %s s\n' "$target" "$seconds"
	grown=.cache/fuzz/$target
	mkdir -p "$grown" "fuzz/artifacts/$target"
	seeds=("fuzz/corpus/$target")
	[ ! -d "fuzz/findings/$target" ] || seeds+=("fuzz/findings/$target")
	(
		ulimit -v "$address_space_kb"
		nice "$(program_of "$target")" "$grown" "${seeds[@]}" \
			-artifact_prefix="fuzz/artifacts/$target/" -max_total_time="$seconds" -max_len="$longest_input" \
			-timeout=5 -rss_limit_mb="$resident_mb" -print_final_stats=1 -verbosity=0
	) || {
		tell "$target"
		exit 1
	}
done
printf '\nno promise was broken\n'
