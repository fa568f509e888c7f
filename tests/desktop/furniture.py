"""The programs of a private desktop and the settings that keep them small, still and in their places."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _helper(place: str) -> str:
    """A program that Debian keeps below the folder of the machine's architecture."""
    return next((str(found) for found in Path("/usr/lib").glob(f"*/xfce4/{place}")), Path(place).name)


XFCONFD = _helper("xfconf/xfconfd")
PANELS = {
    "xfce": ("xfce4-panel", "--disable-wm-check"),
    "lxqt": ("lxqt-panel",),
}
NOTIFIERS = {
    "xfce": (_helper("notifyd/xfce4-notifyd"),),
    "dunst": ("dunst",),
}
_CHANNELS = Path("xfce4/xfconf/xfce-perchannel-xml")

_XFCE_PANEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- One panel along the top with nothing in it but the tray. -->
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="{height}"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""

_XFCE_NOTIFYD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Bubbles in the lower right corner, opaque and without animation, so that a picture of them is steady. -->
<channel name="xfce4-notifyd" version="1.0">
  <property name="notify-location" type="uint" value="3"/>
  <property name="initial-opacity" type="double" value="1.0"/>
  <property name="do-fadeout" type="bool" value="false"/>
  <property name="do-slideout" type="bool" value="false"/>
</channel>
"""

_LXQT_PANEL = """\
[General]
panels=panel1

[panel1]
plugins=statusnotifier
position=Top
desktop=0
panelSize={height}
iconSize=22
width=100
width-percent=true
animation-duration=0

[statusnotifier]
type=statusnotifier
alignment=Left
"""

_DUNST = """\
[global]
    monitor = 0
    width = 300
    offset = 20x60
    origin = bottom-right
    follow = none
    dmenu = /bin/false
"""

# No service folder: a bus that can start nothing, so that what answers is what the test has started.
_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={bus}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def files(*, panel_height: int, bus: Path) -> dict[Path, str]:
    """What to write below the configuration folder."""
    return {
        _CHANNELS / "xfce4-panel.xml": _XFCE_PANEL.format(height=panel_height),
        _CHANNELS / "xfce4-notifyd.xml": _XFCE_NOTIFYD,
        Path("lxqt/panel.conf"): _LXQT_PANEL.format(height=panel_height),
        Path("dunst/dunstrc"): _DUNST,
        Path("gtk-3.0/settings.ini"): "[Settings]\ngtk-enable-animations=0\n",
        Path("lxqt/lxqt.conf"): "[General]\ntheme=light\n",
        Path("bus.conf"): _BUS.format(bus=bus),
    }


def environment(home: Path, runtime: Path, panel: str) -> dict[str, str]:
    """The environment of every program of the desktop, but for the addresses of the X server and the bus."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CONFIG_DIRS": str(home / "no-such-folder"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CURRENT_DESKTOP": "LXQt" if panel == "lxqt" else "XFCE",
        "XDG_SESSION_TYPE": "x11",
        "XAUTHORITY": str(runtime / "Xauthority"),
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={runtime}/no-system-bus",
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1",
        "GDK_BACKEND": "x11",
        "QT_QPA_PLATFORM": "xcb",
    }
