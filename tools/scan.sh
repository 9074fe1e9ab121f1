#!/usr/bin/env bash
# make scan: the security scanners against the code and against a demonstration that this script starts on a fresh
# loopback port and ends again. Every finding above informational must be explained in tools/scan/accepted.txt.
#
#   tools/scan.sh            everything
#   tools/scan.sh gosec ffuf only these (gosec govulncheck gitleaks openapi listen ffuf wapiti sqlmap slowhttp tls)
#
# A scanner that is missing, fails or is cut off by its time limit makes the run fail: its silence proves nothing.
# SCAN_KEEP=FOLDER keeps what the scanners wrote.
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

all="gosec govulncheck gitleaks openapi listen ffuf wapiti sqlmap slowhttp tls"
chosen=${*:-$all}
wanted() { [[ " $chosen " == *" $1 "* ]]; }

install() {
  local missing=() pair
  for pair in ffuf:ffuf wapiti:wapiti sqlmap:sqlmap slowhttptest:slowhttptest testssl:testssl.sh ss:iproute2 openssl:openssl; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} = 0 ] && return 0
  echo "scan: installing ${missing[*]}"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null; }; then
    echo "scan: MISSING on this machine and not to be installed here: ${missing[*]}. No scan without them." >&2
    exit 1
  fi
}

# failed TOOL WHY: the scanner came to no result. The others still run; the whole then fails.
failed() { printf '%s\t%s\n' "$1" "$2" >>"$out/failed.tsv"; echo "scan: $1 DID NOT RUN THROUGH: $2" >&2; }

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
    ran gosec "$("$tools/gosec" -version)"
    timeout 1800 "$tools/gosec" "$out/gosec.json" ./cmd/... ./internal/... ./packs/... >"$work/gosec.log" 2>&1 ||
      { failed gosec "exit $?"; tail -5 "$work/gosec.log" >&2; }
    node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(r.Stats.files > 300 && Object.keys(r["Golang errors"] ?? {}).length === 0 ? 0 : 1)' "$out/gosec.json" ||
      failed gosec "it did not read all files, or not without errors"
  fi
  if wanted govulncheck; then
    local db=${COUNTERPART_VULNDB:-$PWD/../shared/data/vulndb} args=()
    [ -d "$db" ] && args=(-db "file://$db")
    ran govulncheck "$("$tools/govulncheck" "${args[@]}" -version | sed -n 's/^Scanner: .*@//p')"
    timeout 1200 "$tools/govulncheck" "${args[@]}" -format json ./... >"$out/govulncheck.json" 2>"$work/govulncheck.log" ||
      { failed govulncheck "exit $?"; tail -5 "$work/govulncheck.log" >&2; }
  fi
  if wanted gitleaks; then
    ran gitleaks "$(sed -n 's/.*gitleaks\/v8 v/v/p' tools/scan/go.mod | head -1 | cut -d' ' -f1)"
    timeout 600 "$tools/gitleaks" git --no-banner --log-level error --redact --exit-code 0 --report-format json --report-path "$out/gitleaks.json" . || failed gitleaks "exit $?"
  fi
}

# The description of the API, as the program serves it.
description() {
  local home=$PWD/.cache/spectral
  mkdir -p "$home"
  if ! cmp -s tools/scan/package-lock.json "$home/package-lock.json" || [ ! -x "$home/node_modules/.bin/spectral" ]; then
    cp tools/scan/package.json tools/scan/package-lock.json "$home/"
    npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund >"$work/npm.log" 2>&1 || { failed spectral "npm ci"; tail -5 "$work/npm.log" >&2; return 0; }
  fi
  ran spectral "$("$home/node_modules/.bin/spectral" --version)"
  curl -s "$base/api/v1/openapi.json" -o "$work/openapi.json"
  timeout 300 "$home/node_modules/.bin/spectral" lint --quiet --ruleset tools/scan/spectral.yaml --fail-severity error --format json --output "$out/spectral.json" "$work/openapi.json" >"$work/spectral.log" 2>&1 || true
  [ -s "$out/spectral.json" ] || { failed spectral "no report"; tail -5 "$work/spectral.log" >&2; }
}

listen() {
  ran "ss and file modes" "$(ss -V | sed 's/.*iproute2-\([^,]*\).*/\1/')"
  ss -Hltnp | grep "pid=$pid," | awk '{print $4}' | grep -v '^127\.0\.0\.1:' >"$out/listen.txt" || true
  find "$work/data" -perm /077 -printf '%P %m\n' >"$out/modes.txt"
}

# What must not be there, or not for this reader; an answer of 2xx, 3xx to elsewhere than sign-in, or 5xx is a finding.
paths() {
  ran ffuf "$(ffuf -V 2>&1 | sed -n 's/.*version: //p')"
  timeout 300 ffuf -s -w tools/scan/paths.txt -u "$base/FUZZ" -p 0.02 -t 1 -mc 200-399,500-599 -of json -o "$out/ffuf.json" >"$work/ffuf.log" 2>&1 || failed ffuf "exit $?"
  [ -s "$out/ffuf.json" ] || failed ffuf "no report"
}

