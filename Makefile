# make lab    opens the course in JupyterLab
# make test   lint, types, all tests
# make demo   grades a sample class with nbgrader
# Each sets up what it needs in .venv, and works as the first command on a fresh clone.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	  if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then echo $$p; break; fi; done)
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

export PYTHONNOUSERSITE = 1

.PHONY: lab test demo build bench picture lint clean

lab: $(VENV)/.student
	@$(BIN)/python -m grader.lab_server

test: $(VENV)/.all
	bash tests/system-packages.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/.all
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

demo: $(VENV)/.all
	$(BIN)/python -m grader.classroom.demo

build: $(VENV)/.all
	$(BIN)/python -m grader.classroom.build

bench: $(VENV)/.all
	$(BIN)/python -m tests.bench

picture: $(VENV)/.all
	bash tests/system-packages.sh
	$(BIN)/python -m tests.screenshot

clean:
	rm -rf $(VENV) build .bench

$(VENV)/.student: pyproject.toml constraints.txt
	$(if $(PYTHON),,$(error Python 3.11 or newer with venv is needed: on Debian, apt install python3 python3-venv))
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the course (a few minutes the first time) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.all: pyproject.toml constraints.txt
	$(if $(PYTHON),,$(error Python 3.11 or newer with venv is needed: on Debian, apt install python3 python3-venv))
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the course and its tools (a few minutes the first time) ..."
	$(PIP) --editable '.[classroom,dev]'
	@touch $@ $(VENV)/.student
