"""A pystray menu on D-Bus: the interface ``com.canonical.dbusmenu``, which panels draw the menu from.

What panels do decides how this works:

- They keep the properties of an entry by its number for ever (GNOME), so an entry that means something else
  gets a number never used before. As long as the entries mean the same, numbers stay and only changed
  properties are sent: an open menu then changes in place.
- Before they open the menu they call ``AboutToShow`` of entry 0 (LXQt, KDE, GNOME) or ``AboutToShowGroup``
  (Xfce). Then, once per opening, the menu is made anew; what it says is right without any tick.
- They wait for the reply to a click, so the reply goes first and the entry is called after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus import BusError
from sitbreak.desktop.linux.pystray_core import Menu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sitbreak.desktop.linux.bus import Bus

    Properties = dict[str, tuple[str, Any]]

PATH = "/MenuBar"
INTERFACE = "com.canonical.dbusmenu"

_ROOT = 0
_VERSION = 3


class _Node:
    """One entry: pystray's item (None for the root), its properties for the panel, its children."""

    __slots__ = ("children", "item", "number", "properties")

    def __init__(self, item: Any, properties: Properties) -> None:
        self.number = _ROOT
        self.item = item
        self.properties = properties
        self.children: list[_Node] = []

    def walk(self) -> Iterable[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def meaning(self) -> tuple[object, ...]:
        """What must stay the same for the number to stay the same. The text of a line that cannot be chosen
        may change; that of an entry says what a click does."""
        text = None
        if "enabled" in self.properties and self.properties["enabled"][1]:
            text = self.properties["label"][1]
        kind = self.properties.get("type"), self.properties.get("toggle-type")
        return (text, kind, tuple(child.meaning() for child in self.children))

    def packed(self, depth: int, names: Sequence[str]) -> tuple[int, Properties, list[Any]]:
        """As ``GetLayout`` answers it, *depth* levels deep (-1: all), with the properties of these *names*
        (none: all)."""
        children = self.children if depth else []
        return (
            self.number,
            _named(self.properties, names),
            [("(ia{sv}av)", child.packed(depth - 1, names)) for child in children],
        )


class DbusMenu:
    """The menu, on whatever bus it was last exported to. All on the loop's thread; nothing blocks."""

    def __init__(self, menu: Callable[[], Any], clicked: Callable[[Any], None]) -> None:
        """*menu* answers pystray's menu, or None; *clicked* gets the item the user chose, after the panel has
        its reply."""
        self._menu = menu
        self._clicked = clicked
        self._bus: Bus | None = None
        self._revision = 1
        self._last_number = _ROOT
        self._root = _Node(None, {})
        self._nodes: dict[int, _Node] = {_ROOT: self._root}
        self._replaced: dict[int, _Node] = {}  # the entries before: a click on them may be under way
        self._open = False

    def export(self, bus: Bus) -> None:
        """Offer the menu on *bus*, and speak there from now on."""
        self._bus = bus
        methods: dict[str, tuple[str, Callable[..., Any]]] = {
            "GetLayout": ("u(ia{sv}av)", self._get_layout),
            "GetGroupProperties": ("a(ia{sv})", self._get_group_properties),
            "GetProperty": ("v", self._get_property),
            "Event": ("", self._event),
            "EventGroup": ("ai", self._event_group),
            "AboutToShow": ("b", lambda number: (self._about_to_show([number]),)),
            "AboutToShowGroup": ("aiai", self._about_to_show_group),
        }
        properties: dict[str, Callable[[], tuple[str, Any]]] = {
            "Version": lambda: ("u", _VERSION),
            "TextDirection": lambda: ("s", "ltr"),
            "Status": lambda: ("s", "normal"),
            "IconThemePath": lambda: ("as", []),
        }
        bus.export(PATH, INTERFACE, methods, properties)

    def silence(self) -> None:
        """Say nothing more until :meth:`export`."""
        self._bus = None

    def panel_is_new(self) -> None:
        """A panel that has nothing open yet took over."""
        self._open = False

    def refresh(self) -> None:
        """The menu may have changed. While it is closed only a change of meaning is told: the texts of lines
        are made right when it opens."""
        self._renew(texts=self._open)

    def refresh_open(self) -> None:
        """Texts may have changed: tell them if the user is looking at the menu."""
        if self._open:
            self._renew(texts=True)

    def _renew(self, *, texts: bool) -> bool:
        """Make the menu anew. Whether its meaning changed."""
        menu = self._menu()
        root = _tree(() if menu is None else menu)  # asking whether it is empty would make it twice
        if root.meaning() != self._root.meaning():
            self._replace(root)
            return True
        if texts:
            self._update(root)
        return False

    def _replace(self, root: _Node) -> None:
        for node in root.walk():
            if node is not root:
                self._last_number += 1
                node.number = self._last_number
        self._replaced = self._nodes
        self._nodes = {node.number: node for node in root.walk()}
        self._root = root
        self._revision += 1
        self._tell("LayoutUpdated", "ui", (self._revision, _ROOT))

    def _update(self, root: _Node) -> None:
        """Take over what *root* says, under the old numbers."""
        changed, removed = [], []
        for old, new in zip(tuple(self._root.walk()), tuple(root.walk()), strict=True):
            new.number = old.number
            differs = {
                name: value for name, value in new.properties.items() if old.properties.get(name) != value
            }
            gone = [name for name in old.properties if name not in new.properties]
            changed += [(new.number, differs)] if differs else []
            removed += [(new.number, gone)] if gone else []
        self._root = root
        self._nodes = {node.number: node for node in root.walk()}
        if changed or removed:
            self._tell("ItemsPropertiesUpdated", "a(ia{sv})a(ias)", (changed, removed))

    def _tell(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        if self._bus is not None:
            self._bus.signal(PATH, INTERFACE, member, signature, body)

    # --- what panels ask

    def _get_layout(self, number: int, depth: int, names: Sequence[str]) -> tuple[Any, ...]:
        return self._revision, self._node(number).packed(depth, names)

    def _get_group_properties(self, numbers: Sequence[int], names: Sequence[str]) -> tuple[Any, ...]:
        wanted = [number for number in numbers or self._nodes if number in self._nodes]
        return ([(number, _named(self._nodes[number].properties, names)) for number in wanted],)

    def _get_property(self, number: int, name: str) -> tuple[Any, ...]:
        properties = self._node(number).properties
        if name not in properties:
            raise BusError("InvalidArgs", f"entry {number} has no property {name}")
        return (properties[name],)

    def _about_to_show(self, numbers: Sequence[int]) -> bool:
        """Whether the layout must be fetched again before the menu is shown."""
        return _ROOT in numbers and self._renew(texts=True)

    def _about_to_show_group(self, numbers: Sequence[int]) -> tuple[Any, ...]:
        unknown = [number for number in numbers if number not in self._nodes]
        return ([_ROOT] if self._about_to_show(numbers) else []), unknown

    def _event(self, number: int, kind: str, _data: Any, _at: int) -> None:
        node = self._nodes.get(number) or self._replaced.get(number)
        if kind == "clicked" and node is not None and node.item is not None:
            self._clicked(node.item)
        elif number == _ROOT and kind in ("opened", "closed"):
            self._open = kind == "opened"

    def _event_group(self, events: Sequence[tuple[int, str, Any, int]]) -> tuple[Any, ...]:
        unknown = [event[0] for event in events if event[0] not in self._nodes | self._replaced]
        for event in events:
            self._event(*event)
        return (unknown,)

    def _node(self, number: int) -> _Node:
        if number not in self._nodes:
            raise BusError("InvalidArgs", f"there is no entry {number}")
        return self._nodes[number]


def _tree(items: Iterable[Any]) -> _Node:
    root = _Node(None, {"children-display": ("s", "submenu")})
    root.children = [_node(item) for item in items]
    return root


def _node(item: Any) -> _Node:
    if item is Menu.SEPARATOR:
        return _Node(item, {"type": ("s", "separator")})
    properties: Properties = {
        "label": ("s", item.text.replace("_", "__")),  # one alone marks the letter of a mnemonic
        "enabled": ("b", bool(item.enabled)),
    }
    if item.checked is not None:
        properties["toggle-type"] = ("s", "radio" if item.radio else "checkmark")
        properties["toggle-state"] = ("i", int(item.checked))
    node = _Node(item, properties)
    if item.submenu is not None:
        properties["children-display"] = ("s", "submenu")
        node.children = [_node(child) for child in item.submenu]
    return node


def _named(properties: Properties, names: Sequence[str]) -> Properties:
    return {name: value for name, value in properties.items() if not names or name in names}
