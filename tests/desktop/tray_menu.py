"""Using the tray menu as a person does: the pointer opens it, finds the entry and clicks it.

What the entries are called is asked of the program (dbusmenu), where they are is seen on the screen.
"""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.desktop import targets
from tests.desktop.framebuffer import Area
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

_WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", interface="org.kde.StatusNotifierWatcher"
)
_MENU = "com.canonical.dbusmenu"
_TIMEOUT_S = 5
_ENTRY_AT_LEAST_PX = 40

Entry = dict[str, Any]  # the properties of one entry, with those of its submenu under "children"


def entries(desktop: Desktop) -> list[Entry]:
    """The visible entries of the menu of the one tray icon, separators included."""
    with open_dbus_connection(bus=desktop.env["DBUS_SESSION_BUS_ADDRESS"]) as bus:

        def ask(address: DBusAddress, name: str) -> Any:
            reply = bus.send_and_get_reply(Properties(address).get(name), timeout=_TIMEOUT_S)
            return reply.body[0][1]

        (item,) = ask(_WATCHER, "RegisteredStatusNotifierItems")
        owner, _, path = item.partition("/")
        menu = ask(DBusAddress(f"/{path}", owner, interface="org.kde.StatusNotifierItem"), "Menu")
        layout = new_method_call(DBusAddress(menu, owner, interface=_MENU), "GetLayout", "iias", (0, -1, []))
        _, root = bus.send_and_get_reply(layout, timeout=_TIMEOUT_S).body
    return _visible(root)


def labels(desktop: Desktop, below: str = "") -> list[str]:
    """The labels of the entries that can be chosen; of the submenu that begins with *below*, if any."""
    found = entries(desktop)
    if below:
        found = next(entry["children"] for entry in found if label(entry).startswith(below))
    return [label(entry) for entry in found if _can_be_chosen(entry)]


def label(entry: Entry) -> str:
    """What the entry is called, without the mark of the mnemonic."""
    return str(entry.get("label", "")).replace("__", "\0").replace("_", "").replace("\0", "_")


def open_menu(desktop: Desktop) -> Window:
    """Right-click the icon; the window of the menu that opens."""
    return _window_opened_by(desktop, *desktop.tray_icon_position(), button=3)


def choose(desktop: Desktop, menu: Window, wanted: str, *, of: list[str]) -> None:
    """Click the row of the open *menu* whose label begins with *wanted*; *of* are the labels of all rows."""
    desktop.click(*_row(desktop, menu, wanted, of).centre)


def open_submenu(desktop: Desktop, menu: Window, wanted: str, *, of: list[str]) -> Window:
    """The same, for a row that opens a submenu; its window."""
    return _window_opened_by(desktop, *_row(desktop, menu, wanted, of).centre, button=1)


def _row(desktop: Desktop, menu: Window, wanted: str, of: list[str]) -> Area:
    found = targets.rows(desktop, menu)
    assert len(found) == len(of), f"{len(found)} rows light up, but the menu has {of}"
    return next(row for row, text in zip(found, of, strict=True) if text.startswith(wanted))


def _window_opened_by(desktop: Desktop, x: int, y: int, *, button: int) -> Window:
    before = {window.number for window in desktop.find_windows()}
    desktop.click(x, y, button)

    def fresh() -> list[Window]:
        windows = [window for window in desktop.find_windows() if window.number not in before]
        return [window for window in windows if window.area.height >= _ENTRY_AT_LEAST_PX]

    return desktop.wait(fresh, 5, "the menu to open")[0]


def _visible(node: tuple[int, dict[str, Any], list[Any]]) -> list[Entry]:
    found = []
    for _, child in node[2]:
        entry = {name: value for name, (_, value) in child[1].items()}
        if entry.get("visible", True):
            found.append({**entry, "children": _visible(child)})
    return found


def _can_be_chosen(entry: Entry) -> bool:
    return bool(entry.get("enabled", True)) and entry.get("type", "standard") != "separator"
