#!/bin/bash
# Proves the unit of `sitbreak autostart on --systemd` with a real manager: check.sh SITBREAK, an installed program that
# everybody may run.
#
# Runs as root, with a user, a /run and a group of processes of its own, and leaves nothing behind. The manager wants a
# system that systemd has booted; here it is only made to look so, inside a mount namespace.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sitbreak=$1
user=sitbreak-check
began=$SECONDS

[ "$(id -u)" = 0 ] || { echo "Please run this as root." >&2; exit 1; }
id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"
work=$(mktemp -d)
clean() {
    for folder in /sys/fs/cgroup/systemd/$user /sys/fs/cgroup/unified/$user /sys/fs/cgroup/$user; do
        [ -d "$folder" ] && find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null
    done
    userdel --remove "$user" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
chmod 755 "$work"
install -d -m 700 -o "$user" "$work/run"
cp "$here/scenes.sh" "$work/scenes.sh"

inside() {
    mount -t tmpfs tmpfs /run
    mkdir -p /run/systemd/system
    for tree in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
        [ -e "$tree/cgroup.procs" ] || continue
        mkdir -p "$tree/$user"
        chown -R "$user" "$tree/$user"
        echo $$ >"$tree/$user/cgroup.procs"
    done
    exec env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 HOME="/home/$user" XDG_RUNTIME_DIR="$work/run" \
        setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups \
        timeout --kill-after=5 120 bash "$work/scenes.sh" "$sitbreak"
}
export -f inside
export user work sitbreak
unshare --mount --pid --fork --kill-child --mount-proc bash -euc inside
echo "The systemd unit: all passed in $((SECONDS - began)) s."
