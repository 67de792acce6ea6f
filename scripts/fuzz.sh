#!/usr/bin/env bash
# Runs the fuzz targets one after the other, for a limited time each. Exits with 1 at the first finding.
#
# Usage: [FUZZ_SECONDS=10] scripts/fuzz.sh [TARGET…]
#
# Inputs that reach new code are kept in .cache/fuzz/, and the next run starts from them. The committed corpus is only read.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-10}

# No target needs more memory than this, whatever length a peer claims.
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

# The crate forbids `unsafe`, so an address sanitizer would find nothing and halve the speed. Without a sanitizer, stable
# Rust is enough.
cargo fuzz build --sanitizer none

program_of() {
	printf 'fuzz/target/%s/release/%s' "$(rustc -vV | sed -n 's/^host: //p')" "$1"
}

report() {
	cat >&2 <<TEXT

error: target \`$1\` failed; the lines above name the input, which is in fuzz/artifacts/$1/
hint: reproduce it with   $(program_of "$1") fuzz/artifacts/$1/NAME
hint: minimize it with   PATH=$tools:\$PATH cargo fuzz tmin --sanitizer none $1 fuzz/artifacts/$1/NAME
hint: after the fix, keep the input as fuzz/findings/$1/WHAT-WAS-WRONG: \`cargo test fuzz\` replays it from then on
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
		report "$target"
		exit 1
	}
done
printf '\nno target failed\n'
