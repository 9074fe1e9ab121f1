#!/usr/bin/env bash
# Everything that must hold of the code itself; make check runs it after assets and generated code.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.cache/bin
for tool in gofumpt staticcheck deadcode govulncheck; do make -s "$tools/$tool"; done

fail=0
problem() { echo "check: $1" >&2; fail=1; }

ours() { git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$'; }

unformatted=$(ours | grep -v '^tools/' | xargs "$tools/gofumpt" -l)
[ -z "$unformatted" ] || problem "not formatted (run make format): $(echo "$unformatted" | tr '\n' ' ')"

"$tools/templ" fmt -fail . >/dev/null 2>&1 || problem "templates are not formatted: run make format"

go vet ./... || problem "go vet found something"
(cd tools && go vet ./... && go test ./...) || problem "the tools do not pass their own tests"
"$tools/staticcheck" ./... || problem "staticcheck found something"

dead=$("$tools/deadcode" -test -filter '^counterpart' ./... )
[ -z "$dead" ] || { echo "$dead" >&2; problem "dead code"; }

# A local copy of the vulnerability database is used where there is one; the public one otherwise.
vulndb=${COUNTERPART_VULNDB:-$PWD/../shared/data/vulndb}
if [ -d "$vulndb" ]; then
  "$tools/govulncheck" -db "file://$vulndb" ./... || problem "known vulnerabilities"
else
  "$tools/govulncheck" ./... || problem "known vulnerabilities"
fi

go -C tools run ./licences || problem "a licence is not one that the program may carry"

go mod tidy -diff >/dev/null || problem "go.mod is not tidy: run go mod tidy"
for script in tools/*.sh .ci/run; do bash -n "$script" || problem "$script does not parse"; done

[ "$fail" = 0 ] && echo "check: all good"
exit "$fail"
