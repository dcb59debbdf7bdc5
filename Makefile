# Every command works on a fresh checkout: what it needs, it installs first. What each one calls may be called without make (README).
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PORT HOST PYTHON

.PHONY: help install run test check translations audit bench fuzz bench-scale screenshots

help:            ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:         ## make .venv with everything that running Pelita needs
	@sh scripts/install.sh run

run:             ## prepare the site and start it on http://127.0.0.1:8000 (PORT=, HOST= and the settings of config.py)
	@sh scripts/install.sh run
	@exec .venv/bin/python scripts/run.py

test:            ## run all tests; ARGS="tests/unit -k nip" chooses some
	@sh scripts/install.sh dev
	@exec .venv/bin/python scripts/test.py $(ARGS)

check:           ## read the code: style, types, imports, templates, translations
	@sh scripts/install.sh dev
	@exec .venv/bin/python scripts/check.py

translations:    ## bring the English catalogue in step with the texts of the code
	@sh scripts/install.sh dev
	@exec .venv/bin/python scripts/translations.py update

audit:           ## ask the vulnerability database about the pinned libraries (needs the network)
	@sh scripts/install.sh dev
	@exec .venv/bin/pip-audit --disable-pip --no-deps --requirement requirements.txt

bench:           ## measure speed; writes nothing into the site
	@sh scripts/install.sh dev
	@exec .venv/bin/python -m benchmarks $(ARGS)

fuzz:            ## spoil files of questions for ten minutes; ARGS="--seconds 60 --seed 7" for less or for one failure again
	@sh scripts/install.sh dev
	@exec .venv/bin/python -m tests.support.question_fuzz $(ARGS)

bench-scale:     ## measure what pages cost as people grow in number; ARGS="--sizes 1000,10000 --engine sqlite" is a short look
	@sh scripts/install.sh dev
	@exec .venv/bin/python -m benchmarks.scale $(ARGS)

screenshots:     ## photograph the main pages into docs/screenshots/
	@sh scripts/install.sh dev
	@exec .venv/bin/python scripts/screenshots.py $(ARGS)
