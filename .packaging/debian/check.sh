#!/bin/bash
# Proves the Debian package in a Debian 12 made for it: builds it, installs it, lets a session start it by its autostart
# entry, has it remind of a break, and removes it: check.sh [PICTURE]. Runs as root and prints how long everything took.
#
# Of the machine it uses the network, for Debian's packages, and `import`, when a picture of the reminder is wanted.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
picture=${1:-}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

[ "$(id -u)" = 0 ] || { echo "Please run this as root." >&2; exit 1; }
work=$(mktemp -d)
root=$work/root
watcher=
clean() {
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean EXIT
said() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; return 1; }; }

package=$("$here/build.sh" "$work")
said "built: $(basename "$package"), $(($(stat -c %s "$package") / 1024)) KiB"
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$package"
    said "lintian has nothing to say"
fi

quietly debootstrap --variant=minbase bookworm "$root" "$mirror"
mount -t proc proc "$root/proc"
said "a Debian 12 from nothing"
quietly in_root apt-get -qq update
quietly in_root apt-get -qq install -y --no-install-recommends \
    xvfb dbus dunst openbox python3-xdg xdotool procps python3-tk fonts-dejavu-core
quietly in_root apt-get -qq satisfy -y --no-install-recommends "$(dpkg-deb -f "$package" Depends)"
in_root useradd --create-home tester
said "a session's programs, and what the package depends on"

files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var -o -path ./run -o -name __pycache__ \) \
    -prune -o -print | sort); }
files >"$work/before"
cp "$package" "$root/sitbreak.deb"
quietly in_root apt-get -qq install -y --no-install-recommends /sitbreak.deb
rm "$root/sitbreak.deb"
said "installed: $(in_root du -sh --apparent-size /usr/lib/sitbreak | cut -f1) with byte code"

cp "$here/session.sh" "$root/tmp/session.sh"
if [ -n "$picture" ]; then
    watch_for_the_reminder() {
        until [ -s "$root/home/tester/shown" ]; do sleep 0.1; done
        DISPLAY=$(cat "$root/home/tester/shown") import -window root "$picture"
    }
    watch_for_the_reminder &
    watcher=$!
fi
# In a namespace of its own, whose end is the end of everything in it.
timeout --kill-after=5 180 unshare --pid --fork --kill-child chroot "$root" \
    setpriv --reuid tester --regid tester --init-groups --reset-env \
    env LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin bash /tmp/session.sh
[ -z "$picture" ] || wait "$watcher"
said "started by its entry, reminded, ended with its session"

quietly in_root apt-get -qq purge -y sitbreak
files >"$work/after"
left=$(diff "$work/before" "$work/after" | sed -n 's/^[<>] //p' | grep -v '^\./home/tester/' || true)
[ -z "$left" ] || { printf 'The package has left or taken:\n%s\n' "$left" >&2; exit 1; }
said "removed: nothing is left but the user's data"
echo "The Debian package: all passed in $SECONDS s."
