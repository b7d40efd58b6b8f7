# Needs Python 3.11 or later, git and make; everything else is installed into .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNNER := OMP_NUM_THREADS=1 $(BIN)/python -m pytest

QUICKSTART := examples/quickstart
LOCAL      := $(VENV)/.local
DEV        := $(VENV)/.dev
FUZZ       := $(VENV)/.fuzz
SECONDS    ?= 300

.PHONY: demo test unit mutants fuzz e2e lint types layers generate images bench bench-fleet wheel clean help

help:  ## What can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gitune needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

$(LOCAL): pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[local]'
	touch $@

$(DEV): $(LOCAL)
	$(PIP) install --group dev
	touch $@

$(FUZZ): $(DEV)
	$(PIP) install --group fuzz
	touch $@

demo: $(LOCAL)  ## Compile the quickstart, train it on this machine, say where the model is
	$(BIN)/gitune compile $(QUICKSTART)/finetune.yaml
	$(BIN)/gitune run $(QUICKSTART)/finetune.yaml --claim quickstart-files=$(QUICKSTART)/volume

test: lint types layers unit e2e  ## Everything that CI runs

unit: $(DEV)  ## The fast tests
	$(RUNNER) -n 2 --dist loadfile -m 'not e2e' tests

mutants: $(DEV)  ## Compile 10,000 damaged specs; what was accepted is in .venv/mutants.txt, to be read
	OMP_NUM_THREADS=1 PYTHONPATH=tests $(BIN)/python -m robust.campaign 10000 $(VENV)/mutants.txt

fuzz: $(FUZZ)  ## Coverage-guided fuzzing of the whole compiler, SECONDS long; findings are in .venv/fuzz/findings
	OMP_NUM_THREADS=1 PYTHONPATH=tests nice $(BIN)/python -m fuzz.target $(VENV)/fuzz -max_total_time=$(SECONDS)

e2e: $(DEV)  ## Trainings for real, on this machine's CPU
	$(RUNNER) -m e2e tests

lint: $(DEV)  ## ruff, hadolint; of what CI of others runs: zizmor, check-jsonschema, pre-commit, actionlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint images/initializer/Dockerfile images/trainer/Dockerfile
	$(BIN)/python -m tools.lint_ci

types: $(DEV)  ## mypy, strict
	$(BIN)/mypy compiler/gitune images/initializer/gitune_initializer images/trainer/gitune_trainer

layers: $(DEV)  ## Data flows one way: import-linter
	$(BIN)/lint-imports

generate: $(DEV)  ## Write every generated file anew
	$(BIN)/python tools/generate_schema.py
	$(BIN)/python tools/generate_kubernetes_schemas.py
	$(BIN)/python -m gitune.catalog.schema schema/catalog
	$(BIN)/python tools/dump_torchtune.py
	$(BIN)/python tools/dump_upstream.py
	$(BIN)/python -m tools.generate_docs
	$(BIN)/python -m tools.generate_ci

images: $(DEV)  ## Build both images with buildah and run their entry points
	$(BIN)/python -m tools.images.build

bench: $(DEV)  ## Measure DESIGN's budgets (needs hyperfine)
	benchmarks/run

bench-fleet: $(DEV)  ## Measure repositories of 10 to 5,000 specs; writes docs/fleet.md's table and plot (a quarter of an hour)
	TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo /tmp) $(BIN)/python benchmarks/fleet.py

wheel: $(DEV)  ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m build

clean:  ## Remove what was installed, built and run here
	rm -rf $(VENV) dist build .gitune
