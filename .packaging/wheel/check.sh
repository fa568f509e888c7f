#!/bin/bash
# Proves the ways to install sitbreak from its wheel: pip, pipx and uv tool, each in a home of its own, from nothing:
# check.sh WHEEL. In each: the program runs outside the checkout, a day simulated reminds, starting at login points at a
# path that lasts and runs, it starts and ends, and after purge and uninstall nothing is left of it.
set -euo pipefail
wheel=$(realpath "$1")
uv=$(realpath "${UV:-.venv/bin/uv}")
python=$("${PYTHON:-python3}" -c 'import sys; print(sys._base_executable)')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_CACHE_DIR=${UV_CACHE_DIR:-$HOME/.cache/uv} XDG_SESSION_TYPE=tty LANG=C.UTF-8
export PIP_CACHE_DIR=${PIP_CACHE_DIR:-$HOME/.cache/pip}
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
plain_path=/usr/local/bin:/usr/bin:/bin

fail() {
    echo "NOT SO: $*" >&2
    exit 1
}
begin() { # WAY: a home for it
    echo "$1:"
    export HOME=$work/$1 XDG_RUNTIME_DIR=$work/$1.run
    mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
    mkdir -p "$HOME/.local/bin"
    export PATH=$HOME/.local/bin:$plain_path
    cd "$HOME"
    SECONDS=0
}
use() { # SITBREAK STABLE …: what a user does, and the command that is to start at login
    local sitbreak=$1 stable=$2
    "$sitbreak" version | head -n 1
    printf '%s\n' '{"at": 0, "input": true}' '{"at": 3000, "end": true}' >day.jsonl
    "$sitbreak" simulate day.jsonl | grep '"effect": *"remind"' >/dev/null || fail "a simulated day has no reminder"
    "$sitbreak" autostart on
    "$sitbreak" autostart status
    local starts
    starts=$(sed -n 's/^Exec=//p' .config/autostart/sitbreak.desktop)
    [ "$starts" = "$stable" ] || fail "it starts: $starts; that is not: $stable"
    echo "  starts at login: ${starts/#$HOME/\~}"
    "$sitbreak" run --background >/dev/null
    "$sitbreak" quit
    "$sitbreak" purge --yes >/dev/null
    rm day.jsonl
}
gone() { # what is left of sitbreak in the home
    local left
    left=$(find "$HOME" "$XDG_RUNTIME_DIR" -ipath '*sitbreak*' ! -path '*/uv/cache/*' ! -path '*/.cache/*' ! -name '.sitbreak.lock')  # pipx keeps its lock
    [ -z "$left" ] || fail "left: $left"
    echo "  uninstalled: nothing is left; $SECONDS s"
}

begin pip
"$python" -m venv "$HOME/environment"
environment/bin/python -m pip install --quiet "$wheel"
use "$HOME/environment/bin/sitbreak" "$HOME/environment/bin/sitbreak run"
environment/bin/python -m pip uninstall --quiet --yes sitbreak
gone

begin pipx
"$python" -m venv "$work/pipx-itself"
"$work/pipx-itself/bin/python" -m pip install --quiet pipx
pipx() { "$work/pipx-itself/bin/pipx" "$@" >"$work/pipx.log" 2>&1 || fail "pipx: $(tail -n 5 "$work/pipx.log")"; }
pipx install --python "$python" "$wheel"
use sitbreak "$HOME/.local/bin/sitbreak run"
pipx uninstall sitbreak
gone

begin uv
"$uv" tool install --quiet --python "$python" "$wheel"
use sitbreak "$HOME/.local/bin/sitbreak run"
"$uv" tool uninstall --quiet sitbreak
gone

begin lent
told=$("$uv" tool run --quiet --python "$python" --from "$wheel" sitbreak autostart on 2>&1) && fail "uvx: $told"
case $told in *"Install it first"*) echo "  $told" ;; *) fail "uvx: $told" ;; esac
[ ! -e .config/autostart ] || fail "uvx has left an entry"
echo "The ways to install: all passed."
