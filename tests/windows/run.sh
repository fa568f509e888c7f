#!/bin/sh
# The Windows leg of the checks: makes the bench from nothing, runs the tests that need no Linux on Windows CPython,
# two programs at a time, and then those with a person at a Windows desktop. Says how long each took.
#
#   tests/windows/run.sh [DIR]     in DIR, which is kept; without it in a folder that is removed afterwards
set -u
cd "$(dirname "$0")/../.."
. .ci/common

# What is the same on every system, and what is Windows' own. Of the rest every test drives something of Linux, or a
# program of the shell.
EVERYWHERE='tests/settings tests/adapters/test_decision_log.py tests/adapters/test_housekeeping.py
    tests/adapters/test_icons.py tests/adapters/test_log.py tests/adapters/test_store.py
    tests/adapters/test_tray_menu.py tests/screens/test_playhead.py tests/screens/test_break_order.py
    tests/screens/test_figure_drawing.py'

began=$(date +%s)
say_time() { say "--- $1: $2 after $(($(date +%s) - began)) s"; }

# shellcheck disable=SC2046  # a list of words
need $(tests/windows/bench.sh packages)

if [ $# -ge 1 ]; then
    dir=$1
    trap 'tests/windows/bench.sh stop "$dir"' EXIT
else
    dir=$(mktemp -d)
    chmod 755 "$dir" # the bench runs as nobody
    trap 'tests/windows/bench.sh stop "$dir"; rm -rf "$dir"' EXIT
fi
PATH=$PWD/.venv/bin:$PATH tests/windows/bench.sh make "$dir" || give_up "The bench cannot be made."
tests/windows/bench.sh run "$dir" wine python.exe -m sitbreak version || give_up "The bench does not run."
say_time "Windows CPython" made

# inside NAME TEST …: those tests on Windows; what they say is kept until they have ended.
inside() {
    name=$1
    shift
    tests/windows/bench.sh run "$dir" wine python.exe -m pytest -q -p no:cacheprovider -m 'not linux' \
        --basetemp="C:\\tests-$name" "$@" >"$dir/$name.out" 2>&1
    echo $? >"$dir/$name.code"
}

inside core tests/core tests/ledgers &
# shellcheck disable=SC2086  # a list of words
inside own tests/windows/inside $EVERYWHERE
wait

failed=0
for name in core own; do
    code=$(cat "$dir/$name.code")
    [ "$code" = 0 ] || failed=1
    [ "$code" = 0 ] && tail -n 3 "$dir/$name.out" || cat "$dir/$name.out"
done
say_time "on Windows" "$([ $failed = 0 ] && echo passed || echo FAILED)"

if SITBREAK_BENCH=$dir .venv/bin/python -m pytest -q tests/windows; then
    say_time "with a person at the desktop" passed
else
    say_time "with a person at the desktop" FAILED
    failed=1
fi
exit $failed
