#!/usr/bin/env bash
# make scan: the security scanners against the code and against a demonstration that this script starts on a fresh
# loopback port and ends again. Every finding above informational must be explained in tools/scan/accepted.txt.
#
#   tools/scan.sh            everything
#   tools/scan.sh gosec ffuf only these (gosec govulncheck gitleaks listen ffuf wapiti sqlmap slowhttp tls)
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.cache/bin
work=$(mktemp -d)
out=$work/out
mkdir "$out"
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

all="gosec govulncheck gitleaks listen ffuf wapiti sqlmap slowhttp tls"
chosen=${*:-$all}
wanted() { [[ " $chosen " == *" $1 "* ]]; }

install() {
  local missing=() pair
  for pair in ffuf:ffuf wapiti:wapiti sqlmap:sqlmap slowhttptest:slowhttptest testssl:testssl.sh ss:iproute2 openssl:openssl; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} = 0 ] && return 0
  echo "scan: installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
}

ran() { printf '%s\t%s\n' "$1" "$2" >>"$out/ran.tsv"; echo "scan: $1 ($2)"; } # TOOL VERSION

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# start NAME SCHEME ARGS…: starts the program and waits until it, and no other, answers. Sets base and pid.
start() {
  local name=$1 scheme=$2 nonce port
  shift 2
  port=$(free_port)
  nonce=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  base=$scheme://127.0.0.1:$port
  bin/counterpart "$@" --data "$work/data" --addr "127.0.0.1:$port" --nonce "$nonce" >"$work/$name.log" 2>&1 &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 240); do
    curl -ks --max-time 2 "$base/healthz" 2>/dev/null | grep -q "\"$nonce\"" && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  echo "scan: the program does not answer" >&2
  cat "$work/$name.log" >&2
  exit 1
}

# session ROLE: the cookie of a role of the demonstration.
session() {
  local link
  link=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1]))[process.argv[2]])' "$work/links.json" "$1")
  follow "$link"
}

# follow LINK: opens a sign-in link, presses its button where it has one, and prints the session cookie.
follow() {
  local jar page
  jar=$(mktemp -p "$work")
  page=$(curl -s -c "$jar" -b "$jar" "$1")
  if ! grep -q session "$jar"; then
    local data=()
    while read -r name value; do data+=(--data-urlencode "$name=$value"); done < <(grep -o '<input type="hidden"[^>]*>' <<<"$page" | sed -n 's/.*name="\([^"]*\)" value="\([^"]*\)".*/\1 \2/p')
    curl -s -o /dev/null -c "$jar" -b "$jar" "${data[@]:---data}" "$1"
  fi
  awk '/session/ {print $6 "=" $7}' "$jar"
}

code() {
  if wanted gosec; then
    ran gosec "$("$tools/gosec" -version 2>&1 | sed -n 's/^Version: //p')"
    "$tools/gosec" -quiet -no-fail -exclude-generated -fmt json -out "$out/gosec.json" ./cmd/... ./internal/... ./packs/... 2>"$work/gosec.log" || cat "$work/gosec.log" >&2
  fi
  if wanted govulncheck; then
    local db=${COUNTERPART_VULNDB:-$PWD/../shared/data/vulndb} args=()
    [ -d "$db" ] && args=(-db "file://$db")
    ran govulncheck "$("$tools/govulncheck" -version | sed -n 's/^Scanner: .*@//p')"
    "$tools/govulncheck" "${args[@]}" -format json ./... >"$out/govulncheck.json"
  fi
  if wanted gitleaks; then
    ran gitleaks "$(sed -n 's/.*gitleaks\/v8 v/v/p' tools/scan/go.mod | head -1 | cut -d' ' -f1)"
    "$tools/gitleaks" git --no-banner --log-level error --redact --exit-code 0 --report-format json --report-path "$out/gitleaks.json" .
  fi
}

listen() {
  ran "ss and file modes" "$(ss -V | sed 's/.*iproute2-\([^,]*\).*/\1/')"
  ss -Hltnp | grep "pid=$pid," | awk '{print $4}' | grep -v '^127\.0\.0\.1:' >"$out/listen.txt" || true
  find "$work/data" -perm /077 -printf '%P %m\n' >"$out/modes.txt"
}

