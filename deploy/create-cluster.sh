#!/bin/sh
# Creates one Redis Cluster from empty nodes, or does nothing if they already form one. Safe to run any number of times.
#
#   REDIS_USER=admin REDIS_PASSWORD_FILE=… REPLICAS=1 create-cluster.sh HOST:PORT…
#
# It never repairs anything: nodes that hold keys or belong to an incomplete cluster are reported and left unchanged.
set -eu

slots=16384
deadline=60 # seconds until the nodes must agree and the replicas must be in sync

fail() {
	printf 'error: %s\n' "$1" >&2
	exit 1
}

[ $# -ge 3 ] || fail "a cluster has three masters and more: create-cluster.sh HOST:PORT…"
# Through the environment, because any user of the machine can read a command line.
REDISCLI_AUTH=$(cat "${REDIS_PASSWORD_FILE:?a file with the password of REDIS_USER}")
export REDISCLI_AUTH

cli() {
	redis-cli --user "${REDIS_USER:-admin}" --no-auth-warning "$@"
}

ask() {
	node=$1
	shift
	cli -h "${node%:*}" -p "${node##*:}" "$@" </dev/null
}

# Prints the value that a node reports for a field of CLUSTER INFO or INFO; prints nothing if the node does not answer.
cluster() {
	ask "$1" cluster info | tr -d '\r' | sed -n "s/^$2://p"
}

replication() {
	ask "$1" info replication | tr -d '\r' | sed -n "s/^$2://p"
}

# The cluster bus accepts IP addresses only.
address() {
	found=$(getent ahostsv4 "${1%:*}" | awk 'NR == 1 { print $1 }')
	[ -n "$found" ] || fail "the name of \`$1\` is not known here"
	printf '%s:%s' "$found" "${1##*:}"
}

# True for a node that knows no other node and owns no slots.
fresh() {
	[ "$(cluster "$1" cluster_known_nodes)" = 1 ] && [ "$(cluster "$1" cluster_slots_assigned)" = 0 ]
}

knows_all() {
	[ "$(cluster "$1" cluster_state)" = ok ] &&
		[ "$(cluster "$1" cluster_slots_assigned)" = "$slots" ] &&
		[ "$(cluster "$1" cluster_known_nodes)" -ge "$nodes" ]
}

# A replica is in sync when it has everything its master has.
in_step() {
	knows_all "$1" && case $(replication "$1" role) in
		master) true ;;
		*) [ "$(replication "$1" master_link_status)" = up ] ;;
	esac
}

wait_for() {
	until in_step "$1"; do
		if [ "$(date +%s)" -ge "$ends" ]; then
			ask "$1" cluster info >&2
			fail "\`$1\` is not in step with the others after $deadline s, and this never repairs (redis-cli --cluster check says more)"
		fi
		sleep 1
	done
}

create() {
	addresses=
	for node; do addresses="$addresses $(address "$node")"; done
	# Unquoted on purpose: an address contains no spaces.
	# shellcheck disable=SC2086
	cli --cluster create $addresses --cluster-replicas "${REPLICAS:-1}" --cluster-yes
}

nodes=$#
new=0
for node; do
	[ "$(ask "$node" ping)" = PONG ] || fail "\`$node\` does not answer, or refuses the login"
	if fresh "$node"; then new=$((new + 1)); fi
done

if [ "$new" -eq "$nodes" ]; then
	create "$@"
elif [ "$new" -eq 0 ]; then
	echo 'these nodes belong to a cluster already'
else
	fail "$new of these $nodes nodes are new, the others belong to a cluster: add them by hand (redis-cli --cluster add-node)"
fi

ends=$(($(date +%s) + deadline))
for node; do wait_for "$node"; done
printf 'the cluster is ready: %s nodes, all %s slots\n' "$nodes" "$slots"
