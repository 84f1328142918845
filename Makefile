# What people and .ci/run call. Each target installs the Debian packages it needs first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# `make run` listens here, on loopback.
PORT ?= 8443
OPS_PORT ?= 8080
JOBS ?= $(shell nproc)
# How long `make fuzz` runs each target, in seconds.
FUZZ_SECONDS ?= 60

# Debian's Python: its packages (pytest, yaml, cryptography) are not visible to another one.
PYTEST := /usr/bin/python3 -m pytest
INSTALL := tools/install-deps
BIN := $(CURDIR)/build

# Suites that drive the binary over its sockets and pipes.
SUITES := tests/arch tests/canary tests/conformance tests/hostile tests/parity tests/report
# What sends requests to a running server; under sanitizers, which are slow, these must do.
SERVER_SUITES := tests/conformance/serve tests/hostile

# $(call build,PRESET[,TARGETS]): configures (the preset may have changed) and builds.
define build
cmake --preset $(1) >/dev/null
cmake --build --preset $(1) --parallel $(JOBS) $(if $(2),--target $(2))
endef

# $(call drive,PRESET,SUITES[,WRAPPER]): suites against the binary of a preset. A sanitizer's report
# ends the program, so that the test that caused it fails.
drive = TSAN_OPTIONS=halt_on_error=1 POSTERN_BIN=$(BIN)/$(1)/bin/postern $(3) $(PYTEST) -q $(2)

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | LC_ALL=C sort | \
	  awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: run
run: ## build, serve with development certificates, print a request to try (PORT=, OPS_PORT=)
	@$(INSTALL) build run
	$(call build,release,postern)
	@tools/run $(BIN)/release/bin/postern $(PORT) $(OPS_PORT)

# The suites' tests marked echo_only want the front's deadlines in milliseconds: a server of their own.
.PHONY: test
test: ## build with warnings as errors, run every test that needs no cluster
	@$(INSTALL) build test
	$(call build,dev)
	ctest --preset dev --no-tests=error --parallel $(JOBS)
	$(call drive,dev,$(SUITES))
	ECHO_SERVER=$(BIN)/dev/bin/echo_server $(PYTEST) -q tests/hostile -m echo_only

# Under sanitizers: what reads bytes from outside or shares them between threads. `make asan-all` and
# `make tsan-all` run every test, and the program itself under the requests of the suites.
PARSERS := json yaml dsn helm
UNITS_asan := unit_base unit_front unit_load unit_x509
UNITS_tsan := unit_front
SUITES_asan := $(SERVER_SUITES) tests/canary
SUITES_tsan := tests/hostile \
  $(addprefix tests/conformance/serve/test_,connections.py log.py policy_files.py shutdown.py tls.py)

# $(call sanitized,PRESET): units, parsers on their corpora, then the front under hostile clients.
define sanitized
cmake --preset $(1) >/dev/null
tools/without-aslr cmake --build --preset $(1) --parallel $(JOBS) --target \
  echo_server $(addprefix replay_,$(PARSERS)) $(UNITS_$(1))
for name in $(UNITS_$(1)); do \
  TSAN_OPTIONS=halt_on_error=1 tools/without-aslr $(BIN)/$(1)/bin/$$name --gtest_brief=1; done
for name in $(PARSERS); do \
  tools/without-aslr $(BIN)/$(1)/bin/replay_$$name tests/fuzz/corpus/$$name; done
TSAN_OPTIONS=halt_on_error=1 ECHO_SERVER=$(BIN)/$(1)/bin/echo_server \
  tools/without-aslr $(PYTEST) -q tests/hostile
endef

.PHONY: asan
asan: ## parsers and front under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(INSTALL) build test
	$(call sanitized,asan)

.PHONY: tsan
tsan: ## parsers and front under ThreadSanitizer
	@$(INSTALL) build test
	$(call sanitized,tsan)

# $(call everything,PRESET): every test under a sanitizer.
define everything
cmake --preset $(1) >/dev/null
tools/without-aslr cmake --build --preset $(1) --parallel $(JOBS)
POSTERN_CONFORMANCE_COUNT=20000 tools/without-aslr ctest --preset $(1) --no-tests=error \
  --parallel $(JOBS)
