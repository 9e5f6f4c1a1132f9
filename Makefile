# Everything that a person or a build machine runs. There is no `clean`: each build starts from the one before.

.PHONY: build completions deb debian-13 demo deps deps-deb format fuzz guesses install lint mutants prometheus sanitize simulate test

SWIFT_FOLDERS := Package.swift Sources Benchmarks Tests

# What the build and the tests need beyond Swift itself.
DEBIAN_PACKAGES := libsystemd-dev libsqlite3-dev zlib1g-dev openssh-server openssh-client python3-jsonschema \
	age debhelper mandoc mmdebstrap
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# What packages are looked over with, besides.
deps-deb: DEBIAN_PACKAGES += lintian

# Installs only what is missing, and asks nothing.
deps deps-deb:
	@missing=; for package in $(DEBIAN_PACKAGES); do \
		dpkg-query --show --showformat '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
			|| missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "installing$$missing"; \
		$(SUDO) apt-get update --quiet; \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --quiet --no-install-recommends $$missing; \
	fi

# The real Prometheus reads our metrics in tests. It is unpacked and not installed, as its package would start a service.
# Where it cannot be had, those tests are skipped and say so.
PROMETHEUS := .build-prometheus/usr/bin/prometheus

prometheus:
	@[ -x /usr/bin/prometheus ] || [ -x $(PROMETHEUS) ] || { \
		mkdir -p .build-prometheus && cd .build-prometheus && \
		{ apt-get download --quiet prometheus || { $(SUDO) apt-get update --quiet && apt-get download --quiet prometheus; }; } && \
		dpkg-deb --extract prometheus_*.deb . && rm prometheus_*.deb; \
	} || echo "Prometheus cannot be had here: the tests that need it will be skipped"

# An estimator of guesses judges our passwords in a test, as providers judge them. It is kept in an environment of its
# own. Where it cannot be had, that test is skipped and says so.
GUESSES := .build-python/bin/python3

guesses:
	@$(GUESSES) -c 'import zxcvbn' 2>/dev/null || /usr/bin/python3 -c 'import zxcvbn' 2>/dev/null \
		|| { python3 -m venv .build-python && .build-python/bin/pip install --quiet zxcvbn; } \
		|| echo "zxcvbn cannot be had here: the test that needs it will be skipped"

# What the tests on Debian 13's systemd stand on. Where it cannot be had, they are skipped and say so.
debian-13: deps
	@Tests/SystemdTests/debian-root.sh trixie .build-systemd/trixie \
		|| echo "Debian 13 cannot be had here: the tests that need it will be skipped"

build: deps
	swift build --product reconciled

# Tests with processes of their own, tests over sockets, which count milliseconds, and tests that take all of the
# processor run apart from each other. The test runner's closing line is the last one printed.
OVER_SOCKETS := ^(ReconcileHTTPTests|ReconcileDaemonTests|HostUpSimulatorTests)\.

test: deps lint prometheus guesses debian-13
	swift build --build-tests
	swift test --skip-build --filter '^EndToEndTests\.'
	swift test --skip-build --filter '^SystemdTests\.'
	swift test --skip-build --filter '$(OVER_SOCKETS)'
	swift test --skip-build --skip '^EndToEndTests\.' --skip '^SystemdTests\.' --skip '$(OVER_SOCKETS)'

# Inputs that libFuzzer makes up by what they reach (https://llvm.org/docs/LibFuzzer.html): RUNS for each of PARSERS,
# each within 256 MiB and five seconds. What it learns is kept in .build-fuzz/corpus; an input that ends the program is
# kept in .build-fuzz/finds, and belongs into the corpus of the tests once it is mended.
PARSERS ?= *
RUNS ?= 1000000
FUZZER := .build-fuzz/release/reconcile-fuzz

