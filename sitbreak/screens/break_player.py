"""A break in a window: plays the routine, does what the user asks, and follows the daemon.

=========  ============================================================================
playing    the figure moves, or stands still in a pause
over       it has run to its end, or was stopped: see :mod:`sitbreak.screens.afterwards`
=========  ============================================================================

The window goes its own way in time and is corrected by the daemon. Without a daemon (it is gone, or this is
a rehearsal) the routine is played to its end all the same; then nobody asks how it was, as nobody would keep
the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak import clock
from sitbreak.core import playing
from sitbreak.errors import SitbreakError
from sitbreak.routine_words import to_the_end
from sitbreak.screens import break_order
from sitbreak.screens.afterwards import Afterwards
from sitbreak.screens.break_talk import Talk
from sitbreak.screens.break_view import BreakView
from sitbreak.screens.playhead import Playhead
from sitbreak.words import _, clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.screens.break_order import Library, Order
    from sitbreak.screens.look import Look

    Json = dict[str, Any]

_END_S = 1.5  # so much of the routine may be left when the daemon says it is over
_WORD_S = 1.0  # real; so long after the end the daemon may still say how it was
_LEAST_WAIT_S, _MOST_WAIT_S = 0.03, 0.25  # real; between two looks at the time


class BreakPlayer:
    """*sounds*: called with "step" and "done"."""

    def __init__(
        self, look: Look, library: Library, order: Order, *, reduced: bool, sounds: Callable[[str], None]
    ) -> None:
        """Raises :class:`SitbreakError` when there is no such routine."""
        self._look = look
        self._root = look.root
        self._library = library
        self._speed = order.speed
        self._sounds = sounds
        self._play = library.play(order)
        self._head = Playhead(clock.monotonic_s, speed=order.speed, elapsed_s=order.elapsed_s)
        self._talk: Talk | None = None
        self._after: Afterwards | None = None  # once the routine is over
        self._told_step = 0
        self._unanswered = 0  # orders of ours
        self._pushed: Json | None = None  # what came meanwhile
        acts = {"pause": self.pause, "next": self.next_step, "swap": self.swap, "stop": self.stop}
        self.view = BreakView(look, acts, reduced=reduced)
        self._swaps_left = order.swaps_left
        self._begin_view()

    # --- running

    def connect(self) -> None:
        """Talk to the daemon from now on."""
        self._talk = Talk(on_status=self._follow_status, on_lost=self._lose)
        self._talk.start()
        self.view.allow_swap(self._swaps_left)

    def tick(self) -> None:
        """Show how things stand, and come back when they change."""
        if self._talk is not None:
            self._talk.take()
        wait_s = _MOST_WAIT_S
        if self._after is None:
            elapsed_s = self._head.elapsed_s
            if elapsed_s >= self._play.length_s:
                if self._talk is None or elapsed_s >= self._play.length_s + _WORD_S * self._speed:
                    self._end_whole(done=True, rested=True)
            else:
                until_s = self.view.show(elapsed_s)
                self._sound_step(elapsed_s)
                if not self._head.is_paused:
                    wait_s = self._head.real_s(until_s - self._head.elapsed_s)
        wait_s = min(max(wait_s, _LEAST_WAIT_S), _MOST_WAIT_S)
        self._root.after(round(wait_s * 1000), self.tick)

    def close(self) -> None:
        """The window goes; a break that runs is stopped with it."""
        if self._after is None:
            self._ask({"do": "stop"}, lambda _answer: None)
        self._root.destroy()
        if self._talk is not None:
            self._talk.close()

    # --- what the user does

    def pause(self) -> None:
        """Pause, or go on."""
        if self._after is not None:
            return
        if self._head.is_paused:
            self._head.resume()
            self._order("break-continue")
        else:
            self._head.pause()
            self._order("break-pause")
        self.view.set_paused(self._head.is_paused)

    def next_step(self) -> None:
        if self._after is not None:
            return
        if step := playing.step_at(self._play.steps, self._head.elapsed_s):
            self._head.jump(step.at_s + step.seconds)
            self._order("break-next")

    def swap(self) -> None:
        """Another routine in place of this one."""
        if self._after is None and self._talk is not None and self._swaps_left:
            self.view.allow_swap(None)
            self._order("swap")

    def stop(self) -> None:
        if self._after is not None:
            self.close()
        else:
            self._ask({"do": "stop"}, lambda _answer: None)
            self._end_stopped()

    # --- what the daemon says

    def _ask(self, question: Json, then: Callable[[Json], None]) -> None:
        if self._talk is not None:
            self._talk.ask(question, then)

    def _order(self, do: str) -> None:
        """Ask the daemon to do something with the break. Until it answers, what it pushes may be older than
        what was asked."""

        def answered(answer: Json) -> None:
            self._unanswered -= 1
            if self._after is not None:
                return
            if answer.get("ok") is not True:
                self._say(str(answer.get("error", "")))
            told = answer.get("break")
            pushed, self._pushed = self._pushed, None
            if isinstance(told, dict):
                self._follow(told)
            elif pushed is not None:
                self._follow_status(pushed)
            self.view.allow_swap(self._swaps_left)

        if self._talk is not None:
            self._unanswered += 1
            self._ask({"do": do}, answered)

    def _say(self, sentence: str) -> None:
        if sentence:
            self.view.say(sentence)

    def _follow_status(self, status: Json) -> None:
        if "break" not in status or self._after is not None:
            return
        if self._unanswered:
            self._pushed = status
            return
        told = status["break"]
        if isinstance(told, dict):
            self._follow(told)
        elif told is None:
            self._end_as_told(status)

    def _follow(self, told: Json) -> None:
        """Do as the daemon does: routine, time, pause and swaps."""
        order = break_order.of(told, speed=self._speed)
        if self._after is not None or order is None or "elapsed_s" not in told:
            return
        if order.routine != self._play.routine.id:
            try:
                self._play = self._library.play(order)
            except SitbreakError as error:  # it came with a catalogue newer than ours
                self.view.say(error.title)
                return
            self._head.jump(order.elapsed_s)
            self._told_step = 0
            self._swaps_left = order.swaps_left
            self._begin_view()
        self._head.follow(order.elapsed_s, paused=order.paused)
        self.view.set_paused(order.paused)
        if order.swaps_left != self._swaps_left:
            self._swaps_left = order.swaps_left
            self.view.allow_swap(order.swaps_left)

    def _lose(self) -> None:
        """The daemon is gone: play on, kindly, and keep nothing."""
        self._talk = None
        if self._after is not None:
            self._after.leave_alone()
        else:
            self.view.allow_swap(None)
            self.view.say(_("sitbreak has ended. The routine plays on to its end."))

    # --- showing

    def _begin_view(self) -> None:
        self.view.begin(self._play, swaps_left=self._swaps_left if self._talk is not None else None)
        self.view.set_paused(self._head.is_paused)
        self.view.show(self._head.elapsed_s)

    def _sound_step(self, elapsed_s: float) -> None:
        step = playing.step_at(self._play.steps, elapsed_s)
        if step is not None and step.number != self._told_step:
            if self._told_step:
                self._sounds("step")
            self._told_step = step.number

    # --- the end

    def _end_as_told(self, status: Json) -> None:
        """The daemon says that no break runs any more, and how the last one ended."""
        last = status.get("last_break")
        outcome = last.get("outcome") if isinstance(last, dict) else "done"
        if self._head.elapsed_s >= self._play.length_s - _END_S * max(1.0, self._speed):
            self._end_whole(done=outcome == "done", rested=status.get("sitting_s") == 0)
        else:
            self._end_stopped()

    def _end_whole(self, *, done: bool, rested: bool) -> None:
        """The routine has come to its end."""
        heading, body = to_the_end(clean(self._play.routine.title), done=done, rested=rested)
        self._sounds("done")
        self._end_at(self._play.length_s - 0.01).begin(heading, body)

    def _end_stopped(self) -> None:
        elapsed_s = min(self._head.elapsed_s, self._play.length_s)
        self._end_at(elapsed_s).begin_stopped(self._play.routine.title, elapsed_s)

    def _end_at(self, elapsed_s: float) -> Afterwards:
        self._head.pause()
        self.view.show(elapsed_s)
        self.view.end_playing()
        ask = None if self._talk is None else self._ask
        self._after = Afterwards(self._look, self.view, ask, self.close)
        return self._after

    def stay(self) -> None:
        """There was input: a window that is about to close waits anew."""
        if self._after is not None:
            self._after.stay()
