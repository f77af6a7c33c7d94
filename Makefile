# Everything here sets itself up: a machine with Python 3.11 and make is enough.
#
#   make demo       a complete desk on this machine, nothing to configure
#   make test       every test; ARGS="-k timing" for some, TESTS=tests/rules for a folder
#   make quick      the rules and what a change touches, in seconds; make test before it is taken
#   make check      format, lint, types
#   make docs       the pages that are made from the code
#   make golden     the pages that show every mail in every language (tests/golden)
#   make scoreboard how well real mails are read      make bench      what a mail costs
#   make simulate   weeks of bad luck in seconds      make crash      killing it on real servers
#   make fuzz       damaged mails by the thousand

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
DEV := $(VENV)/installed-dev
TESTS ?=
ARGS ?=
SEEDS ?= 1-1000
WORKERS ?= 2
COUNT ?= 20000

.PHONY: help venv demo check quick test docs golden scoreboard fuzz simulate crash bench clean

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

venv: $(DEV)

$(DEV): pyproject.toml constraints.txt scripts/make-venv.sh
	@scripts/make-venv.sh dev

$(VENV)/installed-demo: pyproject.toml constraints.txt scripts/make-venv.sh
	@scripts/make-venv.sh demo

demo: $(VENV)/installed-demo
	@FRONTDESK_BY_MAKE=1 $(BIN)/frontdesk demo $(ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python scripts/make_docs.py --check

quick: $(DEV)
	@$(BIN)/pytest -q -m "not live and not slow" $(ARGS) tests/rules $$($(BIN)/python scripts/touched_tests.py)

# Without the servers the live tests are skipped, and said so; in CI (CI=true) nothing may be skipped.
test: $(DEV)
	@scripts/install-servers.sh || test "$$CI" != true
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(ARGS) $(TESTS)

docs: $(DEV)
	$(BIN)/python scripts/make_docs.py

golden: $(DEV)
	@PYTHONPATH=tests $(BIN)/python -m golden_mails

scoreboard: $(DEV)
	@PYTHONPATH=tests $(BIN)/python -m scoreboard $(ARGS)

fuzz: $(DEV)
	@PYTHONPATH=tests $(BIN)/python -m fuzz --count $(COUNT) $(ARGS)

bench: $(DEV)
	@scripts/install-servers.sh
	@$(BIN)/python -m bench $(ARGS)

simulate: $(DEV)
	@PYTHONPATH=tests $(BIN)/python -m simulation --seeds $(SEEDS) $(ARGS)

crash: $(DEV)
	@scripts/install-servers.sh
	@PYTHONPATH=tests $(BIN)/python -m crash $(ARGS)

clean:
	rm -rf build dist *.egg-info demo-result .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
