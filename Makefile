# Two commands are enough: `make demo` and `make test`. Needs Python 3.11+ and make; the rest is fetched.
PYTHON ?= python3
DATA ?= .gyre
PORT ?= 8000
COUNT ?= 20000
SEED ?= 1
FUZZ_REPORT ?= /tmp/gyre-fuzz.jsonl

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, each of hundreds of processes would compile torch, MONAI and Django anew: seconds every time.
unexport PYTHONDONTWRITEBYTECODE
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts \
	frontend/tsconfig.json -type f 2>/dev/null)

.PHONY: setup demo up test lint openapi lock clean help bench-cxr bench-models bench-smart fuzz bench-dicomweb bench-editor \
	bench-large screenshots

help:
	@echo "make demo     serve the demonstration on http://127.0.0.1:$(PORT)"
	@echo "make test     run every check"
	@echo "make setup    .venv, dependencies, frontend build"
	@echo "make up       serve on the data folder $(DATA)"
	@echo "make lint     ruff, mypy and the import contracts only"
	@echo "make bench-models    training, drafting a pool and one pre-label, beside plain MONAI (QUICK=1 only runs it)"
	@echo "make bench-cxr    chest X-rays: lung Dice, pneumonia AUROC by sex, age and view, where the data is there (QUICK=1 only runs it)"
	@echo "make bench-smart     Dice against clicks, and how long a click takes"
	@echo "make fuzz     COUNT=200000 mutated uploads, the summary as Markdown"
	@echo "make bench-dicomweb  frames, metadata, searches and storing beside Orthanc, where it is installed"
	@echo "make bench-editor  how long a person waits in the editor, in Chromium on a real stack"
	@echo "make bench-large   a CT of 1,500 slices in the editor: said to be large, drawn on, saved"
	@echo "make screenshots  take docs/screenshots of editor and review anew, on phantoms"
	@echo "make openapi  write the API snapshot and the TypeScript types anew"
	@echo "make lock     write requirements/*.lock from what is installed"

setup: $(STAMPS)/runtime $(STAMPS)/build

demo: setup
	@exec $(BIN)/python manage.py demo --port $(PORT) --data $(DATA)

up: setup
	@exec $(BIN)/python manage.py up --port $(PORT) --data $(DATA)

test: setup $(STAMPS)/dev
	@exec $(BIN)/python tests/run_checks.py

lint: $(STAMPS)/runtime $(STAMPS)/dev
	@exec $(BIN)/python tests/run_checks.py --only ruff,format,mypy,imports

bench-models: $(STAMPS)/runtime
	@OMP_WAIT_POLICY=PASSIVE $(BIN)/python -W ignore -m tests.benchmarks.models $(if $(QUICK),--quick)

bench-cxr: $(STAMPS)/runtime
	@OMP_WAIT_POLICY=PASSIVE $(BIN)/python -W ignore -m tests.benchmarks.cxr $(if $(QUICK),--quick)

bench-smart: $(STAMPS)/runtime $(STAMPS)/dev
	@$(BIN)/python -W ignore -m tests.benchmarks.smart

fuzz: $(STAMPS)/dev
	@rm -f $(FUZZ_REPORT)
	@GYRE_FUZZ_COUNT=$(COUNT) GYRE_FUZZ_SEED=$(SEED) GYRE_FUZZ_REPORT=$(FUZZ_REPORT) \
		$(BIN)/python -m pytest -q -n 2 tests/fuzz/test_mutated_uploads.py
	@$(BIN)/python -m tests.fuzz.report $(FUZZ_REPORT)

bench-dicomweb: $(STAMPS)/runtime
	@$(BIN)/python -W ignore -m tests.benchmarks.dicomweb

bench-editor: setup
	@$(BIN)/python -W ignore -m tests.benchmarks.editor

bench-large: setup
	@$(BIN)/python -W ignore -m tests.benchmarks.editor --large

screenshots: setup $(STAMPS)/dev
	@$(BIN)/python -W ignore tests/take_pictures.py

openapi: $(STAMPS)/runtime $(STAMPS)/npm
	$(BIN)/python manage.py spectacular --format openapi-json --fail-on-warn --validate \
		--file frontend/src/api/openapi.json
	cd frontend && npm run --silent api

lock: $(STAMPS)/runtime $(STAMPS)/dev
	$(BIN)/python requirements/lock.py

clean:
	rm -rf $(VENV) frontend/node_modules frontend/dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is older. Say which one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# torch first, with its own dependencies; then everything else exactly as locked.
$(STAMPS)/runtime: requirements/runtime.lock | $(BIN)/python
	@mkdir -p $(STAMPS)
	$(BIN)/python -m pip install --quiet --no-compile torch==2.13.0
	$(BIN)/python -m pip install --quiet --no-compile --no-deps -r requirements/runtime.lock
	@touch $@

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/runtime
	$(BIN)/python -m pip install --quiet --no-compile --no-deps -r requirements/dev.lock
	@touch $@

# Node 20.19 or later, from the system if it is there, else from a wheel.
$(STAMPS)/node: requirements/node.lock | $(BIN)/python
	@mkdir -p $(STAMPS)
	@sh deploy/has_node.sh || $(BIN)/python -m pip install --quiet --no-compile --no-deps -r requirements/node.lock
	@touch $@

$(STAMPS)/npm: frontend/package.json frontend/package-lock.json $(STAMPS)/node
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/build: $(STAMPS)/npm $(FRONTEND_SOURCES)
	cd frontend && npm run --silent build
	@touch $@
