#!/bin/sh
# Makes .venv and installs frontdesk in it: `make-venv.sh demo` for the demo, `make-venv.sh dev` for tests and checks.
# Needs Python 3.11 or newer; on Debian as root it installs the missing python3-venv by itself.
set -eu
cd "$(dirname "$0")/.."
what=$1
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1

for room in mailbox rules db templates; do
    if ! [ -d "frontdesk/$room" ]; then
        echo "frontdesk/$room should be a link to ../$room, and this copy of the project has none: take a clone on a system" >&2
        echo "that keeps links (on Windows: git config --global core.symlinks true, in developer mode), or make it by hand." >&2
        exit 1
    fi
done

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if is_new_enough "$name"; then echo "$name"; return; fi
    done
    echo "frontdesk needs Python 3.11 or newer; none was found. Name yours: make ... PYTHON=/path/to/python3" >&2
    exit 1
}

make_venv() {
    "$1" -m venv --clear .venv >/tmp/frontdesk-venv.$$ 2>&1 && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Debian's python3-venv ..."
        apt-get update -qq >/dev/null 2>&1 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null 2>&1 &&
            "$1" -m venv --clear .venv >/tmp/frontdesk-venv.$$ 2>&1 && return
    fi
    cat /tmp/frontdesk-venv.$$ >&2
    echo "This Python can't make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
    exit 1
}

install() { .venv/bin/python -m pip install -qq "$@"; }

# The versions that were tried together; where one of them isn't to be had, whatever pyproject.toml allows.
install_tried() {
    install -c constraints.txt "$@" && return
    echo "The tried versions (constraints.txt) can't be had here: taking what pyproject.toml allows." >&2
    install "$@"
}

if ! [ -x .venv/bin/pip ] || ! is_new_enough .venv/bin/python; then  # without pip it was left half made
    python=$(find_python)
    echo "Making .venv with $("$python" --version) ..."
    make_venv "$python"
    rm -f /tmp/frontdesk-venv.$$
fi
if [ "$what" = dev ]; then
    echo "Installing frontdesk and what its tests need into .venv (a minute) ..."
    install -U "pip>=25.1"  # older ones don't know dependency groups
    install_tried --group dev -e ".[demo,metrics,oauth,postgres]"
    touch .venv/installed-dev .venv/installed-demo
else
    echo "Installing frontdesk into .venv ..."
    install_tried -e ".[demo]"
    touch .venv/installed-demo
fi
