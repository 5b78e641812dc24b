# Everything lives in .venv/ and data/ below this folder; remove both to start anew.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: demo test prove browsers lint lint-types lint-style check bench messages lock clean

## demo: set everything up, load the sample posts, serve the site
demo: .venv/.installed
	@exec $(MANAGE) demo --host "$(HOST)" --port "$(PORT)"

## test: set everything up, then lint, types, checks and every test
test: .venv/.installed-dev
	@$(MAKE) --no-print-directory -j2 lint check
	$(BIN)/pytest -n auto

## prove: the long form of the tests marked `proof` (kills, floods, 100,000 posts), and further cases of others; half an hour
prove: .venv/.installed-dev
	PROVE=1 $(BIN)/pytest -v -m "proof or variation" --durations=0 --durations-min=1

## browsers: the stories that matter most in Firefox and WebKit, where Debian's firefox-esr and webkit2gtk-driver are installed
browsers: .venv/.installed-dev
	BROWSERS=1 $$([ "$$DISPLAY$$WAYLAND_DISPLAY" ] || ! command -v xvfb-run > /dev/null || echo xvfb-run -a) \
		$(BIN)/pytest -v -p no:randomly tests/other_browsers

lint: lint-types lint-style

lint-types: .venv/.installed-dev
	$(BIN)/mypy

lint-style: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --lint --quiet templates

check: .venv/.installed-dev
	$(MANAGE) makemigrations --check --dry-run
	SITE_URL=https://example.org SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(MANAGE) check --deploy --fail-level WARNING

## bench: each benchmark prints a ratio against something public; ARGS=--short takes two minutes, not thirty
bench: .venv/.installed-dev
	@$(BIN)/python -m tests.benchmarks $(ARGS)

## messages: collect the texts of the interface into django.po and compile it; needs gettext
messages: .venv/.installed
	$(MANAGE) makemessages -v0 -l zh_Hans --no-location --no-obsolete -i .venv -i data -i tests -i docs
	$(MANAGE) compilemessages -v0 -l zh_Hans -i .venv

## lock: renew the lock files after a change of pyproject.toml
lock:
	uv pip compile -q pyproject.toml --universal --generate-hashes --no-annotate --no-header -o requirements.txt
	uv pip compile -q pyproject.toml --extra s3 --universal --generate-hashes --no-annotate --no-header \
		-c requirements.txt -o requirements-s3.txt
	uv pip compile -q pyproject.toml --extra diagrams --universal --generate-hashes --no-annotate --no-header \
		-c requirements.txt -o requirements-diagrams.txt
	uv pip compile -q pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header \
		-c requirements.txt -o requirements-dev.txt

# Not .venv/bin/python: that is there even where venv failed for want of pip.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

# --no-compile: Python compiles what is imported when it is, which is a fraction of all.
.venv/.installed: requirements.txt requirements-diagrams.txt | .venv/bin/pip
	@echo "Installing what it needs; this takes a minute the first time."
	@$(BIN)/pip install -qq --no-compile --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -qq --no-compile --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements-diagrams.txt 2> /dev/null || echo "Diagrams will be shown as source: what requirements-diagrams.txt names could not be installed."
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/pip
	@echo "Installing what it needs; this takes a minute the first time."
	@$(BIN)/pip install -qq --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.installed

clean:
	rm -rf .venv data
