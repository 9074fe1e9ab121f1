# Two commands matter first: make demo, make test.
export CGO_ENABLED = 0
export GOFLAGS = -buildvcs=false
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TOOLS := $(CURDIR)/.cache/bin
TEST_FLAGS ?=
# Tests wait much, for browsers, mail and databases: twice as many packages at a time as processors fill the gaps.
TEST_PACKAGES := $(shell expr 2 '*' $$(getconf _NPROCESSORS_ONLN))

.PHONY: build demo test check format bench bench-engine bench-meet assets generate sbom reproduce fuzz scan clean

## build: bin/counterpart, with everything it needs inside
build: assets generate
	go build -trimpath -ldflags "-s -w -X counterpart/internal/app.Version=$(VERSION)" -o bin/counterpart ./cmd/counterpart

## demo: build, then serve the demonstration on an address of its own
demo: build
	bin/counterpart demo

## assets: browser files and fonts, from npm by the lock file
assets:
	@cd tools && CGO_ENABLED=0 go run ./assets

## generate: Go code of the page templates
generate: $(TOOLS)/templ
	@$(TOOLS)/templ generate -log-level=error

# Developer tools are built once from tools/go.mod, which pins them.
$(TOOLS)/templ: PKG = github.com/a-h/templ/cmd/templ
$(TOOLS)/gofumpt: PKG = mvdan.cc/gofumpt
$(TOOLS)/staticcheck: PKG = honnef.co/go/tools/cmd/staticcheck
$(TOOLS)/deadcode: PKG = golang.org/x/tools/cmd/deadcode
$(TOOLS)/govulncheck: PKG = golang.org/x/vuln/cmd/govulncheck
$(TOOLS)/cyclonedx-gomod: PKG = github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod
$(TOOLS)/gosec $(TOOLS)/gitleaks: tools/scan/go.mod
	@mkdir -p $(TOOLS)
	@cd tools/scan && go build -o $@ $(PKG)
$(TOOLS)/gosec: PKG = ./gosec
$(TOOLS)/gosec: tools/scan/gosec/main.go
$(TOOLS)/gitleaks: PKG = github.com/zricethezav/gitleaks/v8
$(TOOLS)/%: tools/go.mod
	@mkdir -p $(TOOLS)
	@cd tools && go build -o $@ $(PKG)

## test: everything, on SQLite and on a PostgreSQL of its own, and in a browser
test: build
	tools/setup-tests.sh
	tools/postgres.sh start
	go test -timeout 40m -p $(TEST_PACKAGES) $(TEST_FLAGS) ./... ; status=$$? ; tools/postgres.sh stop ; exit $$status

## check: format, generated code, vet, linters, architecture, vulnerabilities, licences, tidy
check: assets generate
	tools/check.sh

## format: write Go code and templates in their one form
format: $(TOOLS)/gofumpt $(TOOLS)/templ
	@git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$$' | xargs $(TOOLS)/gofumpt -w
	@$(TOOLS)/templ fmt . >/dev/null 2>&1

## bench: the figures of docs/performance.md, on both databases
bench: build
	tools/postgres.sh start durable
	tools/bench.sh ; status=$$? ; tools/postgres.sh stop ; exit $$status

## bench-meet: pages while the meetings of 10,000 people are planned, on both databases, the figures of docs/performance.md
bench-meet: build
	tools/postgres.sh start durable
	go run ./internal/bench -meet 10000 -scale 12000 -span 60s -doc docs/performance.md -postgres $$(cat .cache/postgres/url) ; status=$$? ; tools/postgres.sh stop ; exit $$status

## bench-engine: the engine's figures of docs/performance.md
bench-engine:
	go run ./internal/enginebench -doc docs/performance.md

## sbom: bin/counterpart.cdx.json, all that the program is made of, in CycloneDX
sbom: build $(TOOLS)/cyclonedx-gomod
	@go -C tools run ./sbom $(CURDIR)/bin/counterpart $(VERSION) $(CURDIR)/bin/counterpart.cdx.json

## reproduce: prove that two builds of the committed tree give the same bytes
reproduce:
	tools/reproduce.sh

## fuzz: every fuzz target for two minutes, one after another, with a table at the end; FUZZ="-time 20s -only Calendar" for less
fuzz: assets generate
	@go -C tools run ./fuzz $(FUZZ)

## scan: the security scanners against the code and a running demonstration; see docs/security.md
scan: build $(TOOLS)/gosec $(TOOLS)/gitleaks $(TOOLS)/govulncheck
	tools/scan.sh

clean:
	rm -rf bin .cache node_modules internal/web/dist/* internal/print/fonts/*
