# The two main targets: `make demo` shows the main job on a private server; `make test` runs every test.
# Neither touches a Redis server that already runs on this machine.

CARGO ?= cargo

# More threads than a small machine has cores: a test mostly waits for its servers.
export RUST_TEST_THREADS ?= 4

TYPOS := .cache/tools/bin/typos

.PHONY: help demo test test-versions bench scale fuzz deny build completions picture lint fmt clippy doc scripts typos \
	deploy-check clean

help:
	@echo 'make demo           install redis-server if missing, build, and take a tour on a private server'
	@echo 'make test           install what the tests need, and run all of them'
	@echo 'make test-versions  run only the tests that run on every server version'
	@echo 'make lint           check formatting, lints, documentation, shell scripts, spelling and deploy/'
	@echo 'make bench          compare with similar programs on this machine'
	@echo 'make scale          measure how costs grow and draw docs/scale.svg (takes minutes and 3 GB of memory)'
	@echo 'make fuzz           fuzz every parser of untrusted bytes for FUZZ_SECONDS each (default 10)'
	@echo 'make deny           check the licenses, sources and duplicate versions of the dependencies'
	@echo 'make build          build the release program, target/release/astra'
	@echo 'make completions    regenerate completions/ after a change of the command line'
	@echo 'make picture        redraw docs/session.svg, the picture in the README'

demo:
	@CARGO='$(CARGO)' scripts/demo.sh

test:
	@scripts/install-redis.sh
	@scripts/install-faketime.sh
	@scripts/install-shells.sh
	@scripts/install-chromium.sh
	@scripts/fetch-redis.sh
	$(CARGO) test --workspace --locked --no-fail-fast
	@CARGO='$(CARGO)' scripts/test-versions.sh

# For one version only: scripts/test-versions.sh redis-8.2.3
test-versions:
	@scripts/fetch-redis.sh
	@CARGO='$(CARGO)' scripts/test-versions.sh

bench:
	@scripts/install-redis.sh
	$(CARGO) bench --locked --bench compare

# The picture shows the figures in benches/scale.csv.
scale:
	@scripts/install-redis.sh
	$(CARGO) bench --locked --bench scale -- --csv > benches/scale.csv
	scripts/plot-scale.py benches/scale.csv > docs/scale.svg

# Findings belong in fuzz/findings/: `make test` replays them.
fuzz:
	@scripts/fuzz.sh

deny:
	@scripts/deny.sh

# A test checks that these files equal what `astra completions` prints.
completions:
	@mkdir -p completions
	$(CARGO) run --locked --quiet -- completions bash > completions/astra.bash
	$(CARGO) run --locked --quiet -- completions zsh > completions/_astra
	$(CARGO) run --locked --quiet -- completions fish > completions/astra.fish
	$(CARGO) run --locked --quiet -- completions powershell > completions/_astra.ps1
	$(CARGO) run --locked --quiet -- completions elvish > completions/astra.elv

build:
	$(CARGO) build --release --locked

# Draws a real session of the release program.
picture: build
	scripts/picture.py target/release/astra > docs/session.svg

lint: fmt clippy doc scripts typos deploy-check

fmt:
	$(CARGO) fmt --all --check

clippy:
	$(CARGO) clippy --workspace --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --locked --no-deps --document-private-items

scripts:
	@if command -v shellcheck >/dev/null; then shellcheck -x .ci/run scripts/*.sh deploy/*.sh deploy/astra-as; \
	else echo 'SKIPPED: the scripts are not checked, because shellcheck is not installed'; fi

# US English, see _typos.toml.
typos:
	@scripts/install-typos.sh
	@if [ -x $(TYPOS) ]; then $(TYPOS); \
	else echo 'SKIPPED: the spelling is not checked, because typos is not installed'; fi

# Checks the compose files, the Dockerfile and the systemd units with the tools of this machine.
deploy-check:
	@scripts/check-deploy.sh

clean:
	$(CARGO) clean
	rm -rf .cache fuzz/target fuzz/artifacts
