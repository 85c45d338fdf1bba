# One command for each thing a person does here. Everything is installed into .venv/ from the hashed locks.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

.PHONY: help setup demo run test soak check format texts bench lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements.lock
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.development: $(VENV)/.python requirements-dev.lock
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

setup: $(VENV)/.runtime ## install what the bot needs into .venv/

demo: setup ## the bot, a sandbox instead of Telegram, and a chat page in your browser
	@$(BIN)/python -m bot demo $(if $(PORT),--port $(PORT))

run: setup ## the real bot, configured by .env
	@$(BIN)/python -m bot run

test: $(VENV)/.development ## install the test tools and run all tests
	$(BIN)/python -m pytest

soak: $(VENV)/.development ## kill the bot 200 times on each database, and at every commit and request (an hour)
	CRASH_ENDS=200 KILL_POINTS=all $(BIN)/python -m pytest tests/e2e/test_crash.py tests/e2e/test_kill_points.py -o timeout=0

check: $(VENV)/.development ## lint, format and types
	$(BIN)/ruff check bot migrations tests bench
	$(BIN)/ruff format --check bot migrations tests bench
	$(BIN)/mypy

format: $(VENV)/.development ## let ruff format and mend what it can
	$(BIN)/ruff check --fix bot migrations tests bench
	$(BIN)/ruff format bot migrations tests bench

LOCALES := bot/texts/locales
LANGUAGES := ru tr ar es

texts: $(VENV)/.runtime ## bring the catalogues up to date with the texts in the sources
	PYTHONPATH=. $(BIN)/pybabel --quiet extract -F babel.cfg -o $(VENV)/bot.pot --sort-by-file --add-location=file --no-wrap .
	@for language in $(LANGUAGES); do \
		test -f $(LOCALES)/$$language/LC_MESSAGES/bot.po || \
			$(BIN)/pybabel --quiet init -i $(VENV)/bot.pot -d $(LOCALES) -D bot -l $$language --no-wrap; \
		$(BIN)/pybabel --quiet update -i $(VENV)/bot.pot -d $(LOCALES) -D bot -l $$language --no-wrap --ignore-pot-creation-date --ignore-obsolete; \
	done

bench: $(VENV)/.development ## print the figures: loading, commands, deliveries, memory
	$(BIN)/python -m bench

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

lock: ## renew the hashed locks from pyproject.toml (needs uv)
	$(LOCK) --upgrade pyproject.toml --group dev -o requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock pyproject.toml -o requirements.lock # what runs is what was tested

clean: ## remove what these commands made, but no data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
