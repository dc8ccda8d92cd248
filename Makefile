# Everything a newcomer types. Needs Python >= 3.11 (with venv) and make; installs the rest.
PYTHON ?= python3
VENV   := .venv
LOCK   := requirements.lock
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

SHELL := /bin/bash

# Says how far pip is; shows all that it says when something goes wrong.
PROGRESS := awk '/^Collecting /{n++; if (n % 10 == 0) {print "      " n " packages fetched"; fflush()}} \
  /^Installing collected/{print "      unpacking " n " packages"; fflush()} /ERROR|error:/{print; fflush()}'

# Tests that touch a database. Those of `analysis`, of the formats, of advice and of the tree as such
# never see one, and need no second run.
DATABASE_TESTS := tests/questionnaires tests/surveyapp \
  --ignore=tests/questionnaires/formats --ignore=tests/questionnaires/library \
  --ignore=tests/questionnaires/advice
# Browser journeys and the docs take longest. `make check` runs a second time those that answer,
# close and release; `make test-postgresql` runs all.
JOURNEYS := tests/e2e tests/test_docs.py
JOURNEYS_TWICE := tests/e2e/test_survey.py tests/e2e/test_demo.py tests/e2e/test_half_year.py

# The newest Django asks for a newer Python than the oldest that we support.
NEXT_PYTHONS := python3.13 $(wildcard $(HOME)/.pyenv/versions/3.13.*/bin/python3.13)

.PHONY: help setup demo test test-postgresql check check-next again lint types contracts attack bench \
  screenshots lock messages clean

help:  ## say what can be typed
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## create .venv with the locked dependencies

$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Candor needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "[1/2] Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "[2/2] Installing the locked dependencies (about a minute)"
	@set -o pipefail; \
	  $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --no-input \
	  --require-hashes --only-binary :all: -r $(LOCK) 2>&1 | $(PROGRESS)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP)  ## the whole product with made-up answers, on http://127.0.0.1:8000
	@$(BIN)/python manage.py demo --serve

test: $(STAMP)  ## unit, doctests and browser tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-postgresql: $(STAMP)  ## tests that touch a database, on two PostgreSQL servers that they start
	@$(BIN)/python -m pytest -p tests.postgresql -n auto --dist loadfile $(DATABASE_TESTS) \
	  $(JOURNEYS)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy

contracts: $(STAMP)
	@$(BIN)/lint-imports

check: lint types contracts  ## all that a change has to pass
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python tests/deploy_check.py
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test-postgresql JOURNEYS="$(JOURNEYS_TWICE)"

check-next:  ## the tests on the newest Django, with Python 3.13, in .venv-next
	@for python in $(NEXT_PYTHONS); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then \
	    exec $(MAKE) --no-print-directory again PYTHON=$$python VENV=.venv-next \
	      LOCK=requirements-next.lock; \
	  fi; \
	done; \
	echo "check-next needs Python 3.13 (python3.13, or one of pyenv), and none is here."; exit 1

again: $(STAMP)
	@$(BIN)/python -c 'import django, sys; print("Django", django.__version__, "on Python", sys.version)'
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python tests/deploy_check.py
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test-postgresql

attack: $(STAMP)  ## an hour of attacks on small worlds; for the night
	@CANDOR_WORLDS=200000 $(BIN)/python -m pytest -n auto tests/analysis/test_attacks.py -k any_world

bench: $(STAMP)  ## measure speed and memory, on a machine that does nothing else
	@$(BIN)/python -m pytest tests/bench/bench_*.py -s

screenshots: $(STAMP)  ## take the pictures of the docs anew
	@$(BIN)/python -m tests.e2e.screenshots
	@CANDOR_PICTURES=1 $(BIN)/python -m pytest -q -n auto tests/e2e/test_respondent_pages.py -k axe
	@CANDOR_PICTURES=1 $(BIN)/python -m pytest -q -n auto tests/analysis/exports/test_gallery.py -k drawn
	@$(BIN)/python -m tests.methods_chart

RESOLVE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate \
  --no-header --all-extras pyproject.toml

lock:  ## resolve the dependencies anew (needs uv); the lock of check-next differs in Django alone
	$(RESOLVE) --python-version 3.11 -c <(echo 'django<6') -o requirements.lock
	cp requirements.lock requirements-next.lock
	$(RESOLVE) --python-version 3.13 -c <(echo 'django>=6') -o requirements-next.lock

MESSAGES := --no-wrap --add-location file -e html,txt,py \
  $(foreach folder,analysis build demo-report deploy docs tests var,-i '$(folder)/*')

# The texts of `analysis` are a domain of their own, because it runs without Django.
WORDS := --no-wrap --add-location=file --sort-by-file
ANALYSIS_WORDS = xgettext --language=Python --from-code=UTF-8 --keyword=_ --keyword=gettext_noop \
  $(foreach name,_:1 gettext_noop:1 ngettext:1 ngettext:2,--flag=$(name):no-python-format) \
  --package-name=Candor --output=- $(WORDS) \
  $(shell find analysis -name '*.py' | sort)

messages:  ## bring the catalogues up to date with the sources and compile them (needs GNU gettext)
	@command -v msgfmt >/dev/null \
	  || { echo "This needs GNU gettext. On Debian: apt-get install gettext"; exit 1; }
	@$(BIN)/python manage.py makemessages $(MESSAGES) -l de -l es --no-obsolete
	@sed -i '/^"POT-Creation-Date: /d' surveyapp/locale/*/LC_MESSAGES/django.po
	@cd surveyapp && ../$(BIN)/python ../manage.py compilemessages
	@texts=$$(mktemp) && trap 'rm -f "$$texts"' EXIT && $(ANALYSIS_WORDS) > "$$texts" \
	  && for catalogue in analysis/locale/*/LC_MESSAGES/analysis.po; do \
	    msgmerge --quiet --update --backup=none $(WORDS) "$$catalogue" "$$texts" \
	    && msgattrib --no-obsolete --no-wrap --output-file="$$catalogue" "$$catalogue" \
	    && sed -i -e '/^"POT-Creation-Date: /d' -e '/^#, no-python-format$$/d' \
	      -e 's/^#, no-python-format, /#, /; s/, no-python-format//' "$$catalogue" \
	    && msgfmt --output-file="$${catalogue%.po}.mo" "$$catalogue" || exit 1; \
	  done
	@for catalogue in */locale/*/LC_MESSAGES/*.po; do \
	  echo "$$catalogue: $$(msgfmt --statistics -o /dev/null $$catalogue 2>&1)"; done

clean:  ## remove what the demonstration made; keeps .venv
	rm -rf var demo-report
