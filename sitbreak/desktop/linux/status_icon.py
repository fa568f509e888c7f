"""A pystray back end over D-Bus: the StatusNotifierItem that panels of Linux desktops show in their tray.

pystray's own back ends for Linux need GTK, or have no menu. This one needs the session bus only. It has no
thread and no loop of its own: it lives on the loop of the program, and all its methods belong to that thread.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sitbreak import clock
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from sitbreak.desktop.linux.dbusmenu import PATH as MENU_PATH
from sitbreak.desktop.linux.dbusmenu import DbusMenu
from sitbreak.desktop.linux.pystray_core import Icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.icon_shelf import Bitmaps
    from sitbreak.ports import DescriptorLoop, Timer

PATH = "/StatusNotifierItem"
INTERFACE = "org.kde.StatusNotifierItem"
WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"

_NOBODY = ("ServiceUnknown", "NameHasNoOwner")
_TRY_AGAIN_S = 60.0
_PROPERTIES = "org.freedesktop.DBus.Properties"


class StatusIcon(Icon):  # type: ignore[misc]  # pystray has no types
    """pystray's icon; ``icon`` is a list of bitmaps (width, height, ARGB bytes), ``title`` the tooltip.

    Begin with :meth:`run_detached`, then :meth:`attach` it to a bus, and again to each that follows.
    """

    HAS_NOTIFICATION = False

    _running: bool  # pystray's: from _mark_ready to stop

    def __init__(self, name: str, icon: Bitmaps, title: str, menu: Any, *, loop: DescriptorLoop) -> None:
        super().__init__(name, icon, title, menu)
        self.registered = False  # with the watcher, which tells the panels
        self.why_not = "there is no session bus"
        # A bus name for this icon only: giving it up takes the icon out of every panel, for good.
        self._service = f"{INTERFACE}-{os.getpid()}-{int(clock.monotonic_s() * 1000)}"
        self._registers_as = ""  # once the bus has answered
        self._loop = loop
        self._bus: Bus | None = None
        self._retry: Timer | None = None
        self._dbusmenu = DbusMenu(lambda: self._menu, self._item_clicked)

    def __del__(self) -> None:
        """Nothing: pystray's would speak on the bus while the interpreter ends."""

    # --- the bus comes and goes

    def attach(self, bus: Bus) -> None:
        """Offer the icon and its menu on *bus*, and register wherever a panel is or comes to be."""
        self._bus = bus
        bus.export(PATH, INTERFACE, self._methods(), self._properties())
        self._dbusmenu.export(bus)
        bus.subscribe(
            self._watcher_changed,
            sender=DAEMON,
            path=DAEMON_PATH,
            interface=DAEMON,
            member="NameOwnerChanged",
            arg0=WATCHER,
        )
        for member in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            bus.subscribe(
                self._hosts_changed, sender=WATCHER, path=WATCHER_PATH, interface=WATCHER, member=member
            )
        bus.request_name(self._service, self._name_answered)

    def detach(self) -> None:
        """The bus is gone."""
        self._bus = None
        self._dbusmenu.silence()
        self._unregistered("there is no session bus")

    def update_open_menu(self) -> None:
        """As ``update_menu``, when nothing but texts can have changed: costs nothing while it is closed."""
        self._dbusmenu.refresh_open()

    # --- what pystray asks of a back end

    def stop(self) -> None:
        """Leave the panels. The bus and the loop stay as they are."""
        if self._running:
            self.visible = False
            self._running = False
            if self._bus is not None:
                self._bus.call(DAEMON, DAEMON_PATH, DAEMON, "ReleaseName", "s", (self._service,))
            self.detach()

    def _start_setup(self, setup: Callable[[StatusIcon], None] | None) -> None:
        self._setup = setup  # called by _run_detached: pystray would start a thread for it

    def _run_detached(self) -> None:
        self._mark_ready()
        if self._setup is not None:
            self._setup(self)
        else:
            self.visible = True

    def _show(self) -> None:
        self._tell("NewStatus", "s", ("Active",))

    def _hide(self) -> None:
        self._tell("NewStatus", "s", ("Passive",))

    def _update_icon(self) -> None:
        self._icon_valid = True
        self._tell("NewIcon")

    def _update_title(self) -> None:
        self._tell("NewToolTip")  # and no NewTitle: with each, the panel asks for everything again

    def _update_menu(self) -> None:
        self._dbusmenu.refresh()

    def _tell(self, member: str, signature: str = "", body: tuple[Any, ...] = ()) -> None:
        if self._bus is not None:
            self._bus.signal(PATH, INTERFACE, member, signature, body)

    # --- registering

    def _name_answered(self, _body: tuple[Any, ...] | None, error: BusError | None) -> None:
        """Where names are not to be had (in a sandbox), our connection and a path will do."""
        self._registers_as = PATH if error is not None else self._service
        self._register()

    def _register(self) -> None:
        if self._bus is None or not self._running or not self._registers_as:
            return
        self._bus.call(
            WATCHER,
            WATCHER_PATH,
            WATCHER,
            "RegisterStatusNotifierItem",
            "s",
            (self._registers_as,),
            reply=self._register_answered,
        )

    def _register_answered(self, _body: tuple[Any, ...] | None, error: BusError | None) -> None:
        if error is None:
            self.registered, self.why_not = True, ""
            self._dbusmenu.panel_is_new()
            self._ask_for_hosts()
            return
        nobody = error.name.endswith(_NOBODY)
        self._unregistered("no panel with a tray runs" if nobody else str(error))
        if not nobody and self._bus is not None:
            self._retry = self._loop.call_later(_TRY_AGAIN_S, self._register)

    def _unregistered(self, why: str) -> None:
        self.registered = False
        self.why_not = why
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    def _watcher_changed(self, _path: str, _member: str, body: tuple[Any, ...]) -> None:
        """A panel came, went, or took over: whoever it is knows nothing of us."""
        self._unregistered("no panel with a tray runs")
        if body[2]:
            self._register()

    def _hosts_changed(self, *_: object) -> None:
        if self.registered:
            self._ask_for_hosts()

    def _ask_for_hosts(self) -> None:
        """The watcher only keeps a list; a host is what shows it."""

        def answered(body: tuple[Any, ...] | None, _error: BusError | None) -> None:
            unseen = bool(body) and body == (("b", False),)
            self.why_not = "a tray service runs, but no panel that shows its icons" if unseen else ""

        if self._bus is not None:
            asked = (WATCHER, "IsStatusNotifierHostRegistered")
            self._bus.call(WATCHER, WATCHER_PATH, _PROPERTIES, "Get", "ss", asked, reply=answered)

    # --- what panels ask

    def _methods(self) -> dict[str, tuple[str, Callable[..., Any]]]:
        return {
            "Activate": ("", self._activate),
            "SecondaryActivate": ("", lambda _x, _y: None),
            "ContextMenu": ("", lambda _x, _y: None),  # panels draw the menu themselves
            "Scroll": ("", lambda _delta, _orientation: None),
        }

    def _properties(self) -> dict[str, Callable[[], tuple[str, Any]]]:
        def fixed(signature: str, value: Any) -> Callable[[], tuple[str, Any]]:
            return lambda: (signature, value)

        return {
            "Category": fixed("s", "ApplicationStatus"),
            "Id": fixed("s", self._name),
            "Title": fixed("s", self._name),
            "Status": lambda: ("s", "Active" if self._visible else "Passive"),
            "WindowId": fixed("i", 0),
            "IconName": fixed("s", ""),
            "IconThemePath": fixed("s", ""),
            "IconPixmap": lambda: ("a(iiay)", self._icon or []),
            "OverlayIconName": fixed("s", ""),
            "OverlayIconPixmap": fixed("a(iiay)", []),
            "AttentionIconName": fixed("s", ""),
            "AttentionIconPixmap": fixed("a(iiay)", []),
            "AttentionMovieName": fixed("s", ""),
            "ToolTip": lambda: ("(sa(iiay)ss)", ("", [], self._title, "")),
            "ItemIsMenu": fixed("b", False),
            "Menu": fixed("o", MENU_PATH),
        }

    def _activate(self, _x: int, _y: int) -> None:
        """A left click. Answered first, obeyed after: panels wait for the answer."""
        self._loop.post(self)

    def _item_clicked(self, item: Any) -> None:
        self._loop.post(lambda: self._call_item(item))

    def _call_item(self, item: Any) -> None:
        item(self)
        if self._running:  # the entry may have been "Quit"
            self.update_menu()
