"""Notifications over D-Bus (``org.freedesktop.Notifications``), with buttons, replaced and never stacked.

One notice is *wanted*, one notification is *live*. Whatever happens, the live one is made to follow the
wanted one, by at most one call at a time. So a service that answers late, restarts or hangs can neither stack
notifications nor keep one that was withdrawn: the number it gives at last is still taken.

=====================  ===============================================================================
a new notice           replaces the live one; while a call is under way, after its answer
withdrawn              the live one is closed; while a call is under way, after its answer
no answer for 5 s      the part is failing; the answer is still waited for, and nothing sent till then
an error               the part is failing; the newest notice is sent after a minute (rule R12)
the service ends       its numbers are forgotten; a notice with buttons is shown by the next service
a button is clicked    on the live one only; it counts once
=====================  ===============================================================================

A service that could be started is started by the first notice. Where there is no session bus, and none comes
within 2 s, the *fallback* shows the notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.notification_service import NotificationService
from sitbreak.ports import Health
from sitbreak.words import _, clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import DescriptorLoop, Notice, Notifier, Timer

    Body = tuple[Any, ...]

_PART = "notifications"
_RETRY_S = 60.0
_WAIT_FOR_BUS_S = 2.0
_LONGEST_MS = 0x7FFFFFFF

_THREE_BUTTONS = "gnome-shell"  # it leaves out what is more
# Draws the action "default" as one more button, where others let it stand for a click on the text.
_DRAWS_DEFAULT = "Xfce Notify Daemon"


class DBusNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`. Lives on the loop's thread; nothing waits or raises."""

    def __init__(
        self,
        loop: DescriptorLoop,
        session: BusLink,
        on_button: Callable[[str], None],
        *,
        fallback: Notifier,
        icon: str = "",
    ) -> None:
        """*on_button* gets the key of a clicked button. *icon*: a name of the icon theme or a path."""
        self._loop = loop
        self._session = session
        self._on_button = on_button
        self._fallback = fallback
        self._icon = icon
        self._wanted: Notice | None = None
        self._shown: Notice | None = None  # what the live notification says
        self._live = 0  # its number; 0: none
        self._retry: Timer | None = None
        self._no_bus: Timer | None = None
        self._service = NotificationService(
            loop, session, on_change=self._service_changed, on_signal=self._signalled
        )

    # --- the port

    def capabilities(self) -> frozenset[str]:
        if self._session.bus is None:
            return self._fallback.capabilities()
        theirs = self._service.capabilities
        if theirs is None:
            return frozenset()
        ours = {"replace", "withdraw"}
        ours |= {"buttons"} if "actions" in theirs else set()
        ours |= {"markup"} if "body-markup" in theirs else set()
        if "buttons" in ours and not self._service.name.lower().startswith(_THREE_BUTTONS):
            ours |= {"many buttons"}
        return frozenset(ours)

    def show(self, notice: Notice) -> None:
        self._wanted = notice
        if self._session.bus is None and self._no_bus is None:
            self._no_bus = self._loop.call_later(_WAIT_FOR_BUS_S, self._fall_back)
        self._follow_up()

    def withdraw(self) -> None:
        self._wanted = None
        self._fallback.withdraw()
        self._follow_up()

    def shows(self, notice: Notice) -> bool | None:
        if self._session.bus is None:
            return self._fallback.shows(notice)
        return self._live != 0 and self._shown is notice

    def health(self) -> Health:
        if self._session.bus is None:
            return self._fallback.health()
        service = self._service
        if service.failure:
            return Health(part=_PART, state="failing", detail=service.failure)
        if service.owner:
            return Health(part=_PART, state="ok", detail=service.name)
        if service.activatable:
            detail = _("A notification service is started when there is something to show.")
            return Health(part=_PART, state="ok", detail=detail)
        detail = _("No notification service runs in this session; reminders show in the tray and in status.")
        return Health(part=_PART, state="absent", detail=detail)

    def close(self) -> None:
        self._wanted = None
        self._close_live()
        self._stop_retry()
        if self._no_bus is not None:
            self._no_bus.cancel()
        self._service.close()
        self._fallback.close()

    # --- making the live notification follow the wanted notice

    def _follow_up(self) -> None:
        """Take the next step, if one can be taken now."""
        service = self._service
        if service.busy:
            return
        if self._wanted is None:
            self._close_live()
        if self._retry is not None or not service.reachable:
            return
        if service.capabilities is None:
            if service.owner or self._wanted is not None:
                service.get_acquainted()
        elif self._wanted is not None and not (self._live and self._shown is self._wanted):
            self._notify(self._wanted, service.capabilities)

    def _notify(self, notice: Notice, can: frozenset[str]) -> None:
        body = _escaped(clean(notice.body)) if "body-markup" in can else clean(notice.body)
        hints = {
            "urgency": ("y", 2 if notice.urgent else 1),
            "desktop-entry": ("s", "sitbreak"),
            "category": ("s", "x-sitbreak.break"),
            "resident": ("b", False),
            "suppress-sound": ("b", not notice.sound),
        }
        if notice.sound:
            hints["sound-name"] = ("s", "message-new-instant")  # of the freedesktop sound names
        actions = self._actions(notice) if "actions" in can else []
        expire_ms = -1 if notice.seconds is None else min(_LONGEST_MS, max(1, round(notice.seconds * 1000)))
        arguments = ("sitbreak", self._live, self._icon, clean(notice.title), body, actions, hints, expire_ms)

        def notified(answer: Body | None) -> None:
            self._notified(notice, answer)

        self._service.call("Notify", "susssasa{sv}i", arguments, reply=notified)

    def _actions(self, notice: Notice) -> list[str]:
        """Keys and labels by turns. Where "default" would be drawn as a button too, it takes the place of the
        button it stands for, so that none is there twice."""
        default = next((button for button in notice.buttons if button.key == notice.default), None)
        merged = default is not None and self._service.name.startswith(_DRAWS_DEFAULT)
        actions = ["default", clean(default.label)] if default and not merged else []
        for button in notice.buttons:
            actions += ["default" if merged and button is default else button.key, clean(button.label)]
        return actions

    def _notified(self, notice: Notice, answer: Body | None) -> None:
        match answer:
            case (int(number),) if number > 0:
                self._live = number
                self._shown = notice
                self._follow_up()
            case _:
                self._service.failure = self._service.failure or _("The notification service shows nothing.")
                self._try_later()

    def _close_live(self) -> None:
        number, self._live = self._live, 0
        self._shown = None
        if number:
            self._service.close_notification(number)

    def _try_later(self) -> None:
        if self._session.bus is not None and self._retry is None:
            self._retry = self._loop.call_later(_RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        self._forget_what_was_of_the_moment()
        self._follow_up()

    def _fall_back(self) -> None:
        self._no_bus = None
        if self._session.bus is None and self._wanted is not None:
            self._fallback.show(self._wanted)
            self._wanted = None

    def _stop_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    def _forget_what_was_of_the_moment(self) -> None:
        """A notice with buttons waits for an answer; any other is not worth showing late."""
        if self._wanted is not None and not self._wanted.buttons:
            self._wanted = None

    # --- what the service tells

    def _service_changed(self, gone: bool) -> None:
        if gone:
            self._live = 0
            self._shown = None
            self._forget_what_was_of_the_moment()
        if self._session.bus is None:
            self._stop_retry()
        elif self._service.failure and not self._service.busy:
            self._try_later()
        self._follow_up()

    def _signalled(self, _path: str, member: str, body: Body) -> None:
        match member, body:
            case "ActionInvoked", (int(number), str(key)) if number == self._live:
                self._clicked(key)
            case "NotificationClosed", (int(number), *_) if number == self._live:
                self._live = 0
                if self._shown is self._wanted:
                    self._wanted = None
                self._shown = None

    def _clicked(self, key: str) -> None:
        """A click answers the notification: it is closed, whatever the service does with it."""
        shown = self._shown
        if shown is None or not self._live:
            return
        chosen = shown.default if key == "default" else key
        if chosen not in {button.key for button in shown.buttons}:
            return
        self._wanted = None
        self._close_live()
        self._on_button(chosen)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
