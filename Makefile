# The two commands to know: make run, make test. Both set up everything they need.
.DEFAULT_GOAL := help
.PHONY: help run test check check-full lint format bench demo-data manage backup restore faults messages packages lock smoke clean audit

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
SIZE ?= 10000
SECONDS ?= 60
SEED ?= 1
BOOTSTRAP = $(if $(PYTHON),,$(error Python 3.11 or newer was not found on PATH))$(PYTHON) ops/bootstrap.py

help:           ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run:            ## everything, then http://localhost:8000 (PORT= to change); Ctrl-C stops it
	@exec $(BOOTSTRAP) run

test:           ## all tests (PYTEST_ARGS="-k name" to choose)
	@exec $(BOOTSTRAP) test

check:          ## lint, types, import contract, migrations, tests
	@exec $(BOOTSTRAP) check

check-full:     ## the same with the long runs
	@LONG=1 $(BOOTSTRAP) check
	@exec $(BOOTSTRAP) faults --seconds=1200 --seed=$(SEED)

lint:           ## the checks without the tests
	@exec $(BOOTSTRAP) lint

format:         ## bring all Python files into the house form
	@$(BOOTSTRAP) format

bench:          ## measure against the limits of docs/
	@exec $(BOOTSTRAP) manage bench

demo-data:      ## make demo-data SIZE=n: a larger set of demonstration data
	@exec $(BOOTSTRAP) manage demo_data --size $(SIZE)

manage:         ## make manage CMD="verify_ledger": a management command on the portal's database
	@exec $(BOOTSTRAP) manage $(CMD)

backup:         ## make backup TO=folder [KEYS=another]: base backup, uploads; see docs/operations.md
	@exec $(BOOTSTRAP) backup --folder=$(TO) --keys=$(KEYS)

restore:        ## make restore FROM=folder [AT=time] [WAL=pg_wal] [KEYS=folder]
	@exec $(BOOTSTRAP) restore --folder=$(FROM) --at="$(AT)" --wal=$(WAL) --keys=$(KEYS)

faults:         ## make faults SECONDS=60 SEED=1: break things while people act; docs/reliability.md
	@exec $(BOOTSTRAP) faults --seconds=$(SECONDS) --seed=$(SEED)

messages:       ## compile the translations
	@exec $(BOOTSTRAP) messages

packages:       ## the virtual environment with all pinned packages, nothing else
	@exec $(BOOTSTRAP) packages

lock:           ## pin the packages anew (ARGS=--upgrade for newer versions)
	@exec $(BOOTSTRAP) lock $(ARGS)

audit:          ## known weaknesses of the pinned packages, and their bill of materials
	@exec $(BOOTSTRAP) audit

smoke:          ## start, ask, stop, and see that nothing is left
	@exec $(BOOTSTRAP) smoke

clean:          ## remove the virtual environment and caches; data in .run/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
