# Each command works as the first one on a fresh clone: what it needs is set up in .venv.
# That takes make and Python 3.11 or newer with venv; `make PYTHON=... lab` chooses a Python.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	  if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then echo $$p; break; fi; done)
# pip shows its progress to a person, and only complaints to a log.
PIP    := $(BIN)/python -m pip install $$(test -t 1 || echo --quiet) \
	  --disable-pip-version-check --constraint constraints.txt
# There is a test process for each processor, and one more, since many tests wait for others;
# more threads would only be in each other's way.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest \
	  --numprocesses $$($(BIN)/python -c 'import os; print(min(8, os.cpu_count() or 1) + 1)')

# Notebooks run in .venv and nowhere else, whatever this user or shell has set up.
export JUPYTER_PREFER_ENV_PATH = 1
export PYTHONNOUSERSITE = 1
unexport JUPYTER_PATH PYTHONHOME PYTHONPATH

.PHONY: help lab test prove lint demo build handout site release bench picture clean

help: ## say what each command does
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1	\2/p' Makefile

lab: $(VENV)/.student ## open the course in JupyterLab
	@$(BIN)/python -m grader.command.jupyter

test: $(VENV)/.all ## lint, types, all tests, all solution notebooks
	@bash tests/system-packages.sh
	$(MAKE) --no-print-directory lint
	$(PYTEST) -p no:nbval --dist loadgroup
	$(PYTEST) -p tests.tools.warm_kernels --dist loadfile --nbval --nbval-sanitize-with tests/tools/pictures.cfg solutions

prove: $(VENV)/.all ## everything, under every processor setting
	@bash tests/system-packages.sh
	$(BIN)/python -m tests.tools.prove

lint: $(VENV)/.all ## style, spelling and types only
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/typos
	$(BIN)/python -m mypy

demo: $(VENV)/.all ## grade a sample class with nbgrader
	$(BIN)/python -m grader.classroom.demo.demo

build: $(VENV)/.all ## rebuild the notebooks from solutions/*.py
	$(BIN)/python -m grader.classroom.authoring.build

handout: $(VENV)/.all ## write what students are given: notebooks and a wheel, no solutions
	$(BIN)/python -m grader.classroom.authoring.handout

site: $(VENV)/.all ## build the public site: lessons, dictionary of mistakes, lab, guide
	$(BIN)/python -m grader.site.build

release: $(VENV)/.all ## write wheel, handout, site and changelog into build/release
	$(BIN)/python -m grader.site.release

bench: $(VENV)/.all ## measure how long a check, a class and its report take
	@bash tests/system-packages.sh
	$(BIN)/python -m tests.tools.bench
	$(BIN)/python -m tests.tools.bench_class
	$(BIN)/python -m tests.tools.bench_report
	$(BIN)/python -m tests.tools.bench_cluster
	$(BIN)/python -m tests.tools.bench_painted

picture: $(VENV)/.all ## take the README's pictures from a real JupyterLab and a browser
	@bash tests/system-packages.sh
	$(BIN)/python -m tests.tools.screenshot
	$(BIN)/python -m tests.tools.report_picture

clean: ## remove the environment and what tools left behind
	rm -rf $(VENV) build .bench *.egg-info .mypy_cache .pytest_cache .ruff_cache

# An environment holds absolute paths and links to its Python: a clone that was moved or copied,
# or whose Python is gone, gets a new one.
ifneq ("$(shell $(BIN)/python -c '' 2>/dev/null && cat $(VENV)/.place)","$(CURDIR)")
.PHONY: $(VENV)/.place
endif

$(VENV)/.place:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed\
 (on Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "$(CURDIR)" >$@

$(VENV)/.student: pyproject.toml constraints.txt $(VENV)/.place
	@echo "Installing the course (PyTorch is large: a few minutes the first time) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.all: pyproject.toml constraints.txt $(VENV)/.place
	@echo "Installing the course and its tools (a few minutes the first time) ..."
	@$(PIP) --editable '.[classroom,dask,dev]'
	@touch $@ $(VENV)/.student
