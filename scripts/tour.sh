#!/usr/bin/env bash
# Takes a tour of astra on the server that ASTRA_REDIS_URL names. demo.sh runs it inside `astra sandbox`.
#
# Usage: scripts/tour.sh PROGRAM
set -euo pipefail

program=$1
: "${ASTRA_REDIS_URL:?run it with: astra sandbox -- scripts/tour.sh PROGRAM}"

# Announces the next step.
step() {
	printf '\n== %s\n' "$1"
}

# Prints a command as a user would type it, and runs it.
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

# Writes once what a service writes about itself every five seconds.
register_sample() {
	redis HSET service:trading:trading-demo service_name trading instance_id trading-demo \
		host localhost port 8001 version 1.0.0 status healthy metadata '{"domain":"trading","demo":true}' \
		last_heartbeat "$(date +%s.%N)" health_check_url http://localhost:8001/health
	redis EXPIRE service:trading:trading-demo 60
	redis SADD services:trading trading-demo
	redis EXPIRE services:trading 60
}

step "Create every stream and consumer group in groups.yaml (the sandbox has already done this, so nothing is left to do)"
run setup

step "Send three trades through every consumer group and check each delivery"
run flow-test

step "Publish one event (no consumer is running here, so nobody reads it)"
run publish Trading.TradeExecuted --entity trade_42 --data '{"user_id":123}'

step "Show which groups have not read it yet, and how long it has been waiting"
run lag --only-lagging

step "Show which services are up (redis-cli has registered one sample instance for this tour)"
register_sample
run services

step "Done: the private server now stops, and its data is deleted"
