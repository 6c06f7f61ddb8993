# Two commands for newcomers: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
READY := .venv/.ready
PORT ?= 8070
# The tests of a file share what they start; most wait more than they work.
WORKERS := -n 4 --dist loadfile
TIMES ?= 1

# The suite and the demo start many processes: none shall compile again what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-long steady slow mutants conformance run bench lint format types migrations layers catalogues check

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(READY)  ## a workspace with the bot in it, in your browser (PORT=8070, NO_BROWSER=1, FRESH=1)
	@PORT=$(PORT) NO_BROWSER=$(NO_BROWSER) FRESH=$(FRESH) $(BIN)/aiuse-bot demo

test: $(READY)  ## the whole suite (TEST_DATABASE_URL=postgresql://… to use a server of yours)
	$(BIN)/pytest $(WORKERS) $(TESTS)

test-long: $(READY)  ## the suite with many more examples of all that is random (half an hour)
	TEST_LENGTH=long $(BIN)/pytest $(WORKERS) $(TESTS)

steady: $(READY)  ## the suite while the machine is kept busy, files in random order (TIMES=1, TESTS=…)
	$(BIN)/python scripts/steady.py --times $(TIMES) $(WORKERS) $(TESTS)

slow: $(READY)  ## the suite, and the twenty tests and files that take longest
	$(BIN)/pytest $(WORKERS) --durations=20 --junitxml=build/junit.xml $(TESTS)
	@$(BIN)/python scripts/slow.py build/junit.xml

mutants: $(READY)  ## break one guarantee after the other, and see the test for it turn red (MUTANTS=names)
	$(BIN)/python scripts/mutants.py $(MUTANTS)

conformance: $(READY)  ## is a server like Slack? (SLACK_API_URL=… and tokens, docs/sandbox.md; default: the sandbox)
	$(BIN)/pytest -q --force-enable-socket tests/sandbox/conformance

run: $(READY)  ## migrate, then run the bot with the settings of the environment and .env
	$(BIN)/aiuse-bot run --migrate

bench: $(READY)  ## measure; results also in build/bench.json
	$(BIN)/python -m benchmarks

lint: $(READY)  ## ruff
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(READY)  ## let ruff put things in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

layers: $(READY)  ## who may import whom
	$(BIN)/lint-imports

migrations: $(READY)  ## the models equal the migrations, up, down and up again
	$(BIN)/pytest -q tests/test_migrations.py

catalogues: $(READY)  ## every string a person sees is in both catalogues
	$(BIN)/pytest -q tests/test_i18n.py

check: lint types layers migrations catalogues  ## all checks, as CI runs them; what fails in the suite is run again, alone
	$(BIN)/python scripts/suite.py $(WORKERS) $(TESTS)

# Installed once, and again when the lock file changes. uv comes into the environment itself where the machine has none.
$(READY): uv.lock pyproject.toml
	@echo "Installing what is needed into .venv (once, about 15 seconds) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3 demo"; rm -rf .venv; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV= $(BIN)/uv sync --frozen --quiet --compile-bytecode
	@touch $(READY)