# What must not be there, or not for this reader; an answer of 2xx, 3xx to elsewhere than sign-in, or 5xx is a finding.
paths() {
  ran ffuf "$(ffuf -V 2>&1 | sed -n 's/.*version: //p')"
  ffuf -s -w tools/scan/paths.txt -u "$base/FUZZ" -p 0.02 -t 1 -maxtime 120 -mc 200-399,500-599 -of json -o "$out/ffuf.json" >/dev/null 2>&1 || true
}

crawl() {
  ran wapiti "$(wapiti --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | tail -1)"
  local role cookie
  for role in public officer focalpoint participant; do
    local args=()
    if [ "$role" != public ]; then
      cookie=$(session "$role")
      args=(-H "Cookie: $cookie")
    fi
    timeout 400 wapiti -u "$base/" --scope domain --flush-session --no-bugreport -v 0 --max-scan-time "${SCAN_SECONDS:-150}" --max-links-per-page 20 -d 3 \
      -m xss,sql,exec,file,redirect,crlf,ssrf,xxe,csp,http_headers,cookieflags,backup,htaccess,methods -f json -o "$out/wapiti-$role.json" "${args[@]}" >"$work/wapiti-$role.log" 2>&1 || tail -3 "$work/wapiti-$role.log" >&2
  done
}

inject() {
  ran sqlmap "$(sqlmap --version 2>/dev/null | grep -oE "^[0-9.]+[^ ]*" | tail -1)"
  local cookie path
  cookie=$(session officer)
  while read -r path; do
    timeout "${SCAN_SECONDS:-150}" sqlmap --batch --disable-coloring --flush-session --output-dir "$work/sqlmap" --cookie "$cookie" --level 2 --risk 1 --threads 2 --timeout 10 \
      --technique BEUS --dbms sqlite -u "$base$path" >>"$out/sqlmap.txt" 2>&1 || true
    echo "url $path" >>"$out/sqlmap.urls"
  done <tools/scan/sqlmap.txt
}

# While hundreds of slow clients hold their connections, the program must answer others.
slow() {
  ran slowhttptest "$(slowhttptest -h 2>&1 | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1 || true)"
  local mode late=0 asked=0
  for mode in "-H" "-B -s 8192" "-X -w 10 -y 20 -n 5 -z 32"; do
    # shellcheck disable=SC2086
    timeout 60 slowhttptest $mode -c 300 -r 100 -i 5 -l 20 -u "$base/signin" >"$work/slow.log" 2>&1 &
    local attacker=$!
    for _ in $(seq 18); do
      asked=$((asked + 1))
      curl -s --max-time 3 -o /dev/null "$base/healthz" || late=$((late + 1))
      sleep 1
    done
    wait "$attacker" || true
  done
  echo "$late of $asked" >"$out/slowhttp.txt"
}

transport() {
  ran testssl "$(testssl --version 2>/dev/null | grep -oE 'testssl.sh +[0-9.a-z]+' | awk '{print $2}' | head -1)"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  chmod 600 "$work/key.pem"
  start tls https serve --tls-cert "$work/cert.pem" --tls-key "$work/key.pem"
  timeout 300 testssl --quiet --color 0 --nodns none --ip 127.0.0.1 --jsonfile "$out/testssl.json" "$base" >"$work/testssl.log" 2>&1 || true
  kill "$pid" && wait "$pid" 2>/dev/null || true
}

install
code
start demo http demo --links "$work/links.json"
for _ in $(seq 120); do [ -s "$work/links.json" ] && break; sleep 0.5; done
wanted listen && listen
wanted ffuf && paths
wanted wapiti && crawl
wanted sqlmap && inject
wanted slowhttp && slow
kill -0 "$pid" 2>/dev/null || { echo "scan: the program ended under the scanners" >&2; tail -20 "$work/demo.log" >&2; exit 1; }
grep -ci panic "$work/demo.log" >"$out/panics.txt" || true
kill "$pid" && wait "$pid" 2>/dev/null || true
if wanted tls; then transport; fi
[ -n "${SCAN_KEEP:-}" ] && cp -r "$out" "$work"/*.log "$SCAN_KEEP"
node tools/scan/findings.mjs "$out" tools/scan/accepted.txt
