# The two that matter: `make demo` shows the main job on a private server, `make test` runs every test.
# Neither touches a Redis that runs on this machine.

CARGO ?= cargo

.PHONY: help demo test bench build lint fmt clippy doc scripts clean

help:
	@echo 'make demo   install redis-server if missing, build, and take a tour on a private server'
	@echo 'make test   install what the tests need, and run them all'
	@echo 'make lint   formatting, lints, documentation, shell scripts'
	@echo 'make bench  measure against peers on this machine'
	@echo 'make build  the release program, target/release/astra'

demo:
	@scripts/demo.sh

test:
	@scripts/install-redis.sh
	@scripts/fetch-redis.sh
	$(CARGO) test --locked --no-fail-fast

bench:
	@scripts/install-redis.sh
	$(CARGO) bench --locked --bench compare

build:
	$(CARGO) build --release --locked

lint: fmt clippy doc scripts

fmt:
	$(CARGO) fmt --check

clippy:
	$(CARGO) clippy --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-deps --document-private-items

scripts:
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run scripts/*.sh; \
	else echo 'SKIPPED: no shellcheck here, the scripts are not checked'; fi

clean:
	$(CARGO) clean
	rm -rf .cache
