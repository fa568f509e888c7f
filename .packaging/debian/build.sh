#!/bin/bash
# Builds the Debian package from this checkout: build.sh FOLDER, where it is put.
#
# The program lies in /usr/lib/sitbreak, an environment of its own on Debian's Python: what Debian 12 has in versions that
# suffice comes from Debian (Depends below), the rest lies beside the program, in the versions of uv.lock, checked by their
# checksums. Nothing of it can be seen by other programs. Byte code is made when it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$1"
into=$(cd "$1" && pwd)
python=/usr/bin/python3
uv=${UV:-.venv/bin/uv}
from_debian='six|python-xlib|pygments|python-dotenv'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
home=usr/lib/sitbreak
packages=$home/lib/python3.11/site-packages
export PIP_DISABLE_PIP_VERSION_CHECK=1 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

# The wheel, made of what git has: no stray file gets in.
mkdir -p "$work/source"
git ls-files -z sitbreak assets config pyproject.toml README.md LICENSE CHANGELOG.md CONTRIBUTING.md |
    xargs -0 cp --parents -t "$work/source"
"$uv" build --quiet --wheel --out-dir "$work/wheel" "$work/source"

# The environment.
install -d "$tree/$home/bin" "$tree/$packages"
ln -s ../../../bin/python3 "$tree/$home/bin/python"
ln -s python "$tree/$home/bin/python3"
printf 'home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11\n' >"$tree/$home/pyvenv.cfg"
"$uv" export --quiet --frozen --no-dev --no-emit-project --no-header --no-annotate --format requirements.txt |
    awk -v skip="^($from_debian)==" '/^[^ ]/ { keep = $0 !~ skip } keep' >"$work/requirements.txt"
target=("$uv" pip install --quiet --no-deps --python "$python" --target "$tree/$packages" --link-mode copy)
"${target[@]}" --only-binary :all: --require-hashes -r "$work/requirements.txt"
"${target[@]}" "$work"/wheel/*.whl
rm -rf "$tree/$packages/bin" "$tree/$packages"/.lock "$tree/$packages/share"
find "$tree" \( -name __pycache__ -o -name RECORD -o -name direct_url.json -o -name uv_cache.json \) -prune \
    -exec rm -rf {} +

# What lies in the system's own places. The copies inside the environment stay: the program reads some of them.
ours=assets/desktop
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' sitbreak/__init__.py)
put() { install -D -m "${3:-644}" "$1" "$tree/$2"; }
cat >"$work/sitbreak" <<'END'
#!/usr/lib/sitbreak/bin/python
import sys

from sitbreak.__main__ import main

sys.exit(main())
END
put "$work/sitbreak" $home/bin/sitbreak 755
install -d "$tree/usr/bin"
ln -s ../lib/sitbreak/bin/sitbreak "$tree/usr/bin/sitbreak"
sed -e 's|@EXEC@|/usr/bin/sitbreak run|' -e 's|@ICON@|sitbreak|' $ours/sitbreak.desktop >"$work/sitbreak.desktop"
put "$work/sitbreak.desktop" etc/xdg/autostart/sitbreak.desktop
grep -v '^X-GNOME-Autostart' "$work/sitbreak.desktop" >"$work/menu.desktop"
put "$work/menu.desktop" usr/share/applications/sitbreak.desktop
sed 's|@EXEC@|/usr/bin/sitbreak run|' $ours/sitbreak.service >"$work/sitbreak.service"
put "$work/sitbreak.service" usr/lib/systemd/user/sitbreak.service
put assets/icons/sitbreak.svg usr/share/icons/hicolor/scalable/apps/sitbreak.svg
put assets/icons/sitbreak-48.png usr/share/icons/hicolor/48x48/apps/sitbreak.png
put $ours/completions/sitbreak.bash usr/share/bash-completion/completions/sitbreak
put $ours/completions/_sitbreak usr/share/zsh/vendor-completions/_sitbreak
put $ours/completions/sitbreak.fish usr/share/fish/vendor_completions.d/sitbreak.fish
gzip -9 -n <$ours/sitbreak.1 >"$work/sitbreak.1.gz"
put "$work/sitbreak.1.gz" usr/share/man/man1/sitbreak.1.gz
put .packaging/debian/copyright usr/share/doc/sitbreak/copyright
printf 'sitbreak (%s) unstable; urgency=medium\n\n  * See https://pypi.org/project/sitbreak/ for what has changed.\n\n -- %s  %s\n' \
    "$version" "sitbreak <sitbreak@localhost>" "$(date -R -u -d "@$SOURCE_DATE_EPOCH")" |
    gzip -9 -n >"$work/changelog.gz"
put "$work/changelog.gz" usr/share/doc/sitbreak/changelog.gz
put .packaging/debian/lintian-overrides usr/share/lintian/overrides/sitbreak

# The package.
install -d "$tree/DEBIAN"
install -m 755 .packaging/debian/postinst .packaging/debian/prerm "$tree/DEBIAN/"
echo /etc/xdg/autostart/sitbreak.desktop >"$tree/DEBIAN/conffiles"
chmod -R u=rwX,go=rX "$tree"
size=$(du -s --apparent-size -k --exclude DEBIAN "$tree" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$size/" \
    .packaging/debian/control >"$tree/DEBIAN/control"
(cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
package=$into/sitbreak_${version}_$(dpkg --print-architecture).deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
echo "$package"
