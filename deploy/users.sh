#!/usr/bin/env bash
# Makes the passwords of the bus's users, and the files that the servers need of them.
#
#   deploy/users.sh FOLDER
#
# FOLDER/NAME.password        one for each user of deploy/users.acl that is on; one that is there already is kept
# FOLDER/users.acl            the rules of deploy/users.acl with the SHA-256 of each password, for `aclfile`
# FOLDER/replication.conf     as whom a replica logs in to its master, for `include`
# FOLDER/sentinel.acl         the same as users.acl for Sentinels, by deploy/sentinel.acl and with the same passwords
# FOLDER/sentinel-login.conf  as whom a Sentinel logs in to the servers and to the other Sentinels, for `include`
#
# Run it again after a change of the rules, or with a password file removed to get a new one; then send the servers ACL LOAD.
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

# 256 bits as text that can stand in a URL as it is.
new_password() {
	od -An -N 32 -t x1 /dev/urandom | tr -d ' \n'
}

# The first line of a user's password file, made when there is none.
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

# A file that is mounted into a container is rewritten in place: a new one of the same name would not be seen there.
write() {
	cat >"$folder/$1.new"
	cat "$folder/$1.new" >"$folder/$1"
	rm "$folder/$1.new"
}

# The rules of a file, each with the SHA-256 of its user's password.
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

# The folder keeps other users of this machine out. The files in it are readable, since a container's server is another user than
# the one who runs this, and sees the files without the folder.
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
