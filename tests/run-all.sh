#!/usr/bin/env bash
# Installs what the tests need (each thing once) and runs everything. What is absent after installing is a failure,
# never a skip. Usage: ./tests/run-all.sh
set -uo pipefail
cd "$(dirname "$0")/.."

# ---- The one list of what the tests need, beside a Rust toolchain -------------------------------------------------
# command : Debian package : why
NEEDS=(
    "cc:build-essential:links the binary"
    "soffice:libreoffice-calc:opens our workbooks in another office program"
    "xmllint:libxml2-utils:judges JUnit and answers by another XML parser"
    "chromium:chromium:opens and prints the HTML report"
    "pip3:python3-pip:fetches the JUnit schema, in pytest's source package"
    "fc-list:fontconfig:sees whether Japanese fonts are there"
    "curl:curl:the client of tests/clients that everybody has"
    "javac:default-jdk-headless:builds and runs the client in Java"
    "/usr/bin/python3:python3:runs the clients in Python"
)
# Python module : Debian package : why
MODULES=(
    "requests:python3-requests:the HTTP of the client in Python"
    "lxml:python3-lxml:its XML, and the judge of our schemas"
    "pip:python3-pip:fetches the validator of OpenAPI for Debian's Python"
)
FONTS="fonts-ipafont"
DENY_VERSION="0.20.2"

export CI="${CI:-true}" LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

say() { printf '\n== %s\n' "$*"; }
die() { printf '\nrun-all: %s\n' "$*" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing_packages() {
    local need command package
    for need in "${NEEDS[@]}"; do
        IFS=: read -r command package _ <<<"$need"
        command -v "$command" >/dev/null 2>&1 || printf '%s\n' "$package"
    done
    for need in "${MODULES[@]}"; do
        IFS=: read -r command package _ <<<"$need"
        /usr/bin/python3 -c "import $command" >/dev/null 2>&1 || printf '%s\n' "$package"
    done
    [ -n "$(fc-list :lang=ja 2>/dev/null | head -n 1)" ] || printf '%s\n' "$FONTS"
}

install() {
    local packages
    mapfile -t packages < <(missing_packages)
    if [ "${#packages[@]}" -gt 0 ]; then
        say "installing ${packages[*]}"
        command -v apt-get >/dev/null 2>&1 || die "no apt-get here; install by hand: ${packages[*]}"
        [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1 || die "not root and no sudo; install by hand: ${packages[*]}"
        as_root apt-get update -qq || die "apt-get update failed"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" \
            || die "apt-get could not install ${packages[*]}"
        mapfile -t packages < <(missing_packages)
        [ "${#packages[@]}" -eq 0 ] || die "still absent after installing: ${packages[*]}"
    fi
    command -v cargo >/dev/null 2>&1 || die "no cargo here: install Rust (https://rustup.rs) first"
    local component
    for component in rustfmt clippy; do
        cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component" \
            || die "cargo ${component} is absent"
    done
    if ! cargo deny --version >/dev/null 2>&1; then
        say "installing cargo-deny $DENY_VERSION (once; a few minutes)"
        cargo install --quiet --locked cargo-deny --version "$DENY_VERSION" || die "cargo-deny could not be installed"
    fi
}

# What is not ours to keep: fetched once.
fetch() {
    fetch_junit
    fetch_openapi
}

# A validator of OpenAPI documents, for Debian's Python.
fetch_openapi() {
    local folder=target/needs/openapi package=openapi-spec-validator==0.7.2
    [ -d "$folder/openapi_spec_validator" ] && return
    say "fetching $package"
    /usr/bin/python3 -m pip install --quiet --target "$folder" "$package" || die "$package could not be fetched"
}

# The schema of JUnit, from a package that carries it.
fetch_junit() {
    local needs=target/needs package=pytest-8.4.2
    [ -s "$needs/junit-10.xsd" ] && return
    say "fetching the JUnit schema"
    mkdir -p "$needs"
    pip3 download --quiet --no-deps --no-binary :all: --dest "$needs" "${package/-/==}" || die "$package could not be fetched"
    tar -xzf "$needs/$package.tar.gz" -C "$needs" --strip-components=3 \
        "$package/testing/example_scripts/junit-10.xsd" || die "$package does not carry the JUnit schema"
}

RESULTS=()
FAILED=0
step() {
    local name="$1" started=$SECONDS
    shift
    say "$name: $*"
    if "$@"; then RESULTS+=("ok      $name ($((SECONDS - started)) s)"); else RESULTS+=("FAILED  $name"); FAILED=1; fi
}

# The database of advisories lives on GitHub. Where it can be reached it is law; where not, that is said aloud.
advisories() {
    if timeout 120 cargo deny fetch db >/dev/null 2>&1; then
        cargo deny check advisories
    else
        printf 'advisories NOT checked: the RustSec database cannot be reached from this machine\n'
    fi
}

install
fetch
step "format" cargo fmt --check
step "clippy" cargo clippy --locked --all-targets --quiet -- -D warnings
step "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
step "tests" cargo test --locked --quiet --no-fail-fast
step "dependencies" cargo deny --log-level error check bans licenses sources
step "advisories" advisories
step "the example project" cargo run --locked --release --quiet -- run --no-progress

say "summary"
printf '%s\n' "${RESULTS[@]}"
exit "$FAILED"
