#!/bin/bash
# Makes the root file system of another Debian suite, for boxes to stand on. One that is there and complete is kept.
#
#   debian-root.sh SUITE DIRECTORY
#
# Needs root, mmdebstrap and a mirror: the one that this machine's own apt uses. About 20 s and 120 MB.
set -euo pipefail
SUITE=$1 DIRECTORY=$2

# What the service and its tests need; a change here makes a new root.
PACKAGES=systemd,systemd-sysv,dbus,libnss-systemd,procps,libsqlite3-0,libstdc++6,zlib1g

[ "$(cat "$DIRECTORY/.complete" 2>/dev/null)" != "$PACKAGES" ] || exit 0
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk '$2 !~ /-/ { print $1; exit }')
[ -n "$mirror" ] || { echo "debian-root: apt has no source; apt-get update first" >&2; exit 1; }
rm -rf --one-file-system "$DIRECTORY" "$DIRECTORY.making"
mkdir -p "$(dirname "$DIRECTORY")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mmdebstrap --quiet --mode=root --format=directory --variant=minbase --include="$PACKAGES" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$SUITE" "$DIRECTORY.making" "$mirror" >"$log" 2>&1 </dev/null || {
    tail --lines=5 "$log" >&2
    rm -rf --one-file-system "$DIRECTORY.making"
    exit 1
}
# A box has no network.
rm -rf "$DIRECTORY.making"/etc/apt/sources.list*
echo "$PACKAGES" > "$DIRECTORY.making/.complete"
mv "$DIRECTORY.making" "$DIRECTORY"
