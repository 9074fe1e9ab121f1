#!/usr/bin/env bash
# Measures bin/counterpart on SQLite and on the PostgreSQL that make bench started, and writes the
# figures into docs/performance.md. Arguments go to internal/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
go run ./internal/bench -postgres "$(cat .cache/postgres/url)" -doc docs/performance.md "$@"
