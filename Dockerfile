# The program alone, on a small system, as nobody in particular.
#
#   docker build --tag astra:local .
#   docker run --rm --network host astra:local lag --url redis://127.0.0.1:6379

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /build
# The dependencies first: this layer is made again only when Cargo.toml or Cargo.lock change. Cargo wants the files of every target
# that Cargo.toml names, so empty ones stand in.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src benches/compare \
    && echo 'fn main() {}' >src/main.rs \
    && touch src/lib.rs benches/compare/main.rs \
    && cargo build --release --locked \
    && rm -r src
# What is built into the program beside the code: the topology and the server's settings.
COPY groups.yaml redis.conf ./
COPY src src
# Cargo goes by the time of a file, and these may be older than the empty ones.
RUN touch src/main.rs src/lib.rs && cargo build --release --locked

FROM debian:12.12-slim
LABEL org.opencontainers.image.title="astra" \
      org.opencontainers.image.description="The operator's command line for a Redis Streams event bus" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
# For rediss:// to a server whose certificate a public authority signed.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/astra /usr/local/bin/astra
COPY --chmod=755 deploy/astra-as /usr/local/bin/astra-as
USER 10001:10001
ENTRYPOINT ["astra"]
CMD ["--help"]
