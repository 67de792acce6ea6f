#!/usr/bin/env bash
# Generates the passwords of the bus users, and the files that servers and Sentinels load.
#
#   deploy/users.sh FOLDER
#
# FOLDER/NAME.password        one for each enabled user in deploy/users.acl; an existing one is kept
# FOLDER/users.acl            the rules of deploy/users.acl with the SHA-256 of each password, for `aclfile`
# FOLDER/replication.conf     the login of a replica at its master, for `include`
# FOLDER/sentinel.acl         like users.acl, but for Sentinels: the rules of deploy/sentinel.acl with the same passwords
# FOLDER/sentinel-login.conf  the login of a Sentinel at the servers and at the other Sentinels, for `include`
#
# Run it again after changing the rules. To replace a password, remove its file and run it again. Then send ACL LOAD to the servers.
set -euo pipefail

rules=$(dirname "$0")

fail() {
	printf 'error: %s\n' "$1" >&2
	exit 2
}

[ $# -eq 1 ] || fail "usage: $0 FOLDER"
folder=$1

sha256() {
	if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# 256 random bits as text that needs no escaping in a URL.
new_password() {
	od -An -N 32 -t x1 /dev/urandom | tr -d ' \n'
}

# The first line of a user's password file, which is created if it does not exist.
password_of() {
	local file=$folder/$1.password password
	[ -e "$file" ] || new_password >"$file"
	password=$(cat "$file")
	case $password in
		'') fail "\`$file\` is empty" ;;
		*[!A-Za-z0-9._~-]*) fail "the password in \`$file\` has to be letters, digits and - . _ ~ alone: it stands in URLs" ;;
	esac
	printf '%s' "$password"
}

# Rewrites files in place: a container that mounts one would not see a new file of the same name.
write() {
	cat >"$folder/$1.new"
	cat "$folder/$1.new" >"$folder/$1"
	rm "$folder/$1.new"
}

# The rules of a file, with the SHA-256 of each user's password added.
users_with_hashes() {
	local line name password
	while IFS= read -r line; do
		case $line in
			"user "*" on resetpass "*)
				name=${line#user }
				name=${name%% *}
				password=$(password_of "$name")
				printf 'user %s on resetpass #%s %s\n' "$name" "$(printf '%s' "$password" | sha256)" "${line#*on resetpass }"
				;;
			*) printf '%s\n' "$line" ;;
		esac
	done <"$rules/$1"
}

# The folder's mode keeps out other users of this machine. The files in it are world-readable, because the server in a container runs
# as a different user than this script, and sees the mounted files but not the folder.
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
users=$(users_with_hashes users.acl)
sentinels=$(users_with_hashes sentinel.acl)
replica_password=$(password_of replica)
sentinel_password=$(password_of sentinel)
printf '%s\n' "$users" | write users.acl
printf '%s\n' "$sentinels" | write sentinel.acl
printf 'masteruser replica\nmasterauth %s\n' "$replica_password" | write replication.conf
write sentinel-login.conf <<END
sentinel auth-user astra sentinel
sentinel auth-pass astra $sentinel_password
sentinel sentinel-user sentinel
sentinel sentinel-pass $sentinel_password
END
printf 'the users of the bus are in %s/users.acl, their passwords beside it\n' "$folder"
