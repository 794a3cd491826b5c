# The whole vocabulary: setup, play, test, check, bench. Every target does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
DEV_STAMP := $(VENV)/.complete-dev
ARGS ?=

.PHONY: chaos day help setup play test check lint types rules bench lock
.DEFAULT_GOAL := help

help: ## what can be made
	@echo "make setup | play | test | check | bench   (ARGS=... is handed on)"

setup: $(DEV_STAMP) ## everything that running, testing and checking needs

$(STAMP): requirements.lock .ci/venv
	@sh .ci/venv "$(PYTHON)" "$(VENV)"
	@"$(BIN)/python" -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@touch "$@"

$(DEV_STAMP): requirements-dev.lock .ci/venv .ci/peer tests/support/peer/package-lock.json
	@sh .ci/venv "$(PYTHON)" "$(VENV)"
	@"$(BIN)/python" -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@sh .ci/peer
	@touch "$(STAMP)" "$@"

play: $(STAMP) ## a local Slack workspace in the browser, with the bot in it
	@exec "$(BIN)/python" -m bot play $(ARGS)

test: $(DEV_STAMP)
	@THINKTWICE_EGRESS=loopback "$(BIN)/python" -m pytest -n 2 $(ARGS)

day: $(DEV_STAMP) ## a day of 30 people in two workspaces, played whole; prints what each of them saw
	@"$(BIN)/python" tests/scenarios/day

chaos: $(DEV_STAMP) ## 1,000 questions while processes are killed; a table of what was lost (ARGS=--seed=N)
	@THINKTWICE_EGRESS=loopback "$(BIN)/python" tests/chaos $(ARGS)

check: lint types rules ## format, lint, types, house rules; -j2 runs them side by side

lint: $(DEV_STAMP)
	@"$(BIN)/ruff" format --check --quiet .
	@"$(BIN)/ruff" check --quiet .

types: $(DEV_STAMP)
	@"$(BIN)/mypy"

rules: $(DEV_STAMP)
	@"$(BIN)/python" -m pytest tests/house $(ARGS)

bench: $(STAMP)
	@"$(BIN)/python" -m bot bench $(ARGS)

lock: ## for maintainers: needs uv
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
