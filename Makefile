# Everything that a person or a build machine runs. There is no `clean`: each build starts from the one before.

.PHONY: build demo deps format lint test

SWIFT_FOLDERS := Package.swift Sources Benchmarks Tests

# What the build and the tests need beyond Swift itself.
DEBIAN_PACKAGES := libsystemd-dev libsqlite3-dev zlib1g-dev openssh-server openssh-client python3-jsonschema
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# Installs only what is missing, and asks nothing.
deps:
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

build: deps
	swift build --product reconciled

# Tests with many processes of their own run apart from those that count milliseconds. The test runner's closing line is
# the last one printed.
test: deps lint
	swift build --build-tests
	swift test --skip-build --filter '^EndToEndTests\.'
	swift test --skip-build --filter '^SystemdTests\.'
	swift test --skip-build --skip '^EndToEndTests\.' --skip '^SystemdTests\.'

demo: build
	.build/debug/reconciled demo

lint:
	swift format lint --strict --recursive --configuration .swift-format $(SWIFT_FOLDERS)

format:
	swift format --in-place --recursive --configuration .swift-format $(SWIFT_FOLDERS)
