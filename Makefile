# make serve   the search page of the shipped guides, at http://127.0.0.1:8000; MEANING=on for search by meaning too,
#              SOURCE=docs for other guides
# make test    everything that a change must pass, with at least 97 % of the lines run
# make test-fast   reading, indexing, searching and gaps, without servers, browsers and contracts: 40 s of a processor
# make relevance   what a change does to the judged searches; ARGS=--accept takes the run as the one to compare with
# make fuzz    10,000 requests made from the OpenAPI document, in half an hour; ARGS="-n 50" for fewer
# make faults  crashes, full disks, flipped bits, load and hostile content, in twenty minutes; ARGS="--minutes 5" for fewer,
#              ARGS=--full for the whole count of each, in some hours
# make cluster   the engine on a cluster, over a real OpenSearch node; skipped with a reason without Java 21 or Maven
# make docs    the documentation as a site, in build/docs
# make dist    the sdist and the wheel, in dist, as an index of packages accepts them
# make pythons   both of them installed and used on each Python on the path, with each extra alone
# make test-oldest   the tests with the least versions that pyproject.toml accepts, in an environment of its own
# make bench   Guidedex beside other libraries; needs GUIDEDEX_DATA
#
# All make their own environment in .venv. Variables: PORT, SOURCE, MEANING, PYTHON, and ARGS for pytest or the gate.

PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
ARGS ?=

# Guides that are searched by meaning too have an index of their own.
BY_MEANING := $(if $(filter on,$(MEANING)),-by-meaning)

# Coverage of the whole suite; a selection of tests has no floor.
COVERAGE := $(if $(ARGS),,--cov --cov-report=term:skip-covered --cov-fail-under=97)

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
READERS := $(wildcard corpus/*.py index/*.py index/*/*.py corpus/guides corpus/guides/*)

.PHONY: help docs serve test test-fast test-oldest relevance lint browser format fuzz faults cluster bench dist pythons clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

serve: build/.guides$(BY_MEANING)
	@$(if $(SOURCE),$(BIN)/guidedex build $(SOURCE) --index build/source-index)
	@$(BIN)/guidedex serve --index build/$(if $(SOURCE),source-index,index$(BY_MEANING)) --port $(PORT)

test: $(VENV)/.development lint browser
	$(BIN)/pytest $(COVERAGE) $(ARGS)

test-fast: $(VENV)/.development
	$(BIN)/pytest -m 'not (slow or opensearch or server or browser or contract or real_data)' \
		--ignore tests/web --ignore tests/relevance --ignore tests/bench --ignore tests/faults $(ARGS)

relevance: $(VENV)/.development
	@$(BIN)/python -m tests.relevance.gate $(ARGS)

lint: $(VENV)/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: build/.guides build/fuzz/bin/schemathesis
	@$(BIN)/python -m tests.web.fuzz build/fuzz/bin/schemathesis $(ARGS)

faults: $(VENV)/.development
	@$(BIN)/python -m tests.faults $(ARGS)

cluster: $(VENV)/.development
	$(BIN)/pytest -m 'opensearch and not slow' tests/search/engines tests/cluster $(ARGS)

docs: $(VENV)/.development
	@$(BIN)/python -m tests.docs
	@$(BIN)/zensical build --strict

dist: build/release/bin/twine
	@rm -rf dist
	@build/release/bin/python -m build .
	@build/release/bin/twine check --strict dist/*

pythons: dist $(VENV)/.development
	@$(BIN)/python -m tests.package.walk --extras dist/*

# Without the measured searches and the servers, as what older libraries could change is in the rest, and without the
# table of licences, which is of the versions in constraints.txt.
test-oldest: build/oldest/bin/pytest
	build/oldest/bin/pytest -p no:cacheprovider -m 'not (slow or opensearch or browser or server or contract)' \
		--ignore tests/relevance --ignore tests/bench --ignore tests/faults --ignore tests/docs \
		--ignore tests/package/test_licences.py $(ARGS)

bench: $(VENV)/.benchmarks
	$(BIN)/python -m tests.bench $(ARGS)

clean:
	rm -rf $(VENV) build

build/.guides: $(VENV)/.packages $(READERS)
	@mkdir -p build
	@$(BIN)/guidedex build corpus/guides --index build/index
	@touch $@

build/.guides-by-meaning: $(VENV)/.meaning $(READERS)
	@mkdir -p build
	@GUIDEDEX_MEANING=on $(BIN)/guidedex build corpus/guides --index build/index-by-meaning
	@touch $@

$(VENV)/.packages: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing packages into $(VENV) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.meaning: $(VENV)/.packages
	@$(INSTALL) --editable '.[meaning]'
	@touch $@

$(VENV)/.development: $(VENV)/.packages
	@echo "Installing the tools for development into $(VENV) ..."
	@$(INSTALL) --editable '.[dev]'
	@# Only its copy of axe-core is used: without dependencies it does not bring Playwright.
	@$(INSTALL) --no-deps axe-playwright-python
	@touch $@

$(VENV)/.benchmarks: $(VENV)/.development
	@$(INSTALL) --editable '.[bench]'
	@touch $@

# In an environment of its own: what it needs would hold back what we need.
build/fuzz/bin/schemathesis: | $(BIN)/python
	@$(BIN)/python -m venv build/fuzz
	@build/fuzz/bin/python -m pip install --quiet --disable-pip-version-check 'schemathesis>=4.0,<5'

build/release/bin/twine: | $(BIN)/python
	@$(BIN)/python -m venv build/release
	@build/release/bin/python -m pip install --quiet --disable-pip-version-check 'build>=1.2' 'twine>=6.1'

build/oldest/bin/pytest: pyproject.toml $(VENV)/.development
	@rm -rf build/oldest && mkdir -p build
	@$(BIN)/python -m tests.package.oldest >build/oldest.txt
	@$(BIN)/python -m venv build/oldest
	@build/oldest/bin/python -m pip install --quiet --disable-pip-version-check --requirement build/oldest.txt \
		--editable . cssselect hypothesis jsonschema packaging pytest pytest-cov pytest-randomly selenium setuptools

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Guidedex needs Python 3.11 or later; python3 is $$(python3 --version 2>&1)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: its venv module is not complete." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The tests of the pages drive Chromium, those of proxies run nginx; where one is not there and may not be installed,
# its tests are skipped.
browser:
	@packages=; \
	command -v chromium >/dev/null && command -v chromedriver >/dev/null || packages="chromium chromium-driver"; \
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || packages="$$packages nginx-light"; \
	if [ -z "$$packages" ]; then exit 0; fi; \
	get="apt-get install -y --no-install-recommends $$packages"; \
	if ! command -v apt-get >/dev/null; then root=none; \
	elif [ "$$(id -u)" = 0 ]; then root=; \
	elif [ -n "$$CI" ] && command -v sudo >/dev/null; then root="sudo -n"; else root=none; fi; \
	if [ "$$root" = none ]; then echo "Tests of pages or proxies are skipped; they need: $$get"; exit 0; fi; \
	$$root apt-get update -q && $$root env DEBIAN_FRONTEND=noninteractive $$get
