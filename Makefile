# Two commands are enough: `make demo` and `make test`. Everything else is for developers.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= yes
SIZE   ?= 1m
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test prove quick bench screenshots requirements lock messages vendor clean env dev

env: $(VENV)/.base
dev: $(VENV)/.dev

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Milepost needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/base.txt
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@

# The German texts: compiled from the .po files whenever they are newer.
MO := $(patsubst %.po,%.mo,$(wildcard src/milepost/locale/*/LC_MESSAGES/*.po))
%.mo: %.po | $(VENV)/.base
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

demo: env $(MO)
	SERVE=$(SERVE) $(BIN)/milepost demo

$(VENV)/.browser: | $(VENV)/.dev
	$(BIN)/python -m tools.browser
	touch $@

test: dev $(MO) $(VENV)/.browser
	$(BIN)/python -m tools.verify everything

prove: dev $(MO)
	$(BIN)/python -m tools.verify proofs

quick: dev $(MO)
	$(BIN)/python -m tools.verify quick

bench: dev $(MO)
	$(BIN)/python -m bench --size $(SIZE)
	$(BIN)/python -m bench.learners

# Pictures of the main pages in .reports/screenshots, to be looked at. ONLY="exam course" takes some of them.
screenshots: dev $(MO) $(VENV)/.browser
	$(BIN)/python -m tools.screenshots $(ONLY)

requirements: dev $(MO)
	$(BIN)/python -m tools.verify requirements

# Collects the texts that people see into the catalogue; a test fails when it is behind.
messages: dev
	$(BIN)/python -m tools.messages

# Brings fonts and icons into pages/files; needs npm.
vendor: dev
	$(BIN)/python -m tools.vendor

lock: dev
	for name in base dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt; done

clean:
	rm -rf $(VENV) .reports .mypy_cache .ruff_cache .hypothesis data
