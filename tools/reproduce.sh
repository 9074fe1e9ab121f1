#!/usr/bin/env bash
# Proves that the program is built the same wherever it is built: two clean copies of the committed tree, in folders of
# different names and with build caches of their own, must give the same bytes, browser files and all.
#
#   tools/reproduce.sh            builds twice and compares
#   tools/reproduce.sh BINARY     builds once and compares with a binary that came from elsewhere
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(git describe --tags --always 2>/dev/null || echo dev)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

build() { # NAME: builds a clean copy in a folder of that name and prints the binary's path
  mkdir "$work/$1"
  git archive HEAD | tar -x -C "$work/$1"
  GOCACHE="$work/cache-$1" make -s -C "$work/$1" build VERSION="$version" >"$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; exit 1; }
  echo "$work/$1/bin/counterpart"
}

first=$(build one)
if [ $# -gt 0 ]; then second=$1; else second=$(build another-folder-with-a-longer-name); fi
if ! cmp "$first" "$second"; then
  echo "reproduce: the builds differ" >&2
  [ $# -gt 0 ] || diff -rq "$work"/*/internal/web/dist "$work"/*/internal/print/fonts >&2 || true
  exit 1
fi
echo "reproduce: version $version, $(go env GOVERSION) for $(go env GOOS)/$(go env GOARCH): both builds have SHA-256"
sha256sum "$first" | cut -d' ' -f1
