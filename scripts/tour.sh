#!/usr/bin/env bash
# A tour of astra on the server that ASTRA_REDIS_URL names: demo.sh runs it inside `astra sandbox`.
#
# Usage: scripts/tour.sh PROGRAM
set -euo pipefail

program=$1
: "${ASTRA_REDIS_URL:?run it by: astra sandbox -- scripts/tour.sh PROGRAM}"

# Says what is about to happen.
step() {
	printf '\n== %s\n' "$1"
}

# Shows the command as a reader can type it, and runs it.
run() {
	local word
	printf '$ astra'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9._:/=-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$program" "$@"
}

redis() {
	if command -v redis-cli >/dev/null; then
		redis-cli -u "$ASTRA_REDIS_URL" "$@" >/dev/null
	else
		valkey-cli -u "$ASTRA_REDIS_URL" "$@" >/dev/null
	fi
}

# What a service writes about itself every five seconds, written once by hand.
register_sample() {
	redis HSET service:trading:trading-demo service_name trading instance_id trading-demo \
		host localhost port 8001 version 1.0.0 status healthy metadata '{"domain":"trading","demo":true}' \
		last_heartbeat "$(date +%s.%N)" health_check_url http://localhost:8001/health
	redis EXPIRE service:trading:trading-demo 60
	redis SADD services:trading trading-demo
	redis EXPIRE services:trading 60
}

step "Create every stream and consumer group that groups.yaml promises (on this private server: nothing left to do)"
run setup

step "Send three trades through the real groups and check every delivery"
run flow-test

step "Publish one event; nobody reads it here"
run publish Trading.TradeExecuted --entity trade_42 --data '{"user_id":123}'

step "Which groups have not read it yet, and since when"
run lag --only-lagging

step "Who is up (one sample instance, registered for this demo by redis-cli)"
register_sample
run services

step "Done: the private server ends here, and its data with it"
