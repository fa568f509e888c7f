"""What the user answers to a reminder (rules R8 and R9)."""

from __future__ import annotations

from tests.ledgers.ledger import at, ledger, run, then


def test_a_snooze_brings_the_reminder_back_when_its_minutes_have_passed() -> None:
    """R8: sitting time goes on."""
    ledger(
        [at(0, input=True), at(2760, do="snooze", minutes=10), at(2800, ask=True), at(3370, end=True)],
        [
            then(2700, "remind", n=1),
            then(2760, "withdraw"),
            then(2800, "status", prompt="snoozed", next_in_s=560, snooze_left_min=5, sitting_s=2800),
            then(3360, "remind", n=2, sitting_s=3360),
        ],
    )


def test_a_snooze_without_minutes_is_the_shortest_on_offer() -> None:
    """R8."""
    ledger(
        [at(0, input=True), at(2710, do="snooze"), at(2720, ask=True), at(3020, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2720, "status", snooze_left_min=10),
            then(3010, "remind", n=2),
        ],
    )


def test_a_snooze_beyond_the_budget_is_cut() -> None:
    """R8."""
    ledger(
        [at(0, input=True), at(2710, do="snooze", minutes=30), at(2720, ask=True), at(3620, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2720, "status", snooze_left_min=0, next_in_s=890),
            then(3610, "remind", n=2),
        ],
    )


def test_what_is_left_of_the_budget_is_given() -> None:
    """R8: 10 minutes, then 10 more of which 5 are left, then none."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=10),
            at(3320, do="snooze", minutes=10),
            at(3630, do="snooze", minutes=1),
            at(3640, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3310, "remind", n=2),
            then(3320, "withdraw"),
            then(3620, "remind", n=3),
            then(3630, "refused", do="snooze"),
            then(3640, "status", prompt="shown", snooze_left_min=0),
        ],
    )


def test_a_refusal_says_why() -> None:
    """R8."""
    lines = run([at(0, input=True), at(2710, do="snooze", minutes=5)], config={"snooze.budget_min": 0})
    assert [line["why"] for line in lines if line["effect"] == "refused"] == [
        "Snooze is switched off: its budget is 0 minutes."
    ]
    lines = run([at(0, input=True), at(100, do="snooze")])
    assert [line["why"] for line in lines if line["effect"] == "refused"] == [
        "No break is due; there is nothing to snooze."
    ]


def test_fifty_clicks_in_a_second_are_one_snooze() -> None:
    """R8."""
    clicks = [at(2710 + number / 50, do="snooze", minutes=5) for number in range(50)]
    ledger(
        [at(0, input=True), *clicks, at(2720, ask=True), at(3020, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2720, "status", snooze_left_min=10),
            then(3010, "remind", n=2),
        ],
    )


def test_a_second_snooze_adds_to_the_cost_and_counts_from_the_click() -> None:
    """R8."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze"),
            at(2800, do="snooze"),
            at(2810, ask=True),
            at(3110, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2810, "status", snooze_left_min=5, next_in_s=290),
            then(3100, "remind", n=2),
        ],
    )


def test_a_snooze_counts_boot_time() -> None:
    """R8: the machine sleeps for 4 of its 5 minutes."""
    ledger(
        [at(0, input=True), at(2710, do="snooze", minutes=5), at(2740, suspend=240), at(3020, end=True)],
        [then(2700, "remind", n=1), then(2710, "withdraw"), then(3010, "remind", n=2, sitting_s=2770)],
    )


def test_a_snooze_that_ends_in_a_call_waits_for_its_end() -> None:
    """R8, R2, R4: and then comes at once, wherever R6 stands."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=5),
            at(2800, call=True),
            at(3500, call=False),
            at(3510, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3010, "hold", reasons=["call"]),
            then(3500, "release", reasons=["call"]),
            then(3500, "remind", n=2, sitting_s=3500),
        ],
    )


def test_a_held_reminder_can_be_snoozed_before_it_was_seen() -> None:
    """R8: from the tray, in the call."""
    ledger(
        [
            at(0, input=True, call=True),
            at(2800, do="snooze", minutes=10),
            at(3000, call=False),
            at(3410, end=True),
        ],
        [then(2700, "hold", reasons=["call"]), then(3400, "remind", n=1, sitting_s=3400)],
    )


def test_a_new_episode_has_a_new_budget() -> None:
    """R8."""
    lines = run(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=15),
            at(2720, locked=True),
            at(3100, locked=False),
            at(5810, do="snooze", minutes=15),
            at(5820, ask=True),
        ]
    )
    assert not [line for line in lines if line["effect"] == "refused"]
    assert lines[-2]["snooze_left_min"] == 0


# --- not now (R9) -------------------------------------------------------------------------------------------


def test_not_now_means_30_more_minutes_of_sitting() -> None:
    """R9."""
    ledger(
        [at(0, input=True), at(2710, do="skip"), at(2720, ask=True), at(4520, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2710, "break", outcome="skipped"),
            then(2720, "status", prompt="none", sitting_s=2720, next_in_s=1790),
            then(4510, "remind", n=1, sitting_s=4510),
            then(4520, "summary", skipped=1, reminders=2, sat_s=4520),
        ],
    )


def test_not_now_counts_from_the_answer_and_not_across_a_rest() -> None:
    """R9, R7: after a rest the interval holds again."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="skip"),
            at(3000, locked=True),
            at(3300, locked=False),
            at(6010, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2710, "break", outcome="skipped"),
            then(3300, "rest"),
            then(6000, "remind", n=1, sitting_s=2700),
        ],
    )


def test_not_now_when_nothing_is_due_is_refused() -> None:
    """R9."""
    ledger(
        [at(0, input=True), at(100, do="skip"), at(2710, end=True)],
        [then(100, "refused", do="skip"), then(2700, "remind", n=1)],
    )


def test_a_held_or_snoozed_reminder_can_be_skipped() -> None:
    """R9."""
    ledger(
        [at(0, input=True, call=True), at(2800, do="skip"), at(3000, call=False), at(4610, end=True)],
        [
            then(2700, "hold", reasons=["call"]),
            then(2800, "break", outcome="skipped"),
            then(4600, "remind", n=1, sitting_s=4600),
        ],
    )
    ledger(
        [at(0, input=True), at(2710, do="snooze"), at(2720, do="skip"), at(4530, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2720, "break", outcome="skipped"),
            then(4520, "remind", n=1),
        ],
    )