$(call drive,$(1),$(SUITES_$(1)),tools/without-aslr)
endef

.PHONY: asan-all
asan-all: ## every test under AddressSanitizer; takes long
	@$(INSTALL) build test
	$(call everything,asan)

.PHONY: tsan-all
tsan-all: ## every test under ThreadSanitizer; takes long
	@$(INSTALL) build test
	$(call everything,tsan)

.PHONY: e2e-tools
e2e-tools: ## build the Kubernetes programs and helm that the end-to-end tests use
	@$(INSTALL) e2e
	tests/e2e/tools/build

.PHONY: e2e
e2e: e2e-tools ## tests against a real API server
	@$(INSTALL) build
	$(call build,release,postern)
	POSTERN_BIN=$(BIN)/release/bin/postern $(PYTEST) -q tests/e2e

.PHONY: chart-test
chart-test: ## the chart by real Helm 4 and 3: shapes, refusals, policies, alerts, queries
	@$(INSTALL) build test chart
	tests/e2e/tools/build kubectl helm4 helm3 >/dev/null
	$(call build,dev,postern)
	$(call drive,dev,tests/chart)

.PHONY: chart
chart: ## write what the chart repeats from elsewhere, and manifests/
	@$(INSTALL) chart
	HELM=$$(tests/e2e/tools/build helm4 | cut -d' ' -f2) tools/generate-chart

.PHONY: image-test
image-test: ## build the image from the Dockerfile with buildah and ask it from inside its root (root)
	@$(INSTALL) image
	tests/image/build $(BIN)/image
	POSTERN_IMAGE=$(BIN)/image $(PYTEST) -q tests/image

.PHONY: lint
lint: format-check ## shellcheck and clang-tidy; errors fail
	@$(INSTALL) build test lint
	tools/shellcheck-all
	cmake --preset tidy >/dev/null
	tools/tidy build/tidy $$(grep -v "^#" tools/tidy-clean.txt)

.PHONY: tidy-all
tidy-all: ## clang-tidy over every source, those with open findings, too
	@$(INSTALL) build test lint
	cmake --preset tidy >/dev/null
	tools/tidy build/tidy

.PHONY: format-check
format-check: ## fail where `make format` would change something
	@$(INSTALL) lint
	git ls-files '*.cpp' '*.h' | xargs -r clang-format-19 --dry-run -Werror

.PHONY: format
format: ## format all C++ sources in place
	@$(INSTALL) lint
	git ls-files '*.cpp' '*.h' | xargs -r clang-format-19 -i

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZ_SECONDS
	@$(INSTALL) build test fuzz
	tools/fuzz $(FUZZ_SECONDS)

.PHONY: bench
bench: ## measure postern beside nginx and others; WRITE=1 puts the results into docs/performance.md
	@$(INSTALL) build bench
	cmake --preset release -D POSTERN_BENCH=ON >/dev/null
	cmake --build --preset release --parallel $(JOBS) --target postern stock_server release_bench
	POSTERN_BIN=$(BIN)/release/bin/postern STOCK_BIN=$(BIN)/release/bin/stock_server \
	  tests/bench/run $(if $(WRITE),--write)
	POSTERN_BIN=$(BIN)/release/bin/postern tests/bench/check
	$(BIN)/release/bin/release_bench

.PHONY: docs
docs: ## write the generated pages under docs/
	@$(INSTALL) build generate
	$(call build,release,postern)
	POSTERN_BIN=$(BIN)/release/bin/postern tools/generate-docs
	tools/generate-chart

.PHONY: docs-check
docs-check: ## fail where `make docs` would change something
	@$(INSTALL) build generate
	$(call build,release,postern)
	POSTERN_BIN=$(BIN)/release/bin/postern tools/generate-docs --check
	tools/generate-chart --check

.PHONY: clean
clean: ## remove build/; the caches under .cache/ stay
	rm -rf build
