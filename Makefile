# What a person types: `make run` and `make test`. Everything else is here to keep those two short.
# Each step leaves a stamp, so that the next call does only what has changed.

PYTHON ?= python3
ARGS ?=
UV_VERSION := 0.13.9
# Processes among which the tests are shared out: many wait for others they have started.
JOBS ?= 3

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -qq
LOCKED := $(INSTALL) --require-hashes --requirement
NPM_DIR := tests/npm
CODE := bot handlers skills tests

# Every process that the tests start would translate all of the code anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run language dev npm chromium test pictures check format bench heads attacks soak lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

install: $(VENV)/.piazza ## Set up .venv with all that the bot needs

run: install ## Set up, then run the bot
	@$(BIN)/piazza run $(ARGS)

language: install ## Add the language model: what is alike is found across languages
	@$(LOCKED) .ci/requirements-language.txt

test: dev npm chromium ## Set up, then run all tests (ARGS='-k kudos' for some)
	$(BIN)/pytest -n $(JOBS) $(ARGS)

check: dev ## Formatting, lint, types, import walls
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy -n 2
	$(BIN)/lint-imports

format: dev ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

bench: dev ## Speed, against floors measured in the same run
	$(BIN)/python -m tests.bench $(ARGS)

heads: dev ## Train what tells customers' words, and judge it; the result goes into docs/understanding.md
	$(BIN)/python -m tests.heads

attacks: dev ## Try to find out who answered what; the result goes into docs/privacy (ARGS='-m "soak or not soak"' for all)
	$(BIN)/python -m pytest -n $(JOBS) -p tests.attacks.report tests/attacks $(ARGS)

soak: dev npm ## Long fault and attack runs
	$(BIN)/pytest -m soak $(ARGS)

pictures: dev npm chromium ## Take the pictures of README and docs from the playgrounds
	@$(BIN)/python -m tests.browser.pictures
	@$(BIN)/python -m tests.browser.pictures_teams

dev: install $(VENV)/.dev

# ---- The Python side ----

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Piazza needs Python 3.11 or newer, and '$(PYTHON)' is not there. Install it, or say: make PYTHON=/path/to/python3" >&2; exit 1; }
	@said=$$($(PYTHON) -c 'import sys; print("Python", *sys.version_info[:2], sys.version_info >= (3, 11))' 2>/dev/null); case "$$said" in \
	"Python "*" True") ;; \
	"Python "*) echo "Piazza needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Install a newer one, or say: make PYTHON=/path/to/python3" >&2; exit 1 ;; \
	*) echo "'$(PYTHON)' is no Python, and Piazza needs Python 3.11 or newer; say: make PYTHON=/path/to/python3" >&2; exit 1 ;; esac
	@[ -w . ] || { echo "Piazza sets itself up in this folder, and $(CURDIR) may not be written; clone it where you may write" >&2; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: .ci/requirements.txt $(VENV)/.made
	@echo "Installing the libraries (a minute or two the first time)"
	@$(LOCKED) $<
	@touch $@

$(VENV)/.piazza: pyproject.toml $(VENV)/.run
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: .ci/requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need"
	@$(LOCKED) $<
	@touch $@

# ---- The npm side: a local Slack and a local Teams to test against, and axe-core for the browser ----

npm:
	@{ command -v npm >/dev/null && $(MAKE) --silent $(NPM_DIR)/node_modules/.stamp; } \
	|| { echo "No local Slack, no local Teams and no axe-core, for npm is missing or failed: the tests with them are skipped (with CI=true this is a failure)" >&2; [ "$(CI)" != true ]; }

$(NPM_DIR)/node_modules/.stamp: $(NPM_DIR)/package-lock.json
	@echo "Installing a local Slack, a local Teams and axe-core for the tests"
	@npm ci --prefix $(NPM_DIR) --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D)
	@touch $@

# ---- The browser, when it may be brought: by root, or by sudo that asks for no password ----

chromium:
	@for name in chromium chromium-browser google-chrome; do ! command -v $$name >/dev/null || exit 0; done; \
	as=; [ "$$(id -u)" = 0 ] || as='sudo -n'; \
	{ command -v apt-get >/dev/null && $$as true 2>/dev/null && echo "Installing Chromium for the tests" \
	&& { $$as apt-get update -qq; $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } \
	|| { echo "No Chromium, for apt may not or could not bring it: the tests in a browser are skipped (with CI=true this is a failure)" >&2; [ "$(CI)" != true ]; }

# ---- The locks: hashes, and no address of any package index ----

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate pyproject.toml --group build

lock: ## Renew the locks from pyproject.toml and package.json
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && $(PYTHON) -m venv "$$tools" \
	&& "$$tools/bin/pip" install --quiet uv==$(UV_VERSION) && export UV_CUSTOM_COMPILE_COMMAND='make lock' \
	&& "$$tools/bin/"$(COMPILE) --output-file .ci/requirements.txt \
	&& "$$tools/bin/"$(COMPILE) --group dev --constraints .ci/requirements.txt --output-file .ci/requirements-dev.txt \
	&& "$$tools/bin/"$(COMPILE) --extra language --constraints .ci/requirements-dev.txt --output-file .ci/requirements-language.txt
	@npm install --prefix $(NPM_DIR) --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error

clean: ## Remove what was set up and built (never the data in .piazza)
	rm -rf $(VENV) $(NPM_DIR)/node_modules build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
