#!/usr/bin/env bash
# Finds what the tests need beside Go and Node, and installs what is missing where it can: a Chromium
# for the browser tests, best its headless shell, which costs half the processor time of the whole
# browser. PostgreSQL is found or fetched by tools/postgres.sh.
set -euo pipefail
shell=chromium-headless-shell

present() {
  local name
  for name in "$@"; do command -v "$name" >/dev/null 2>&1 && return 0; done
  return 1
}

whole_browser() {
  present chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"
}

can_install() { [ "$(id -u)" = 0 ] && present apt-get; }
offers_shell() { can_install && apt-cache show "$shell" >/dev/null 2>&1; }

install() {
  echo "Installing $1 for the browser tests."
  DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq -o DPkg::Lock::Timeout=300 "$1" >/dev/null
}

if [ -n "${COUNTERPART_CHROMIUM:-}" ] && [ -x "$COUNTERPART_CHROMIUM" ]; then exit 0; fi
if present "$shell" chrome-headless-shell; then exit 0; fi
if whole_browser && ! offers_shell; then exit 0; fi
if can_install; then
  if timeout 180 apt-get update -qq && { offers_shell && install "$shell" || whole_browser || install chromium; }; then exit 0; fi
  whole_browser || { echo "No Chromium could be installed for the browser tests: see the lines above." >&2; exit 1; }
else
  echo "No Chromium found for the browser tests: install it with the system's packages, or set COUNTERPART_CHROMIUM to one." >&2
  exit 1
fi
