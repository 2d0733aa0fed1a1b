# Withi. `make help` lists what there is; a fresh machine needs python3 (3.11 or newer) with venv, and make.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes
CATALOGUE := locale/th/LC_MESSAGES/django
ASSETS := assets/vendor/.stamp
STATIC := $(or $(WITHI_VAR),var)/static/staticfiles.json
ASSET_FILES := $(shell find assets -type f -not -path '*/node_modules/*' -not -path '*/vendor/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: run test setup check lint types bench bench-quick bench-planner faults measure demo room help
.DELETE_ON_ERROR:

run: export WITHI_DEMO ?= 1
run: $(VENV)/.base $(ASSETS) $(CATALOGUE).mo $(STATIC) ## Set everything up and serve the demo province at http://localhost:8000
	@$(PY) manage.py migrate --noinput --verbosity 0
	@$(PY) manage.py demo --if-empty
	@$(PY) -m withi.kit.trips
	@$(VENV)/bin/withi serve --with-worker

test: setup ## Set everything up and run all tests: SQLite, PostgreSQL, browser (ARGS="-k name" for some)
	@$(PY) tools/run_tests.py $(ARGS)

setup: $(VENV)/.dev $(ASSETS) $(CATALOGUE).mo ## Everything a developer needs: packages, fonts, compiled messages

check: setup ## All gates: style, types, architecture, messages
	@$(PY) tools/check.py

lint: setup ## The gates without types
	@$(PY) tools/check.py lint

types: setup ## mypy alone
	@$(PY) tools/check.py types

measure: setup ## Print the style of the house in numbers
	@$(PY) tools/measure.py

bench: setup $(STATIC) ## Measure pages, import, search and figures on both databases; writes bench/latest.json
	@$(PY) -m bench $(ARGS)

bench-quick: setup $(STATIC) ## Only see that all of it runs (make test does it too)
	@$(PY) -m bench --quick $(ARGS)

bench-planner: setup ## Measure the trip planner (ARGS="--harness FOLDER" for the benchmark)
	@$(PY) -m bench.planner $(ARGS)

faults: setup ## Every fault in full number on both databases (make test runs a few of each)
	@$(PY) tools/faults.py $(ARGS)

demo: export WITHI_DEMO ?= 1
demo: $(VENV)/.base $(CATALOGUE).mo ## Load the demo province into an empty database
	@$(PY) manage.py migrate --noinput --verbosity 0
	@$(PY) manage.py demo

room: setup ## Write a room's skeleton: make room NAME=floor/room TERM=ชื่อไทย PARTS="models rules actions"
	@$(PY) tools/room.py "$(NAME)" $(if $(TERM),--term "$(TERM)") $(if $(PARTS),--parts "$(PARTS)")

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit("Withi needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No venv here: apt-get install python3-venv"; exit 1; }

$(VENV)/.base: requirements/base.txt tools/link.py | $(PY)
	@echo "Installing packages ..."
	@$(PIP) -r requirements/base.txt
	@$(PY) tools/link.py
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(PIP) -r requirements/dev.txt
	@touch $@

# Without a system npm, Node comes as a locked package; Thai words for paper come as one too.
$(ASSETS): assets/package.json assets/package-lock.json requirements/words.txt tools/assets.py tools/province_paths.py \
    withi/kit/paper/faces.py withi/kit/paper/own_words.txt | $(VENV)/.base
	@$(PIP) --no-deps -r requirements/words.txt
	@command -v npm >/dev/null || $(PIP) -r requirements/node.txt
	@$(PY) tools/assets.py
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po tools/messages.py | $(VENV)/.base
	@$(PY) tools/messages.py compile

$(STATIC): $(ASSETS) $(ASSET_FILES) | $(VENV)/.base
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@
