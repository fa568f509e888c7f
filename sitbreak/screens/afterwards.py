"""After the routine: how it was, what follows from the answer, and the end of the window.

=========  ============================================================================
asked      "How was that?"; to answer is optional
told       a word of thanks, a notice (rule P4), or one question more (rules P1, P6)
=========  ============================================================================

Each page closes the window by itself, so long after the last input. Where nobody would keep the answer,
nobody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.screens.finish_view import Choice, FinishView
from sitbreak.words import _, clean, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.screens.break_view import BreakView
    from sitbreak.screens.look import Look

    Json = dict[str, Any]
    Ask = Callable[[Json, Callable[[Json], None]], None]

ASKED_S = 20.0  # how long a page stays without input
NOTICE_S = 90.0  # one that is to be read
WORD_S = 6.0  # one that only says goodbye


class Afterwards:
    """*ask* asks the daemon, None where there is none; *close* ends the window."""

    def __init__(self, look: Look, view: BreakView, ask: Ask | None, close: Callable[[], object]) -> None:
        self._root = look.root
        self._ask = ask
        self._close = close
        self._page = FinishView(look, view.words, view.buttons, view.text_width)
        self._stays_s = ASKED_S
        self._closing: str | None = None

    def begin_stopped(self, title: str, at_s: float) -> None:
        """The routine *title* was stopped *at_s* seconds after its start."""
        body = fill(
            _("{time} of {routine}. Stopping when it suits you is always fine."),
            time=exact_duration(max(1.0, at_s)),
            routine=clean(title),
        )
        self.begin(_("Stopped here"), body)

    def begin(self, heading: str, body: str) -> None:
        """The routine is over, as *heading* and *body* say."""
        if self._ask is None:
            self._say(heading, body, stays_s=WORD_S)
            return
        answers = (("good", _("Good")), ("hard", _("Too hard")), ("hurt", _("It hurt")))
        choices = [
            Choice(label=label, key=str(number), act=self._feeler(how))
            for number, (how, label) in enumerate(answers, start=1)
        ]
        self._page.show(heading, body, question=_("How was that?"), choices=choices)
        hint = _("Optional. It helps to choose the next ones.")
        self._end_page(heading, body, stays_s=ASKED_S, hint=hint)

    def leave_alone(self) -> None:
        """The daemon is gone: nothing can be answered any more."""
        self._ask = None
        self._say(_("sitbreak has ended"), _("Nothing is left to do here."), stays_s=WORD_S)

    def stay(self) -> None:
        """There was input: the time starts anew."""
        if self._closing is not None:
            self._root.after_cancel(self._closing)
        self._closing = self._root.after(round(self._stays_s * 1000), self._close)

    # --- answers

    def _feeler(self, how: str) -> Callable[[], None]:
        return lambda: self._send({"do": "feel", "how": how}, self._felt)

    def _send(self, question: Json, then: Callable[[Json], None]) -> None:
        if self._ask is not None:
            self._page.answered()
            self._ask(question, then)

    def _felt(self, answer: Json) -> None:
        """Show what the daemon makes of it."""
        notice, question = answer.get("notice"), answer.get("question")
        if isinstance(notice, dict):
            title, body = str(notice.get("title", "")), str(notice.get("body", ""))
            self._say(title, body, stays_s=NOTICE_S, warm=True)
        elif isinstance(question, dict) and isinstance(question.get("id"), str):
            self._question(question)
        else:
            self._told(answer)

    def _question(self, question: Json) -> None:
        def answering(yes: bool) -> Callable[[], None]:
            reply = {"do": "answer", "question": question["id"], "yes": yes}
            return lambda: self._send(reply, self._told)

        choices = [
            Choice(label=clean(str(question.get(word, ""))), key=key, act=answering(word == "yes"))
            for key, word in (("1", "yes"), ("2", "no"))
        ]
        heading, body = _("One question"), str(question.get("text", ""))
        self._page.show(heading, body, choices=choices)
        self._end_page(heading, body, stays_s=ASKED_S, hint=_("No answer is fine too."))

    def _told(self, answer: Json) -> None:
        if answer.get("ok") is True:
            body = str(answer.get("told") or _("Noted. It stays on this computer."))
            self._say(_("Thank you"), body, stays_s=WORD_S)
        else:
            self._say(_("That could not be kept"), str(answer.get("error", "")), stays_s=ASKED_S)

    # --- pages

    def _say(self, title: str, body: str, *, stays_s: float, warm: bool = False) -> None:
        """A page with nothing to answer."""
        self._page.show(title, body, warm=warm)
        self._end_page(title, body, stays_s=stays_s)

    def _end_page(self, title: str, body: str, *, stays_s: float, hint: str = "") -> None:
        """The way out, the words for who reads titles, and the time the page has."""
        self._page.show_close(self._close, hint=hint)
        self._root.title(f"{clean(title)} · {clean(body)} · sitbreak")
        self._stays_s = stays_s
        self.stay()
