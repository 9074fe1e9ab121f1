#!/usr/bin/env bash
# Finds what the tests need beside Go and Node, and installs what is missing where it can: a Chromium
# for the browser tests. PostgreSQL is found or fetched by tools/postgres.sh.
set -euo pipefail

browser() {
  local name
  [ -n "${COUNTERPART_CHROMIUM:-}" ] && [ -x "$COUNTERPART_CHROMIUM" ] && return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ]
}

if ! browser; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 chromium >/dev/null
  else
    echo "No Chromium found for the browser tests: install it with the system's packages, or set COUNTERPART_CHROMIUM to one." >&2
    exit 1
  fi
fi
