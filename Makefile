# Two commands for a fresh machine: `make demo` and `make test`.
# The environment is made once and again when what it should hold has changed.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000

.PHONY: demo test lint check bench clean

demo: $(VENV)/ready
	$(RUN) manage.py demo --port $(PORT)

test: $(VENV)/ready
	$(RUN) -m pytest -n auto --dist worksteal -q

lint: $(VENV)/ready
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

check: $(VENV)/ready
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) manage.py check --database default

bench: $(VENV)/ready
	for program in benchmarks/*.py; do $(RUN) $$program || exit 1; done

$(VENV)/ready: pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1; then \
	  { test -x $(RUN) || uv venv --python $(PYTHON) $(VENV); } && \
	  uv pip install --python $(RUN) --compile-bytecode -c constraints.txt -e ".[dev]"; \
	else \
	  { test -x $(RUN) || $(PYTHON) -m venv $(VENV); } && \
	  $(RUN) -m pip install --disable-pip-version-check -c constraints.txt -e ".[dev]"; \
	fi
	@touch $@

clean:
	rm -rf $(VENV) build staticfiles
