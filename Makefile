# The verbs of the project. Everything is installed in the project: uv in .tools/ when it is absent, packages in .venv/.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_COMPILE_BYTECODE := 1
export RASA_TELEMETRY_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run test bench train check format install

help: ## show the verbs
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

run: install ## install, train if needed, start the service with the demonstration shop (PORT=8080)
	@$(UV) run --no-sync savia train --if-stale
	@SAVIA_PORT=$${PORT:-$${SAVIA_PORT:-8080}} $(UV) run --no-sync savia serve --demonstration

# The browser's driver keeps an event loop of its own: what drives a browser runs in a process of its own.
BROWSER := tests/desk/test_in_browser.py tests/widget

test: install ## install, train if needed, pass the tests
	@$(UV) run --no-sync savia train --if-stale
	@status=0; \
	$(UV) run --no-sync pytest -n auto --dist loadfile $(addprefix --ignore=,$(BROWSER)) || status=1; \
	for part in $(BROWSER); do $(UV) run --no-sync pytest $$part || status=1; done; \
	exit $$status

bench: install ## measure side by side and print the table
	@$(UV) run --no-sync savia train --if-stale
	@$(UV) run --no-sync python -m bench

train: install ## train the model
	@$(UV) run --no-sync savia train

check: install ## style, types, texts
	@$(UV) run --no-sync ruff check .
	@$(UV) run --no-sync ruff format --check .
	@$(UV) run --no-sync mypy

format: install ## format the code
	@$(UV) run --no-sync ruff check --fix .
	@$(UV) run --no-sync ruff format .

install: .venv/.installed ## install everything in the project

.venv/.installed: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet
	@touch $@

.tools/bin/uv:
	@python3 -m venv .tools 2>/dev/null || python3 -m pip install --quiet --target .tools/lib virtualenv
	@if [ -x .tools/bin/pip ]; then .tools/bin/pip install --quiet --disable-pip-version-check uv; \
	else python3 -m pip install --quiet --disable-pip-version-check --prefix .tools uv; fi

uv:
	@true
