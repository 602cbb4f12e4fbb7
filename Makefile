# The two commands are `make run` and `make test`; both need only Python 3.11 (with venv) and make.
SHELL := /bin/sh
PORT ?= 8000
MYCIC_DATA ?= $(CURDIR)/.mycic
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test requirements lint types contracts format lock bench coverage journeys-all kills-all check-python check-port

# --- The demonstration -----------------------------------------------------------------------------------------

run: check-port .venv/installed
	@mkdir -p "$(MYCIC_DATA)" && chmod 700 "$(MYCIC_DATA)"
	@printf 'MYCIC_DEMO=1\nMYCIC_PLAIN_HTTP=1\nMYCIC_DATA=%s\nMYCIC_SITE_ORIGIN=http://localhost:%s\n' \
	  "$(abspath $(MYCIC_DATA))" "$(PORT)" > .env
	@$(MANAGE) compile_catalogue
	@$(MANAGE) init_keys
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) demo_world
	@exec $(MANAGE) demo_serve --port "$(PORT)"

check-port: check-python
	@$(PYTHON) -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	  s.bind(("127.0.0.1", int(sys.argv[1])))' "$(PORT)" 2>/dev/null \
	  || { echo "Port $(PORT) cannot be used here: choose another one, for example PORT=8001 make run." >&2; exit 1; }

# --- Tests -------------------------------------------------------------------------------------------------------

test: .venv/installed
	@$(BIN)/python -m tests.suite

requirements: .venv/installed
	@$(BIN)/python -m tests.report

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/djlint templates --lint --quiet

types: .venv/installed
	$(BIN)/mypy mycic privacy accounts documents messaging applications tests

contracts: .venv/installed
	$(BIN)/lint-imports

format: .venv/installed
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

bench: .venv/installed
	@$(BIN)/python -m tests.bench

coverage: .venv/installed
	@$(BIN)/python -m tests.coverage_floor

journeys-all: .venv/installed
	MYCIC_JOURNEYS=all $(BIN)/pytest tests/journeys

kills-all: .venv/installed
	MYCIC_KILLS=all $(BIN)/pytest tests/proofs/test_killed.py tests/documents/test_killed.py

# --- What both stand on --------------------------------------------------------------------------------------------

check-python:
	@$(PYTHON) -c 'import sys, venv, ensurepip; assert sys.version_info[:2] == (3, 11)' 2>/dev/null \
	  || { echo "MyCIC needs Python 3.11 with its venv module: install python3.11 and python3.11-venv." >&2; exit 1; }

# uv makes this quick where it is installed; pip does the same everywhere. The lock file names every package, so nothing
# is resolved again: a release made after it (coverage, asked for with an extra) must not break a fresh clone.
.venv/installed: requirements.txt | check-python
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@{ command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.txt; } \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch .venv/installed

lock:
	uv lock
	uv export --frozen --all-groups --extra s3 --no-header --no-annotate --format requirements-txt > requirements.txt
