# Every target sets up what it needs: .venv, and the package in it, again only when pyproject.toml has changed.
#   make quick                       a first look: train, measure, draw (results/quick/report.html)
#   make everything                  all experiments at the quick budget
#   make degradation BUDGET=short    one experiment at one budget
# Variables: BUDGET (quick; for one experiment short if its runs come with the repository), ARGS (more options, as
# ARGS="--seeds 0,1 --dry-run"), PYTHON (python3), RESEXP_DATA, RESEXP_RESULTS,
# RESEXP_EXPERIMENTS (a folder of your own experiments)

PYTHON ?= python3
BUDGET ?= quick
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
RESEXP := $(BIN)/python -m resexp
EXPERIMENTS := $(filter-out _%,$(basename $(notdir $(wildcard experiments/*.py $(RESEXP_EXPERIMENTS:%=%/*.py)))))

.DEFAULT_GOAL := help
.PHONY: help setup data quick everything short paper smoke test lint figures report explorer bench gpu-check clean $(EXPERIMENTS)

help:
	@echo "make quick      a first look: degradation, then what deleted units show, in minutes on two CPU cores;"
	@echo "                open results/quick/report.html while it runs"
	@echo "make everything every experiment at the quick budget (about an hour on two CPU cores)"
	@echo "make short      every experiment on all of CIFAR-10, 1 to 10 epochs (a night on two CPU cores)"
	@echo "make paper      the papers' recipe: 64,000 iterations, 5 seeds (a GPU)"
	@echo "make NAME       one experiment; BUDGET=quick|short|paper, by default short if its runs come with the repository, else"
	@echo "                quick. Experiments: $(EXPERIMENTS)"
	@echo "                Which figure of which paper each one draws: docs/figures.md"
	@echo "make figures    draw again from the tables        make report    write the report page again"
	@echo "make explorer   a page in which trained nets run: delete units and see (results/short/explorer.html)"
	@echo "make data       download CIFAR-10 (or set RESEXP_DATA to the folder that holds it)"
	@echo "make test       the tests        make lint    ruff, mypy, the layers        make bench    throughput against the usual loop"
	@echo "make gpu-check  on a machine with a GPU: its tests, the benchmark (a quarter of an hour), two minutes of the paper's runs"
	@echo "More options go through ARGS: make degradation BUDGET=short ARGS='--seeds 0,1 --dry-run'"

setup: $(VENV)/.made

$(VENV)/.made: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' || \
	  { echo "resexp needs Python 3.10 to 3.13, $(PYTHON) is `$(PYTHON) --version`; set PYTHON=..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "$(PYTHON) cannot make a virtual environment (on Debian: apt install python3-venv)" >&2; exit 2; }
	@echo "installing resexp and what it needs into $(VENV) (torch is large; this happens once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@

data: setup
	@$(RESEXP) data cifar10

quick: setup
	@$(RESEXP) run first-look --budget quick $(ARGS)

everything: setup
	@$(RESEXP) run all --budget quick $(ARGS)

short paper smoke: setup
	@$(RESEXP) run all --budget $@ $(ARGS)

# Where the user names no BUDGET none is passed on, and `run` takes released nets of the short budget if it finds all that the
# experiment needs, else quick. Which runs those are depends on ARGS too and is known to `run` alone: asking it here, before it
# is started, would cost another start of Python, and a list of runs in a file could be wrong.
$(EXPERIMENTS): setup
	@$(RESEXP) run $@ $(if $(filter file,$(origin BUDGET)),,--budget $(BUDGET)) $(ARGS)

figures report: setup
	@$(RESEXP) $@ --budget $(BUDGET)

# Without BUDGET the released nets of short.
explorer: setup
	@$(RESEXP) explore $(if $(filter file,$(origin BUDGET)),,--budget $(BUDGET)) $(ARGS)

# A process a core, up to four; a file stays in one, since its tests share the nets that they train; the longest files go first.
test: setup
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check resexp experiments tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: setup
	@$(BIN)/python benchmarks/throughput.py $(ARGS)

# With an environment that is there already, and no network: PYTHONPATH=. make -o setup BIN=/path/to/its/bin gpu-check. It needs
# what pyproject.toml names, dev included, and RESEXP_DATA the folder that holds CIFAR-10.
gpu-check: setup
	@$(BIN)/python -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' || \
	  { echo "gpu-check needs an NVIDIA GPU and PyTorch's CUDA build; there is none here" >&2; exit 2; }
	@$(RESEXP) data cifar10 || \
	  { echo "gpu-check needs CIFAR-10: set RESEXP_DATA to the folder that holds cifar-10-batches-py" >&2; exit 2; }
	@status=0; \
	$(BIN)/python -m pytest -n 0 -m cuda -rs || status=1; \
	$(BIN)/python benchmarks/throughput.py $(ARGS) || status=1; \
	export RESEXP_RESULTS=results/gpu-check; \
	$(RESEXP) run degradation --budget paper --seeds 0 --calibrate || status=1; \
	for depth in 20 110; do for precision in fp32 bf16; do \
	  $(RESEXP) run degradation --budget paper --seeds 0 --depths $$depth --precision $$precision --side-by-side 1 \
	    --deadline 30s || status=1; \
	done; done; \
	$(BIN)/python -c 'from resexp import zoo; from resexp.store import Store; store = Store(); \
	  runs = [(store.spec(key), store.read_log(key)) for key in store.stored_keys()]; \
	  print(*(f"{zoo.name_of(run.net)} {run.train.precision}: {log[-1]}" for run, log in runs if log), sep="\n")'; \
	exit $$status

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