# Without wapiti's modules ssrf and xxe: they ask a machine on the internet whether the program called it. What the
# program calls is tried by the abuse cases F01 to F03, what it reads of XML by E03. Its -x fails on Python 3.11 and later,
# hence the guard. The crawl is bounded by depth and number, not by time.
crawl() {
  ran wapiti "$(wapiti --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | tail -1)"
  local role cookie
  for role in public officer focalpoint participant; do
    local args=() guard proxy log=$work/wapiti-$role.log
    if [ "$role" != public ]; then
      cookie=$(session "$role")
      args=(-H "Cookie: $cookie")
    fi
    node tools/scan/guard.mjs "$base" "$out/guard-$role.txt" >"$work/guard.port" &
    guard=$!
    pids+=("$guard")
    for _ in $(seq 100); do [ -s "$work/guard.port" ] && break; sleep 0.1; done
    proxy=http://127.0.0.1:$(cat "$work/guard.port")
    timeout 2400 wapiti -u "$base/" -p "$proxy" --scope domain --store-session "$work/wapiti-$role" --flush-session --no-bugreport -v 1 -t 30 -S aggressive \
      -d 2 --max-links-per-page 12 --max-files-per-dir 6 --max-parameters 40 --skip _key \
      -m xss,permanentxss,sql,exec,file,redirect,crlf,csp,http_headers,cookieflags,backup,htaccess,methods -f json -o "$out/wapiti-$role.json" "${args[@]}" >"$log" 2>&1 || failed wapiti "$role: exit $?"
    kill "$guard" && wait "$guard" 2>/dev/null || true
    rm "$work/guard.port"
    [ -s "$out/wapiti-$role.json" ] || failed wapiti "$role: no report"
    grep -qE 'Max (scan|attack) time|^  File "|were skipped due to' "$log" && { failed wapiti "$role: a module failed or was cut"; grep -nE 'Max (scan|attack) time|^  File "|skipped due' "$log" | tail -3 >&2; }
    echo "$role $(grep -oE 'Wapiti found [0-9]+ URLs and forms' "$log" | grep -oE '[0-9]+') $(sed -n 's/^passed //p' "$out/guard-$role.txt")" >>"$out/wapiti.counts"
    [ "$role" = public ] || [ "$(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" "$base/me/sessions")" = 200 ] || failed wapiti "$role: the session ended under it"
  done
}

inject() {
  ran sqlmap "$(sqlmap --version 2>/dev/null | grep -oE "^[0-9.]+[^ ]*" | tail -1)"
  local cookie path log=$work/sqlmap.log
  cookie=$(session officer)
  while read -r path; do
    timeout 900 sqlmap --batch --disable-coloring --flush-session --output-dir "$work/sqlmap" --cookie "$cookie" --level 2 --risk 1 --threads 2 --timeout 30 \
      --technique BEUS --ignore-code 401 --dbms sqlite -u "$base$path" </dev/null >"$log" 2>&1 || failed sqlmap "$path: exit $?"
    grep -qE 'do not appear to be injectable|is vulnerable|identified the following injection' "$log" || { failed sqlmap "$path: no verdict"; tail -3 "$log" >&2; }
    cat "$log" >>"$out/sqlmap.txt"
    echo "url $path" >>"$out/sqlmap.urls"
  done <tools/scan/sqlmap.txt
}

# While hundreds of slow clients hold their connections, the program must answer others.
slow() {
  ran slowhttptest "$(slowhttptest -h 2>&1 | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1 || true)"
  local mode late=0 asked=0
  for mode in "-H" "-B -s 8192" "-X -w 10 -y 20 -n 5 -z 32"; do
    # shellcheck disable=SC2086
    timeout 90 slowhttptest $mode -c 300 -r 100 -i 5 -l 20 -u "$base/signin" >"$work/slow.log" 2>&1 &
    local attacker=$!
    for _ in $(seq 18); do
      asked=$((asked + 1))
      curl -s --max-time 3 -o /dev/null "$base/healthz" || late=$((late + 1))
      sleep 1
    done
    wait "$attacker" || failed slowhttptest "$mode: exit $?"
    grep -q 'Exit status' "$work/slow.log" || failed slowhttptest "$mode: no verdict"
  done
  echo "$late of $asked" >"$out/slowhttp.txt"
}

transport() {
  ran testssl "$(testssl --version 2>/dev/null | grep -oE 'testssl(\.sh)? +[0-9][0-9.a-z]+' | awk '{print $2}' | head -1)"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  chmod 600 "$work/key.pem"
  start tls https serve --tls-cert "$work/cert.pem" --tls-key "$work/key.pem"
  local code=0
  timeout 2400 testssl --quiet --color 0 --nodns none --ip 127.0.0.1 --jsonfile "$out/testssl.json" "$base" >"$work/testssl.log" 2>&1 || code=$?
  # Below 124 the code says how much it found, above that that it could not go on.
  [ "$code" -lt 124 ] || failed testssl "exit $code"
  grep -q '"scanTime"' "$out/testssl.json" || failed testssl "it did not come to its end"
  kill "$pid" && wait "$pid" 2>/dev/null || true
}

install
code
for tool in openapi listen ffuf sqlmap slowhttp wapiti; do
  if wanted "$tool"; then against=yes; fi
done
if [ -n "${against:-}" ]; then
  start demo http demo --links "$work/links.json"
  for _ in $(seq 120); do [ -s "$work/links.json" ] && break; sleep 0.5; done
  demo=$pid
  if wanted openapi; then description; fi
  if wanted listen; then listen; fi
  if wanted ffuf; then paths; fi
  if wanted sqlmap; then inject; fi
  if wanted slowhttp; then slow; fi
  if wanted wapiti; then crawl; fi
  kill -0 "$demo" 2>/dev/null || { failed "the program" "it ended under the scanners"; tail -20 "$work/demo.log" >&2; }
  grep -ci panic "$work/demo.log" >"$out/panics.txt" || true
  kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null || true
fi
if wanted tls; then transport; fi
if [ -n "${SCAN_KEEP:-}" ]; then mkdir -p "$SCAN_KEEP" && cp -r "$out" "$work"/*.log "$SCAN_KEEP"; fi
node tools/scan/findings.mjs "$out" tools/scan/accepted.txt
