# Everything a person runs by hand. `make` alone lists it; each target does its own set-up and is quick the second time.

.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= 4
export PIP_ROOT_USER_ACTION = ignore

.PHONY: help demo test check golden migrate bench docs languages lock clean

help:
	@awk '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
	      /^[a-z]+:.*##/ { split($$0, part, ":.*## "); printf "  make %-9s %s\n", part[1], part[2] }' $(MAKEFILE_LIST)
	@echo

##@ Try it
demo: $(VENV)/ready-to-run ## start Second Look with a stand-in ATS and invented people
	@$(BIN)/second-look demo

migrate: $(VENV)/ready-to-run ## bring the database named by SECOND_LOOK_DATABASE_URL to this version
	@$(BIN)/second-look migrate

##@ Change it
test: $(VENV)/ready-to-test ## run all tests, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup

check: $(VENV)/ready-to-test ## lint, formatting, types, import contracts, the rules of the house
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q tests/house

golden: $(VENV)/ready-to-test ## write the golden files anew; look at the difference before you commit it
	@GOLDEN=1 $(BIN)/python -m pytest -q -k golden

docs: $(VENV)/ready-to-run ## write the generated pages anew
	@$(BIN)/python -c "from app.lifecycle import as_markdown; print(as_markdown(), end='')" > docs/lifecycle.md

bench: $(VENV)/ready-to-test ## run the benchmarks; each prints one table and asserts nothing
	@for table in $$(grep -l __main__ bench/*.py); do $(BIN)/python -m "bench.$$(basename "$$table" .py)" || exit 1; done

##@ Look after it
languages: $(VENV)/ready-to-test ## bring the catalogues of languages up to date with the sentences in code and pages
	@$(BIN)/pybabel -q extract --mapping-file pyproject.toml --keywords "_ N_ ngettext:1,2" --no-location --sort-output \
	    --omit-header --output $(VENV)/sentences.pot app
	@for file in app/languages/*.po; do $(BIN)/pybabel -q update --input-file $(VENV)/sentences.pot --output-file $$file \
	    --locale $$(basename $$file .po) --no-fuzzy-matching --ignore-obsolete --width 120 || exit 1; done

lock: $(VENV)/ready-to-lock ## resolve the dependencies anew into requirements*.lock
	@for part in "requirements-dev.lock --group dev" "requirements.lock --constraint requirements-dev.lock"; do \
	    $(BIN)/uv pip compile pyproject.toml --output-file $$part $(LOCK) || exit 1; done
	@echo "hatchling" | $(BIN)/uv pip compile - --constraint requirements-dev.lock \
	    --output-file requirements-build.lock $(LOCK)

clean: ## remove the environment and the caches, never data
	@rm -rf $(VENV) dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header --no-emit-index-url \
        --no-emit-find-links

# A stamp is older than its lock file when the lock changed, and then make installs again.
$(VENV)/ready-to-run: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Second Look runs on (once; some minutes on a slow line) ..."
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-to-test: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need (once; some minutes on a slow line) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-to-lock: | $(BIN)/python
	@$(PIP) install "uv>=0.13"
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Second Look needs Python 3.11 or newer and found none (tried python3.13 to python3.11, and python3)."; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3.12 demo"; exit 1; \
	fi; \
	"$$found" -m venv --clear $(VENV) || { rm -rf $(VENV); \
	    echo "$$found cannot make environments: install its venv module (on Debian: apt-get install python3-venv)."; exit 1; }
