# The program on a minimal system, as an unprivileged user.
#
#   docker build --tag astra:local .
#   docker run --rm --network host astra:local lag --url redis://127.0.0.1:6379

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /build
# Build the dependencies and the workspace's crates first: this layer is rebuilt only if one of these files changes. Cargo
# requires the file of every target that Cargo.toml names, so empty files stand in for them.
COPY Cargo.toml Cargo.lock ./
COPY crates crates
RUN mkdir -p src benches/compare benches/scale \
    && echo 'fn main() {}' >src/main.rs \
    && touch src/lib.rs benches/compare/main.rs benches/scale/main.rs \
    && cargo build --release --locked \
    && rm -r src
# The program includes three files beside its code: the topology, the settings of a server, and the glossary.
COPY groups.yaml redis.conf ./
COPY docs/concepts.md docs/
COPY src src
# Cargo compares modification times, and these files may be older than the empty ones.
RUN touch src/main.rs src/lib.rs && cargo build --release --locked

FROM debian:12.12-slim
LABEL org.opencontainers.image.title="astra" \
      org.opencontainers.image.description="The operator's command line for a Redis Streams event bus" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
# Needed for rediss:// if a public authority signed the certificate of the server.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/astra /usr/local/bin/astra
COPY --chmod=755 deploy/astra-as /usr/local/bin/astra-as
USER 10001:10001
ENTRYPOINT ["astra"]
CMD ["--help"]
