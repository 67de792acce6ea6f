# The two that matter: `make demo` shows the main job on a private server, `make test` runs every test.
# Neither touches a Redis that runs on this machine.

CARGO ?= cargo

# Twice as many as the cores of a small machine: a test waits for its servers more than it computes.
export RUST_TEST_THREADS ?= 4

.PHONY: help demo test test-versions bench scale fuzz deny build completions lint fmt clippy doc scripts deploy-check clean

help:
	@echo 'make demo   install redis-server if missing, build, and take a tour on a private server'
	@echo 'make test   install what the tests need, and run them all'
	@echo 'make test-versions  only what is run on every server version'
	@echo 'make lint   formatting, lints, documentation, shell scripts, what deploy/ ships'
	@echo 'make bench  measure against peers on this machine'
	@echo 'make scale  measure how costs grow, and draw docs/scale.svg (minutes, 3 GB of memory)'
	@echo 'make fuzz   feed every reader of foreign bytes with bad input, FUZZ_SECONDS each (default 10)'
	@echo 'make deny   licences, origins and doublets of the dependencies'
	@echo 'make build  the release program, target/release/astra'
	@echo 'make completions  write the shell completions again, after a change of the command line'

demo:
	@scripts/demo.sh

test:
	@scripts/install-redis.sh
	@scripts/install-faketime.sh
	@scripts/fetch-redis.sh
	$(CARGO) test --locked --no-fail-fast
	@scripts/test-versions.sh

# What speaks to the bus once more on each fetched version; on one alone: scripts/test-versions.sh redis-8.2.3
test-versions:
	@scripts/fetch-redis.sh
	@scripts/test-versions.sh

bench:
	@scripts/install-redis.sh
	$(CARGO) bench --locked --bench compare

# The figures are kept in benches/scale.csv, which is what the picture shows.
scale:
	@scripts/install-redis.sh
	$(CARGO) bench --locked --bench scale -- --csv > benches/scale.csv
	scripts/plot-scale.py benches/scale.csv > docs/scale.svg

# What it finds is kept in fuzz/findings/, which `make test` replays.
fuzz:
	@scripts/fuzz.sh

deny:
	@scripts/deny.sh

# What `astra completions` prints, kept for packagers; a test holds them equal.
completions:
	@mkdir -p completions
	$(CARGO) run --locked --quiet -- completions bash > completions/astra.bash
	$(CARGO) run --locked --quiet -- completions zsh > completions/_astra
	$(CARGO) run --locked --quiet -- completions fish > completions/astra.fish
	$(CARGO) run --locked --quiet -- completions powershell > completions/_astra.ps1
	$(CARGO) run --locked --quiet -- completions elvish > completions/astra.elv

build:
	$(CARGO) build --release --locked

lint: fmt clippy doc scripts deploy-check

fmt:
	$(CARGO) fmt --check

clippy:
	$(CARGO) clippy --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-deps --document-private-items

scripts:
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run scripts/*.sh deploy/*.sh deploy/astra-as; \
	else echo 'SKIPPED: no shellcheck here, the scripts are not checked'; fi

# Compose files, Dockerfile and systemd units, by the tools that there are here.
deploy-check:
	@scripts/check-deploy.sh

# The picture of the README: a real session of the release program, drawn.
picture: build
	scripts/picture.py target/release/astra > docs/session.svg

clean:
	$(CARGO) clean
	rm -rf .cache fuzz/target fuzz/artifacts
