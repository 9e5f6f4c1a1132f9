#!/bin/bash
# Packs programs that are built already, as packages for one suite.
#
#   debian/build.sh SUITE BINARIES OUTPUT
#
# SUITE: bookworm or trixie. BINARIES: the directory with the programs. OUTPUT: where the packages go; what is there of
# an earlier run is replaced. DEB_BUILD_OPTIONS is as in debian/rules.
set -euo pipefail
SUITE=$1 BINARIES=$(readlink -e "$2") OUTPUT=$3
cd "$(dirname "${BASH_SOURCE[0]}")/.."
die() { echo "build.sh: $*" >&2; exit 1; }

# So that each suite's package is older than the next one's, and than one without a suite.
case $SUITE in
bookworm) REVISION='~deb12u1' ;;
trixie) REVISION='~deb13u1' ;;
*) die "unknown suite '$SUITE': it is bookworm or trixie" ;;
esac
VERSION=$(sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/ReconcileDaemon/Version.swift)
grep -q "^reconciled ($VERSION-" debian/changelog || die "debian/changelog does not begin with version $VERSION"

rm -rf "$OUTPUT"; mkdir -p "$OUTPUT/source"
OUTPUT=$(readlink -e "$OUTPUT")
cp --archive --dereference debian systemd policies Makefile README.md LICENSE "$OUTPUT/source/"
cd "$OUTPUT/source"
sed -i "1s/)[^;]*;/$REVISION) $SUITE;/" debian/changelog

export BINARIES SUITE
dpkg-buildpackage --build=binary --unsigned-changes --no-check-builddeps >../log 2>&1 || {
    tail --lines=20 ../log >&2; die "dpkg-buildpackage failed, all it said is in $OUTPUT/log"
}
cd ..; rm -rf source ./*.buildinfo ./*.changes
