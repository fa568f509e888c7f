#!/bin/bash
# What check.sh runs as an ordinary user: scenes.sh SITBREAK. Each line that it prints is a thing that was seen.
set -uo pipefail
sitbreak=$1
unit=sitbreak.service
cd "$HOME" || exit 1

fail() {
    echo "NOT SO: $*" >&2
    systemctl --user --no-pager status "$unit" >&2
    tail -n 30 "$XDG_RUNTIME_DIR/manager.log" >&2
    exit 1
}
# is WHAT COMMAND …: the command succeeds within 15 s.
is() {
    local what=$1
    shift
    for _ in $(seq 150); do
        if "$@" >/dev/null 2>&1; then
            echo "  $what"
            return
        fi
        sleep 0.1
    done
    fail "$what ($*)"
}
value() { systemctl --user show "$unit" --property "$1" --value; }
has() { [ "$(value "$1")" = "$2" ]; }
# says WORDS COMMAND …: what the command prints contains the words.
says() {
    local words=$1 told
    shift
    told=$("$@" 2>&1)
    case $told in *"$words"*) echo "  $1 ${*:2}: $told" ;; *) fail "$* says: $told" ;; esac
}
another() { [ "$(value MainPID)" != "$1" ] && has SubState running; }

dbus-daemon --session --nopidfile --address="unix:path=$XDG_RUNTIME_DIR/bus" 2>/dev/null &
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
/usr/lib/systemd/systemd --user --log-target=console >"$XDG_RUNTIME_DIR/manager.log" 2>&1 &
is "a manager answers" systemctl --user list-units

units=$HOME/.config/systemd/user
mkdir -p "$units/$unit.d"
printf '[Unit]\nBindsTo=graphical-session.target\n' >"$units/check-session.target"
printf '[Service]\nRestartSec=1\n' >"$units/$unit.d/check.conf"

echo "Switching on:"
says "sitbreak starts at login" "$sitbreak" autostart on --systemd
is "the manager has it enabled" test "$(systemctl --user is-enabled $unit)" = enabled
is "the manager has read it" has NeedDaemonReload no
is "its command is understood" has LoadState loaded
says "" systemd-analyze --user verify "$units/$unit"
DISPLAY=:99 says "which this desktop does not start" "$sitbreak" autostart status

echo "A session begins:"
systemctl --user start check-session.target
is "sitbreak runs, and has said so" has SubState running
is "as Type=notify" has Type notify
is "with a watchdog of 20 min" has WatchdogUSec 20min
is "and answers" "$sitbreak" status
DISPLAY=:99 says "sitbreak starts at login, by systemd." "$sitbreak" autostart status

echo "A second one is started beside it:"
first=$(value MainPID)
says "sitbreak is running already (process $first)" "$sitbreak" run
is "the first goes on" has MainPID "$first"

echo "It is killed, and it hangs:"
kill -KILL "$first"
is "another takes its place" another "$first"
second=$(value MainPID)
printf '[Service]\nRestartSec=1\nWatchdogSec=2\n' >"$units/$unit.d/check.conf"
systemctl --user daemon-reload
systemctl --user restart "$unit"
is "it runs with a watchdog of 2 s" another "$second"
third=$(value MainPID)
kill -STOP "$third"
is "silence is noticed, and another takes its place" another "$third"
rm "$units/$unit.d/check.conf"
systemctl --user daemon-reload

echo "The session ends:"
systemctl --user stop check-session.target
is "and sitbreak with it" has ActiveState inactive
is "well" has Result success

echo "One runs already when the unit starts:"
"$sitbreak" run --background >/dev/null
systemctl --user reset-failed "$unit" 2>/dev/null
systemctl --user start check-session.target
is "the unit ends well" has ActiveState inactive
is "for that" has Result success
is "and is not tried again" has NRestarts 0
systemctl --user stop check-session.target
"$sitbreak" quit >/dev/null

echo "Switched off elsewhere:"
systemctl --user disable "$unit" 2>/dev/null
says "switched off by \`systemctl --user disable\`" "$sitbreak" autostart status
"$sitbreak" autostart on >/dev/null
is "on again" test "$(systemctl --user is-enabled $unit)" = enabled
rm "$units/$unit"
systemctl --user mask "$unit" 2>/dev/null
says "switched off by \`systemctl --user mask\`" "$sitbreak" autostart status
"$sitbreak" autostart on >/dev/null
is "on again" test "$(systemctl --user is-enabled $unit)" = enabled
"$sitbreak" autostart off >/dev/null
is "nothing is left of it" test -z "$(find "$HOME/.config" -name 'sitbreak.service' -o -name 'sitbreak.desktop')"
