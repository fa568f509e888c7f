"""The loop that waits: order, promises, and that nothing wakes it without need."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sitbreak import clock, log
from sitbreak.desktop.linux.loop import SelectLoop


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What was told to the log."""
    told: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: told.append(error))
    return told


def never() -> float | None:
    return None


def run(loop: SelectLoop, *, limit_s: float = 10) -> None:
    """Run until something stops the loop; fail loudly when nothing does."""
    overrun = loop.call_later(limit_s, lambda: pytest.exit("the loop was never stopped", 1))
    loop.run(never)
    overrun.cancel()


def test_timers_come_in_the_order_of_their_time_and_of_their_making(loop: SelectLoop) -> None:
    came: list[str] = []
    loop.call_later(0.03, loop.stop)
    loop.call_later(0.02, lambda: came.append("later"))
    loop.call_later(0.0, lambda: came.append("first"))
    loop.call_later(0.0, lambda: came.append("second"))
    run(loop)
    assert came == ["first", "second", "later"]


def test_a_cancelled_timer_never_comes_and_wakes_nobody(loop: SelectLoop) -> None:
    timer = loop.call_later(0.001, lambda: pytest.fail("it came"))
    timer.cancel()
    timer.cancel()
    loop.call_later(0.05, loop.stop)
    run(loop)
    assert loop.wakeups == 1


def test_a_timer_can_be_cancelled_after_it_came(loop: SelectLoop) -> None:
    came: list[str] = []
    timer = loop.call_later(0, lambda: came.append("it"))
    loop.call_later(0.01, loop.stop)
    run(loop)
    timer.cancel()
    assert came == ["it"]


def test_thousands_of_cancelled_timers_are_not_kept(loop: SelectLoop) -> None:
    for _ in range(5000):
        loop.call_later(25, loop.stop).cancel()
    assert len(loop._timers) < 200


def test_the_answer_of_turn_bounds_the_wait(loop: SelectLoop) -> None:
    turns: list[float] = []

    def turn() -> float | None:
        turns.append(clock.monotonic_s())
        if len(turns) == 3:
            loop.stop()
        return 0.01

    loop.run(turn)
    assert len(turns) == 3
    assert turns[-1] - turns[0] >= 0.019
    assert loop.wakeups == 2


def test_turn_comes_once_at_the_start_and_once_after_a_batch(loop: SelectLoop) -> None:
    story: list[str] = []

    def turn() -> float | None:
        story.append("turn")
        return None

    loop.post(lambda: story.append("a"))
    loop.post(lambda: story.append("b"))
    loop.call_later(0.01, loop.stop)
    loop.run(turn)
    assert story == ["turn", "a", "b", "turn"]


def test_a_post_from_another_thread_ends_a_long_wait(loop: SelectLoop) -> None:
    thread = threading.Timer(0.05, lambda: loop.post(loop.stop))
    thread.start()
    run(loop)
    thread.join()
    assert loop.wakeups == 1


def test_many_posts_at_once_are_one_batch(loop: SelectLoop) -> None:
    came: list[int] = []
    for number in range(70_000):  # more than the wake pipe holds
        loop.post(partial(came.append, number))
    loop.post(loop.stop)
    run(loop)
    assert came == list(range(70_000))
    assert loop.wakeups == 1


def test_what_a_post_posts_does_not_starve_a_descriptor(loop: SelectLoop) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"x")
        loop.add_reader(ours.fileno(), loop.stop)

        def again() -> None:
            loop.post(again)

        again()
        run(loop)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_long_wait(loop: SelectLoop, signum: int) -> None:
    before = signal.getsignal(signum)
    loop.on_signal(signum, loop.stop)
    killer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signum))
    killer.start()
    run(loop)
    killer.join()
    loop._give_signals_back()
    assert signal.getsignal(signum) == before


def test_a_readable_descriptor_calls_its_reader_only(loop: SelectLoop) -> None:
    got: list[bytes] = []
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"hello")

        def read() -> None:
            got.append(ours.recv(100))
            loop.stop()

        loop.add_reader(ours.fileno(), read)
        run(loop)
        loop.remove_reader(ours.fileno())
        loop.remove_reader(ours.fileno())
    assert got == [b"hello"]


def test_a_writer_is_called_until_it_is_removed_and_the_reader_stays(loop: SelectLoop) -> None:
    story: list[str] = []
    ours, theirs = socket.socketpair()
    with ours, theirs:

        def write() -> None:
            story.append("write")
            if len(story) == 2:
                loop.remove_writer(ours.fileno())
                theirs.send(b"x")

        def read() -> None:
            story.append("read")
            loop.stop()

        loop.add_reader(ours.fileno(), read)
        loop.add_writer(ours.fileno(), write)
        run(loop)
        loop.remove_reader(ours.fileno())
    assert story == ["write", "write", "read"]


def test_a_descriptor_given_up_by_an_earlier_callback_is_not_called(loop: SelectLoop) -> None:
    pairs = [socket.socketpair() for _ in range(2)]
    called: list[int] = []

    def reader_of(mine: int) -> Callable[[], None]:
        def read() -> None:
            called.append(mine)
            for pair in pairs:
                loop.remove_reader(pair[0].fileno())
            loop.call_later(0.01, loop.stop)

        return read

    for number, (ours, theirs) in enumerate(pairs):
        theirs.send(b"x")
        loop.add_reader(ours.fileno(), reader_of(number))
    run(loop)
    for pair in pairs:
        for end in pair:
            end.close()
    assert len(called) == 1


def test_callbacks_that_raise_are_told_to_the_log_and_the_loop_goes_on(
    loop: SelectLoop, problems: list[BaseException]
) -> None:
    def bad() -> None:
        raise ValueError("oh")

    turns: list[None] = []

    def turn() -> float | None:
        turns.append(None)
        if len(turns) == 1:
            raise KeyError("turn")
        return None

    loop.post(bad)
    loop.call_later(0, bad)
    loop.call_later(0.02, loop.stop)
    loop.run(turn)
    assert [type(error) for error in problems].count(ValueError) == 2
    assert [type(error) for error in problems].count(KeyError) == 1
    assert len(turns) >= 2


def test_a_reader_that_only_ever_fails_is_let_go(loop: SelectLoop, problems: list[BaseException]) -> None:
    def bad() -> None:
        raise OSError("broken for good")

    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"x")
        loop.add_reader(ours.fileno(), bad)
        loop.call_later(0.1, loop.stop)
        run(loop)
        assert 0 < len(problems) <= 20
        assert loop.wakeups < 30


def test_an_idle_loop_does_not_wake(loop: SelectLoop) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        loop.add_reader(ours.fileno(), lambda: pytest.fail("nothing was sent"))
        loop.call_later(0.2, loop.stop)
        run(loop)
        loop.remove_reader(ours.fileno())
    assert loop.wakeups == 1


def test_a_post_after_the_end_does_no_harm() -> None:
    loop = SelectLoop()
    loop.close()
    loop.post(lambda: None)