fuzz: deps
	RECONCILED_FUZZING=1 swift build --configuration release --sanitize=fuzzer -Xswiftc -enable-testing \
		--product reconcile-fuzz --scratch-path .build-fuzz
	@set -e; mkdir -p .build-fuzz/finds; \
	for seeds in $(addsuffix /,$(addprefix Tests/FuzzTests/Corpus/*/,$(PARSERS))); do \
		parser=$$(basename $$seeds); learned=.build-fuzz/corpus/$$parser; mkdir -p $$learned; \
		echo "== $$parser"; \
		FUZZED_PARSER=$$parser $(FUZZER) -runs=$(RUNS) -max_len=2048 -rss_limit_mb=256 -timeout=5 -verbosity=0 -print_funcs=0 \
			-print_final_stats=1 -dict=$$seeds/../words.dict -artifact_prefix=.build-fuzz/finds/$$parser- \
			$$learned $$seeds; \
	done

# The tests that start no other programs, watched for data races and then for misuse of memory.
SANITIZED := --skip '^EndToEndTests\.' --skip '^SystemdTests\.' --skip '^TidyTests\.'

sanitize: deps
	swift build --build-tests --sanitize=thread --scratch-path .build-tsan
	swift test --skip-build --sanitize=thread --scratch-path .build-tsan $(SANITIZED)
	swift build --build-tests --sanitize=address --scratch-path .build-asan
	swift test --skip-build --sanitize=address --scratch-path .build-asan $(SANITIZED)

# Fresh seeds for ten minutes. One that fails prints how to live through it again.
simulate: deps
	swift build --configuration release --product reconcile-sim
	.build/release/reconcile-sim swarm --seeds 1000000 --minutes 10

# One mistake made on purpose after the other, in a copy under .build-mutants: the simulation has to find each.
mutants: deps
	python3 Tests/SimulationTests/mutants.py

# For a package, or for yourself: `source .build/completions/reconciled.bash`.
completions: build
	@mkdir -p .build/completions; for shell in bash zsh fish; do \
		.build/debug/reconciled --generate-completion-script $$shell > .build/completions/reconciled.$$shell; done
	@ls .build/completions/*

# The programs in BINARIES and all that goes with them, as a package has it. DESTDIR is put before each path.
DESTDIR ?=
BINARIES ?= .build/release
PROGRAMS := reconciled hostup-simulator
# `yes` for a machine whose systemd is 254 or later (Debian 13): reloads are waited for, restarts slow down.
SYSTEMD_254 ?= no
SHARE = $(DESTDIR)/usr/share
UNITS = $(DESTDIR)/usr/lib/systemd/system

install:
	install -D --target-directory=$(DESTDIR)/usr/bin $(PROGRAMS:%=$(BINARIES)/%)
	install -D --mode=644 --target-directory=$(UNITS) systemd/*.service systemd/*.socket
	install -D --mode=644 systemd/reconciled.sysusers $(DESTDIR)/usr/lib/sysusers.d/reconciled.conf
	install -D --mode=644 --target-directory=$(DESTDIR)/usr/lib/systemd/catalog systemd/reconciled.catalog
	install --directory $(DESTDIR)/usr/lib/reconciled/policies.d
	for section in 1 5 7 8; do \
		install -D --mode=644 --target-directory=$(SHARE)/man/man$$section systemd/man/*.$$section || exit; done
	install -D --mode=644 --target-directory=$(SHARE)/doc/reconciled README.md
	install -D --mode=644 --target-directory=$(SHARE)/doc/reconciled/examples systemd/reconciled.yaml
	install -D --mode=644 --target-directory=$(SHARE)/doc/reconciled/examples/policies policies/*.yaml
	install -D --mode=644 --target-directory=$(SHARE)/doc/reconciled/examples/monitoring systemd/monitoring/*
	install --directory $(SHARE)/bash-completion/completions $(SHARE)/zsh/vendor-completions \
		$(SHARE)/fish/vendor_completions.d
	for program in $(PROGRAMS); do \
		generate="$(BINARIES)/$$program --generate-completion-script"; \
		$$generate bash | sed '1{/^#!/d}' > $(SHARE)/bash-completion/completions/$$program && \
		$$generate zsh > $(SHARE)/zsh/vendor-completions/_$$program && \
		$$generate fish > $(SHARE)/fish/vendor_completions.d/$$program.fish || exit; done
ifeq ($(SYSTEMD_254),yes)
	for unit in reconciled reconciled@; do \
		install -D --mode=644 systemd/systemd-254.conf $(UNITS)/$$unit.service.d/50-systemd-254.conf || exit; done
	install -D --mode=644 systemd/systemd-254-credentials.conf \
		$(UNITS)/reconciled.service.d/50-systemd-254-credentials.conf
endif

# Packages for Debian 12 (bookworm) or 13 (trixie), in .build-deb/SUITE. Both hold the same programs: those built on
# Debian 12 run on later releases too.
SUITE ?= bookworm

deb: deps-deb
	for program in $(PROGRAMS); do \
		swift build --configuration release --static-swift-stdlib --product $$program || exit; done
	debian/build.sh $(SUITE) .build/release .build-deb/$(SUITE)
	lintian --fail-on error,warning .build-deb/$(SUITE)/*.deb
	@ls -l .build-deb/$(SUITE)/*.deb

demo: build
	.build/debug/reconciled demo

lint:
	swift format lint --strict --recursive --configuration .swift-format $(SWIFT_FOLDERS)

format:
	swift format --in-place --recursive --configuration .swift-format $(SWIFT_FOLDERS)
