#!/bin/bash
# What check.sh runs as an ordinary user in the Debian that has the package: a session, which starts what it is told to.
set -uo pipefail
export XDG_RUNTIME_DIR=$HOME/.run XDG_SESSION_TYPE=x11 XDG_CURRENT_DESKTOP=Openbox
mkdir -m 700 "$XDG_RUNTIME_DIR"
cd "$HOME" || exit 1

fail() {
    echo "NOT SO: $*" >&2
    sitbreak doctor >&2
    tail -n 20 "$HOME"/*.log >&2
    exit 1
}
# is WHAT COMMAND …: the command succeeds within 60 s.
is() {
    local what=$1
    shift
    for _ in $(seq 300); do
        if "$@" >/dev/null 2>&1; then
            echo "        $what"
            return
        fi
        sleep 0.2
    done
    fail "$what ($*)"
}
says() { sitbreak status --json | grep -q "$1"; }

Xvfb -displayfd 3 -screen 0 800x500x24 -nolisten tcp 3>"$HOME/display" 2>"$HOME/xvfb.log" &
is "an X server" test -s "$HOME/display"
DISPLAY=:$(cat "$HOME/display")
export DISPLAY
dbus-daemon --session --fork --nopidfile --address="unix:path=$XDG_RUNTIME_DIR/bus"
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
dunst >"$HOME/dunst.log" 2>&1 &
openbox-session >"$HOME/openbox.log" 2>&1 &
openbox=$!

is "the session has started sitbreak by its entry" sitbreak status
is "its settings and icons are made" says '"suggestion": {'
sitbreak autostart status
sitbreak autostart status | grep -q '^sitbreak starts at login\.$' || fail "autostart status"
for part in idle notifications "session bus" store; do
    sitbreak doctor --json | tr -d '\n' | grep -q "\"part\": \"$part\", *\"state\": \"ok\"" || fail "the part $part"
done
echo "        idle, notifications, bus and store are well"
/usr/lib/sitbreak/bin/python -c 'import tkinter, sitbreak.screens.break_window' || fail "the break window"
sitbreak autostart off
grep -q Hidden=true "$HOME/.config/autostart/sitbreak.desktop" || fail "switching off"
sitbreak autostart on
grep -q '^Exec=/usr/bin/sitbreak run$' "$HOME/.config/autostart/sitbreak.desktop" || fail "switching on"
sitbreak quit

sitbreak run --speed 60 --set breaks.interval_min=30 --no-setup >"$HOME/sitbreak.log" 2>&1 &
is "it runs again, 60 times faster than life" sitbreak status
while sleep 0.2; do xdotool key Shift_L; done &
hands=$!
is "it reminds of a break" says '"prompt": "shown"'
is "for all to see" sh -c '[ "$(dunstctl count displayed)" -ge 1 ]'
sleep 0.5
echo "$DISPLAY" >"$HOME/shown"
sleep 2
kill $hands
sitbreak quit
kill $openbox
echo "        it ends when told"
