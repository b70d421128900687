# Everything a person does with this checkout. `make` alone lists it.

PORT        = 8000
HOST        = 127.0.0.1
DATA        =
TESTS       =
VAR         =
TORCH_INDEX ?=
PYTHON      ?=
CHROMIUM    ?=

export TORCH_INDEX PYTHON CHROMIUM
export PYTHONUTF8 = 1

.PHONY: help run test check bench prove clean
.DEFAULT_GOAL := help

help: # List what there is
	@awk -F': .*# ' '/^[a-z]+:.* # /{printf "make %-7s %s\n", $$1, $$2}' Makefile

run: # Set up and serve: PORT=8000 HOST=127.0.0.1 DATA=folder TORCH_INDEX=index of CPU builds
	@sh scripts/prepare.sh run
	@.venv/bin/python -ES scripts/port_is_free.py "$(HOST)" "$(PORT)"
	@exec .venv/bin/companion serve --host "$(HOST)" --port "$(PORT)" $(foreach folder,$(DATA),--data "$(folder)")

test: # Set up and run all tests, or some: TESTS=tests/oracles
	@sh scripts/prepare.sh test
	@sh scripts/run_tests.sh $(TESTS)

check: # Format, lint, types and what may import what
	@sh scripts/prepare.sh test
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: # Measure against what others do; prints budgets and ratios
	@sh scripts/prepare.sh test
	@.venv/bin/python -m bench

prove: # Run the long proofs
	@sh scripts/prepare.sh test
	@sh scripts/run_tests.sh -m prove tests

clean: # Remove .venv and caches; state in var/ stays unless VAR=1
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist bench/publicodes/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -n "$(VAR)" ]; then rm -rf var; echo "Removed .venv, caches and the state in var/."; \
	else echo "Removed .venv and caches. The state in var/ stays; to remove it too: make clean VAR=1"; fi
