# Warmline · 暖线. Needs Python ≥ 3.11 and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# intake, lanes, postman, case transitions, permissions, vault
FULL := bot/app/intake.py,bot/app/frontdesk.py,bot/app/loading.py,bot/app/writing.py,bot/app/postman.py,bot/app/buckets.py,bot/domain/case.py,bot/domain/ladder.py,bot/domain/permissions.py,bot/store/vault.py,bot/store/inbox.py,bot/store/outbox.py

.PHONY: demo test test-postgres check format lint types layers crash replicas golden machine stalls soak bench-checkins screenshot clean bench

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Warmline needs Python 3.11 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(VENV)/ready ## the whole thing in a browser, without Telegram; FRESH=1 starts anew
	@exec $(BIN)/python -m bot demo $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

# what has been compiled is kept: dozens of tests start the bot in a process of its own
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/ready-dev ## all tests, with branch coverage
	$(BIN)/coverage erase
	$(BIN)/pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder --cov --cov-report=
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 --include=$(FULL)

test-postgres: $(VENV)/ready-dev ## what runs on a file in make test, on PostgreSQL: every conversation, case and process
	$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder --postgres tests/app tests/e2e tests/test_golden.py

check: lint types layers test ## everything that must hold before a change lands

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/ready-dev
	$(BIN)/mypy

layers: $(VENV)/ready-dev
	$(BIN)/lint-imports

crash: $(VENV)/ready-dev ## kill -9 at named points and at random while a crowd talks; ROUNDS=1000 for more
	$(BIN)/python -m tests.crash --rounds $(or $(ROUNDS),100)

stalls: $(VENV)/ready-dev ## stops each part of a running bot and measures when that is seen; about four minutes
	$(BIN)/python -m tests.stalls

$(VENV)/ready-bench: $(VENV)/ready-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

bench: $(VENV)/ready-bench ## measures it all beside its peers, about five minutes; tests/bench/RESULTS.md
	$(BIN)/python -m tests.bench

machine: $(VENV)/ready-dev ## random acts, deaths and redeliveries against a model, on both engines; EXAMPLES=5000 for more
	EXAMPLES=$(or $(EXAMPLES),500) $(BIN)/pytest tests/test_machine.py

golden: $(VENV)/ready-dev ## record the golden histories anew and show what has changed in them
	$(BIN)/python -m tests.histories

replicas: $(VENV)/ready-dev ## three replicas over one database, one of which dies every few seconds; ROUNDS=40 for more
	$(BIN)/python -m tests.replicas --rounds $(or $(ROUNDS),12)

soak: $(VENV)/ready-dev ## random walks through all dialogues, with a crash at any step; WALKS=5000 for more
	SOAK=$(or $(WALKS),500) $(BIN)/pytest tests/app/test_safety_everywhere.py

bench-checkins: $(VENV)/ready-dev ## fifty thousand check-ins a day, beside one APScheduler job a person; PEOPLE=5000 for fewer
	$(BIN)/python -m tests.bench.checkins --people $(or $(PEOPLE),50000)

screenshot: $(VENV)/ready-dev ## the pictures of the README, made from a played conversation
	$(BIN)/python -m tests.screenshot

clean:
	rm -rf $(VENV) data build *.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
