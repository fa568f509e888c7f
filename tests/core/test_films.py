"""When a picture changes, and what a film shows besides its poses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitbreak.core.animating import Film
from sitbreak.core.loops import key_poses, loop, main_step
from sitbreak.core.pictures import Picture
from sitbreak.core.playing import PlayStep, length_s, script
from sitbreak.core.routines import Animation, Transition, View
from sitbreak.core.walking import stride, swapped
from tests.core.films import IDS, film, poses, routine, steps

FRAME = 1 / 12


def animation(*names, **changed):
    values = {
        "view": View.SIDE,
        "anchor": "ankleF",
        "at": (0.0, 0.039),
        "poses": names,
        "transition": Transition.EASE,
        "near_limb": "working",
    }
    return Animation(**(values | changed))


def step(number, at_s, seconds, kind, pose, **changed):
    return PlayStep(
        number=number,
        at_s=at_s,
        seconds=seconds,
        kind=kind,
        side=changed.pop("side", ""),
        cue="",
        pose=pose,
        **changed,
    )


def knee(picture):
    return picture.joints["kneeN"][1]


def far_out(picture, low, high):
    """How far the near knee is on its way up: 0 to 1."""
    return (knee(picture) - knee(low)) / (knee(high) - knee(low))


def test_a_repetition_goes_out_holds_and_comes_back_in_two_one_and_two_fifths():
    march = film("supported-march")  # 6 repetitions of 3 s from second 5 on
    low, high = march.at(5), march.at(6.5)
    assert 0 < far_out(march.at(5.6), low, high) < 1
    assert march.at(6.25) == high == march.at(6.75)
    assert 0 < far_out(march.at(7.4), low, high) < 1
    assert march.at(8) == low


def test_a_knee_is_up_within_a_second_held_for_five_and_lowered_for_two():
    lift = film("standing-knee-hold")  # 3 repetitions of 8 s from second 5 on
    low, high = lift.at(5), lift.at(8)
    assert lift.at(6) == high == lift.at(11)
    assert 0 < far_out(lift.at(12), low, high) < 1
    assert lift.at(13) == low


def test_a_step_eases_into_its_pose_in_a_second_and_a_half_and_then_breathes():
    stretch = film("side-reach")  # held from second 5 on
    assert stretch.at(5 + 1.4).joints != stretch.at(5 + 1.5).joints
    held = {tuple(stretch.at(5 + 1.5 + number).joints.items()) for number in range(18)}
    assert len(held) == 1
    swells = [stretch.at(5 + 1.5 + number * FRAME).swell for number in range(48)]
    assert (min(swells), max(swells), swells[24]) == (0, 1, 1)
    assert stretch.at(5 + 19.9).swell == 0, "a breath is not broken off by the next step"


def test_a_picture_says_until_when_nothing_changes():
    march = film("supported-march")
    moving = march.at(5.5)
    assert not moving.still
    assert moving.next_change_s == pytest.approx(5.5 + FRAME)
    assert march.at(5.5 + FRAME) != moving
    held = march.at(6.3)
    assert held.still
    assert march.at(held.next_change_s - 0.01) == held
    assert march.at(held.next_change_s) != held


@pytest.mark.parametrize("identifier", IDS)
def test_between_two_changes_a_film_is_still(identifier):
    length = length_s(steps(identifier))
    instant = 0.0
    while instant < min(length, 30):
        picture = film(identifier).at(instant)
        assert picture.next_change_s > instant
        middle = (instant + picture.next_change_s) / 2
        assert film(identifier).at(middle) == picture
        instant = picture.next_change_s


def test_before_the_start_and_after_the_end_the_film_stands():
    march = film("standing-march")
    assert march.at(-5) == march.at(0)
    assert march.at(1e6) == march.at(59.99)


def test_a_move_goes_through_the_poses_that_lie_on_the_way():
    rise = film("sit-to-stand")
    heads = [rise.at(6 + number * FRAME).joints["head"] for number in range(24)]
    assert max(x for x, _ in heads) > max(heads[0][0], heads[-1][0]) + 0.05, "leaning forward comes first"
    down = [rise.at(9 + number * FRAME).joints["head"] for number in range(24)]
    assert max(x for x, _ in down) > 0.05


def test_who_stays_up_after_the_last_repetition_is_not_seated_again():
    rise = film("sit-to-stand")  # 8 repetitions of 5 s from second 6 on
    assert rise.at(6 + 34.9).joints["pelvis"][1] < 0.35
    assert rise.at(6 + 39.9).joints["pelvis"][1] > 0.5
    assert rise.at(6 + 40).joints["pelvis"][1] > 0.5


def test_a_breath_goes_in_for_three_and_out_for_five_while_the_body_rests():
    breath = film("standing-breath")  # 6 breaths of 8 s from second 5 on
    assert breath.at(2).breath is None
    assert [breath.at(13 + at_s).breath for at_s in (0, 3, 8)] == [0, 1, 0]
    assert breath.at(13 + 5).breath == pytest.approx(0.65, abs=0.1)
    assert breath.at(13).joints == breath.at(16).joints == breath.at(20).joints
    assert film("legs-up-breath").at(13).breath == 1, "there is nothing to ease into"


def test_a_squeeze_is_on_for_one_half_and_off_for_the_other():
    squeeze = film("glute-squeeze")  # 5 repetitions of 6 s from second 5 on
    assert squeeze.at(2).squeeze is None
    assert [squeeze.at(5 + at_s).squeeze for at_s in (0, 1, 2.9, 4, 5.9)] == [0, 1, 1, 0, 0]
    assert squeeze.at(6).joints == squeeze.at(9).joints


def test_the_pelvis_is_marked_where_it_is_to_be_tucked():
    stretch = film("standing-hip-flexor-stretch")
    assert stretch.at(0).tilt == 0
    assert stretch.at(20).tilt == -16
    assert film("standing-march").at(7).tilt is None


def test_where_the_transition_is_a_fade_one_picture_goes_over_into_the_next():
    spider = film("desk-spiderman")  # a fade at second 6, a fade and a turn at 26
    assert spider.at(5.9).fades_from is None
    mixes = [spider.at(6 + number * FRAME).mix for number in range(8)]
    assert mixes == sorted(mixes)
    assert 0 < mixes[0] < mixes[-1] == 1
    assert spider.at(6.2).fades_from == spider.at(5.9)
    assert spider.at(7).fades_from is None
    turning = [spider.at(26 + number * FRAME) for number in range(20)]
    assert [picture.facing for picture in turning][0] != [picture.facing for picture in turning][-1]


def test_the_figure_turns_after_it_has_moved_and_before_the_other_side_begins():
    stretch = film("standing-hip-flexor-stretch", "left")
    switch = next(step for step in steps("standing-hip-flexor-stretch", "left") if step.kind == "switch")
    moving = stretch.at(switch.at_s + 1.4)
    assert moving.facing == stretch.at(switch.at_s - 1).facing
    assert moving.fades_from is None
    turning = stretch.at(switch.at_s + 1.8)
    assert turning.fades_from is not None
    assert turning.fades_from.facing == -turning.facing
    assert {name: (-x, y) for name, (x, y) in turning.joints.items()} == turning.fades_from.joints
    assert stretch.at(switch.at_s + 2.5).facing == turning.facing
    assert stretch.at(switch.at_s + switch.seconds + 1).facing == turning.facing


def test_a_walk_is_a_stride_on_a_floor_that_passes_and_fades_in_and_out():
    walk = film("walk-break")  # from second 10 to 170
    assert walk.at(5).walked is None
    strides = [walk.at(20 + number * FRAME) for number in range(16)]
    assert strides[0] == strides[15]
    assert len({picture.walked for picture in strides}) == 15
    for picture in strides:
        soles = [y - 0.039 for name, (_, y) in picture.joints.items() if name.startswith("ankle")]
        toes = [y for name, (_, y) in picture.joints.items() if name.startswith("toe")]
        assert min(soles + toes) == pytest.approx(0)
        assert picture.joints["pelvis"][0] == 0
    assert walk.at(10.2).fades_from == walk.at(9.9)
    assert walk.at(170.2).fades_from is not None
    assert walk.at(61).fades_from is None, "one walk goes on as the next"


def test_half_a_stride_later_the_limbs_have_changed():
    walk = routine("walk-break").animation
    keys = [poses()["stride"], poses()["stride_pass"]]
    one, other = stride(walk, keys, 0.1), stride(walk, keys, 0.6)
    assert swapped("side", one).keys() == other.keys()
    for name, place in swapped("side", one).items():
        assert other[name] == pytest.approx(place)


def test_seen_from_the_front_swapping_the_limbs_mirrors_the_figure():
    joints = {"pelvis": (0.1, 0.5), "kneeL": (0.2, 0.3), "kneeR": (-0.1, 0.3)}
    assert swapped("front", joints) == {"pelvis": (-0.1, 0.5), "kneeR": (-0.2, 0.3), "kneeL": (0.1, 0.3)}


def test_a_walk_whose_pose_is_the_last_of_all_goes_by_way_of_the_one_before():
    walk = animation("stand", "march_low", anchor="pelvis", at=(0.0, 0.53))
    lines = [step(1, 0, 3, "setup", "stand"), step(2, 3, 10, "walk", "march_low")]
    pictures = {
        round(Film(walk, lines, poses()).at(8 + number * FRAME).joints["kneeN"][1], 2) for number in range(15)
    }
    assert len(pictures) > 3


def test_a_warm_up_is_a_march_on_a_chair_before_the_routine():
    warm = film("standing-march", warm_up=True)
    assert [prop.kind for prop in warm.at(0).props] == ["chair"]
    assert warm.at(1).joints["kneeN"][1] > warm.at(0).joints["kneeN"][1]
    assert warm.at(3).joints["kneeF"][1] > warm.at(0).joints["kneeF"][1]
    assert warm.at(20.2).fades_from == warm.at(19.99)
    assert warm.at(22).props == ()
    assert {prop.kind for prop in warm.props()} == {"chair"}


def test_what_is_around_the_figure_is_told_once():
    assert [prop.kind for prop in film("wall-ball-release").props()] == ["wall", "ball"]
    assert film("standing-march").props() == ()


@pytest.mark.parametrize("identifier", IDS)
def test_all_joints_are_always_within_what_a_film_says_they_reach(identifier):
    reaches = film(identifier).extents()
    for instant in range(length_s(steps(identifier))):
        picture = film(identifier).at(instant + 0.4)
        for name, (x, y) in picture.joints.items():
            left, low, right, high = reaches[name]
            assert left - 0.01 <= x * picture.facing <= right + 0.01
            assert low - 0.01 <= y <= high + 0.01


# --- without motion, and at a glance -----------------------------------------------------------------------


def test_without_motion_a_repetition_is_its_two_poses():
    low, high = film("supported-march").key_pictures(7)
    assert low == film("supported-march").at(5)
    assert high == film("supported-march").at(6.5)


def test_without_motion_a_held_pose_is_one_picture_a_walk_two():
    assert len(film("side-reach").key_pictures(10)) == 1
    one, other = film("walk-break").key_pictures(20)
    assert one != other


def test_without_motion_a_breath_and_a_squeeze_show_their_marks():
    assert [picture.breath for picture in film("standing-breath").key_pictures(20)] == [0, 1]
    assert [picture.squeeze for picture in film("glute-squeeze").key_pictures(20)] == [0, 1]


@pytest.mark.parametrize("identifier", IDS)
def test_the_main_movement_moves_and_its_end_leads_to_its_beginning(identifier):
    pictures = loop(routine(identifier).animation, steps(identifier), poses())
    assert 12 <= len(pictures) <= 120
    assert any(picture != pictures[0] for picture in pictures)
    gap = max(
        abs(a - b)
        for name, place in pictures[0].joints.items()
        for a, b in zip(place, pictures[-1].joints[name], strict=True)
    )
    assert gap <= 0.08


@pytest.mark.parametrize("identifier", IDS)
def test_the_key_poses_are_few_each_once_and_of_one_side(identifier):
    pictures = key_poses(routine(identifier).animation, steps(identifier), poses())
    assert 1 <= len(pictures) <= 6
    assert len({(picture.view, picture.facing) for picture in pictures}) == len(
        {picture.view for picture in pictures}
    )
    assert all(one != other for number, one in enumerate(pictures) for other in pictures[:number])


def test_what_a_routine_is_about_is_what_moves_first():
    assert main_step(steps("chair-setup")).kind == "hold"
    assert main_step(steps("standing-mix")).pose == "half_squat"


def test_a_routine_that_only_rests_can_be_shown_too():
    lines = [step(number, 5 * number - 5, 5, "rest", "stand") for number in (1, 2)]
    assert main_step(lines) is lines[0]
    assert len(loop(animation("stand"), lines, poses())) == 48


def test_a_pose_that_nobody_knows_is_an_error_at_once():
    with pytest.raises(KeyError):
        Film(animation("stand"), [step(1, 0, 3, "setup", "nobody")], poses())


def test_poses_outside_of_the_animation_are_moved_to_straight():
    lines = [step(1, 0, 5, "setup", "stand"), step(2, 5, 5, "hold", "march_up")]
    assert Film(animation("stand"), lines, poses()).at(9).joints["kneeN"][1] > 0.4
    back = [step(1, 0, 5, "setup", "march_up"), step(2, 5, 5, "hold", "stand")]
    assert Film(animation("stand"), back, poses()).at(9).joints["kneeN"][1] < 0.4


def test_a_film_may_begin_with_repetitions():
    lines = [step(1, 0, 10, "reps", "march_up", rep_seconds=2)]
    march = Film(animation("stand", "march_up"), lines, poses())
    assert march.at(0) == march.at(2)
    assert march.at(1) != march.at(0)


def test_two_pictures_are_equal_when_they_look_the_same():
    one = Picture(view="side", joints={"pelvis": (0.0, 0.5)}, still=True, next_change_s=3)
    assert one == replace(one, still=False, next_change_s=1)
    assert one != replace(one, swell=0.5)
    assert script((), "left") == ()
