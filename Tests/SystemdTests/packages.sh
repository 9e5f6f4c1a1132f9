#!/bin/bash
# Packs programs of a debug build for tests: as debian/build.sh does, and beside it, in `previous`, the same service as
# an earlier version, from which one can upgrade.
#
#   packages.sh SUITE BINARIES OUTPUT
set -euo pipefail
OUTPUT=$3
DEB_BUILD_OPTIONS='noopt nostrip' "$(dirname "${BASH_SOURCE[0]}")/../../debian/build.sh" "$1" "$2" "$OUTPUT"
dpkg-deb --raw-extract "$OUTPUT"/reconciled_*.deb "$OUTPUT/tree"
sed -i 's/^Version: .*/Version: 0.0.1-1/' "$OUTPUT/tree/DEBIAN/control"
mkdir "$OUTPUT/previous"
dpkg-deb -Znone --build "$OUTPUT/tree" "$OUTPUT/previous/reconciled.deb" > "$OUTPUT/log"
rm -r "$OUTPUT/tree"
