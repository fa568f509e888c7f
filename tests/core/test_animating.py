"""What is drawn at which second: rules A1 to A8, for every routine there is."""

from __future__ import annotations

from math import atan2, degrees, hypot

import pytest

from sitbreak.core.loops import main_step
from sitbreak.core.routines import Transition, View
from tests.core.films import IDS, film, pictures, routine, steps

GROUND, DRIFT = 0.03, 0.02
LOW = 0.06  # a joint below this rests on the ground

# What the joints of a person can do, in degrees of the drawing: usual ranges of motion. An elbow that points
# out of the picture looks more bent than it is (lying on the front, hands under the shoulders).
RANGES = {
    "knee": (-3, 145),
    "elbow": (-3, 170),
    "hip": (-40, 165),
    "ankle": (-70, 45),
    "shoulder": (-65, 180),
}

# From the front: the thigh out from straight down, the shank inwards from it, the arm out from the trunk, the
# forearm outwards from it, the trunk and the head to one side.
FRONT_RANGES = {
    "thigh": (-5, 65),
    "knee": (-3, 145),
    "arm": (-5, 180),
    "elbow": (-145, 20),
    "trunk": (-25, 25),
    "neck": (-25, 25),
}
SEEN = 0.05  # what is shorter points at the viewer, and has no direction

SIDE = [each for each in IDS if routine(each).animation.view is View.SIDE]
REPEATING = [each for each in IDS if any(step.rep_seconds for step in steps(each))]
SIDED = [each for each in IDS if any(step.side for step in steps(each))]
ALTERNATING = [each for each in IDS if any(step.alternating for step in steps(each))]
AT_A_DESK = [each for each in SIDE if any(prop.kind == "desk" for prop in film(each).props())]
ON_A_CHAIR = [each for each in SIDE if any(prop.kind == "chair" for prop in film(each).props())]


def repetitions(identifier):
    return [step for step in steps(identifier) if step.rep_seconds]


def apart(one, other):
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def turn(before, joint, after):
    """Degrees by which the way from *before* over *joint* to *after* turns, anticlockwise."""
    came = atan2(joint[1] - before[1], joint[0] - before[0])
    goes = atan2(after[1] - joint[1], after[0] - joint[0])
    return (degrees(goes - came) + 180) % 360 - 180


def angles(picture):
    """The angles of the limbs, measured in the drawing as rule A2 counts them."""
    at = {name: (x * picture.facing, y) for name, (x, y) in picture.joints.items()}
    for limb in "NF":
        knee, ankle, elbow = (at[part + limb] for part in ("knee", "ankle", "elbow"))
        yield "knee", -turn(at["pelvis"], knee, ankle)
        yield "elbow", turn(at["shoulder"], elbow, at["hand" + limb])
        yield "hip", turn(at["shoulder"], at["pelvis"], knee)
        yield "ankle", turn(knee, ankle, at["toe" + limb]) - 71
        yield "shoulder", (turn(at["pelvis"], at["shoulder"], elbow) + 180 + 65) % 360 - 65


def front_angles(picture):
    """The angles of a figure seen from the front, measured in the drawing."""
    at = {name: (x * picture.facing, y) for name, (x, y) in picture.joints.items()}
    trunk = lean(at["pelvis"], at["breast"])
    yield "trunk", trunk
    if apart(at["breast"], at["head"]) > SEEN and picture.bowed is None:
        yield "neck", lean(at["breast"], at["head"]) - trunk
    for limb, out in (("L", 1), ("R", -1)):
        hip, knee, ankle, shoulder, elbow, hand = (
            at[part + limb] for part in ("hip", "knee", "ankle", "shoulder", "elbow", "hand")
        )
        yield "thigh", out * turn((hip[0], hip[1] + 1), hip, knee)
        if hypot(ankle[0] - knee[0], ankle[1] - knee[1]) > SEEN:
            yield "knee", -out * turn(hip, knee, ankle)
        yield (
            "arm",
            (out * turn((shoulder[0], shoulder[1] + 1), shoulder, elbow) + out * trunk + 90) % 360 - 90,
        )
        yield "elbow", out * turn(shoulder, elbow, hand)


def lean(low, high):
    """Degrees to the right from straight up."""
    return degrees(atan2(high[0] - low[0], high[1] - low[1]))


@pytest.mark.parametrize("identifier", IDS)
def test_nothing_is_ever_below_the_ground(identifier):
    assert min(y for picture in pictures(identifier) for _, y in picture.joints.values()) >= -GROUND


@pytest.mark.parametrize("identifier", REPEATING)
def test_what_stands_on_the_ground_stays_there_during_a_repetition(identifier):
    for step in repetitions(identifier):
        way = [film(identifier).at(step.at_s + step.rep_seconds * part / 24).joints for part in range(13)]
        for name, place in way[0].items():
            low = max(place[1], way[-1][name][1]) < LOW
            if low and apart(place, way[-1][name]) <= DRIFT:
                assert max(apart(place, at[name]) for at in way) <= DRIFT, name


@pytest.mark.parametrize("identifier", IDS)
def test_every_limb_bends_as_that_of_a_person(identifier):
    for picture in pictures(identifier):
        from_the_side = picture.view == "side"
        for name, angle in angles(picture) if from_the_side else front_angles(picture):
            least, most = (RANGES if from_the_side else FRONT_RANGES)[name]
            assert least <= angle <= most, f"{name}: {angle:.0f}"


@pytest.mark.parametrize("identifier", AT_A_DESK)
def test_hands_rest_on_the_desk(identifier):
    """Both, all of the time, when it is in front of the figure; the far one in the main pose when it is at
    its side."""
    desk = next(prop for prop in film(identifier).props() if prop.kind == "desk")
    beside = desk.x < 0.1
    main = main_step(steps(identifier))
    held = film(identifier).at(main.at_s + (main.rep_seconds / 2 or 5))
    for picture in [held] if beside else pictures(identifier):
        for hand in ["handF"] if beside else ["handN", "handF"]:
            x, y = picture.joints[hand]
            assert x * picture.facing > desk.x
            assert -0.002 <= y - desk.y <= 0.03


@pytest.mark.parametrize("identifier", ON_A_CHAIR)
def test_who_sits_is_on_the_chair(identifier):
    chair = next(prop for prop in film(identifier).props() if prop.kind == "chair")
    seated = [
        picture for picture in pictures(identifier) if abs(picture.joints["pelvis"][1] - chair.y) < 0.08
    ]
    assert seated
    for picture in seated:
        x, y = picture.joints["pelvis"]
        assert chair.x - 0.27 < x * picture.facing < chair.x
        assert 0.02 < y - chair.y < 0.08


def test_who_sits_and_looks_at_us_is_on_the_chair_too():
    seat = next(prop for prop in film("seated-reach").props() if prop.kind == "seat")
    for picture in pictures("seated-reach"):
        x, y = picture.joints["pelvis"]
        assert abs(x - seat.x) < 0.01
        assert 0.035 < y - seat.y < 0.05, "half as high as the hips are drawn"
    held = film("seated-reach").at(15).joints["handR"]
    assert 0.11 < abs(held[0]) < 0.21, "the other hand is at the edge of the seat"
    assert abs(held[1] - seat.y) < 0.03


@pytest.mark.parametrize("identifier", IDS)
def test_the_things_around_stay_where_they_are(identifier):
    assert len({picture.props for picture in pictures(identifier)}) == 1


@pytest.mark.parametrize("identifier", SIDED)
def test_the_other_side_is_mirrored_and_nothing_else(identifier):
    for step in steps(identifier):
        if step.side:
            instant = step.at_s + step.seconds * 0.7
            one, other = film(identifier, "right").at(instant), film(identifier, "left").at(instant)
            assert one.facing == -other.facing
            assert other.joints == {name: (-x, y) for name, (x, y) in one.joints.items()}
            assert one.props == other.props


@pytest.mark.parametrize(
    ("identifier", "facing"),
    [
        ("standing-kickback", 1),  # the near leg of who faces the right of the picture is the right one
        ("desk-split-squat", -1),  # the named foot is in front, and the far one
        ("side-reach", -1),  # who looks at us has the right arm on our left
        ("standing-hydrant", 1),  # who looks away has it on our right
        ("hands-knees-leg-out", -1),  # on hands and knees, towards us
    ],
)
def test_what_is_called_right_is_right(identifier, facing):
    step = next(step for step in steps(identifier) if step.side == "right" and step.seconds > 9)
    assert film(identifier).at(step.at_s + 5).facing == facing


def test_what_a_side_view_cannot_show_is_seen_from_the_front():
    kick, open_out = [step for step in repetitions("hands-knees-glutes") if step.side == "right"]
    back, out = (
        film("hands-knees-glutes").at(step.at_s + step.rep_seconds * 1.5) for step in (kick, open_out)
    )
    assert (back.view, out.view) == ("side", "front")
    assert back.joints["kneeN"][0] < back.joints["pelvis"][0] - 0.2
    assert out.joints["kneeL"][0] < out.joints["hipL"][0] - 0.2, "mirrored: the right knee, on our left"
    assert out.joints["kneeL"][1] > out.joints["kneeR"][1] + 0.1
    slid = film("hands-knees-leg-out").at(12).joints
    assert abs(slid["ankleL"][0] - slid["hipL"][0]) > 0.4
    assert slid["ankleL"][1] == pytest.approx(0.039, abs=0.005)


def test_who_turns_to_the_front_fades_and_then_moves():
    turning = film("hands-knees-leg-out").at(8.2)
    assert (turning.view, turning.fades_from.view) == ("front", "side")
    assert film("hands-knees-leg-out").at(8.1).joints["kneeL"][1] < 0.06
    assert film("hands-knees-leg-out").at(9).joints["kneeL"][1] > 0.1
    assert film("hands-knees-leg-out").at(34).view == "side"


@pytest.mark.parametrize(
    ("identifier", "joint", "least"),
    [
        ("seated-thigh-massage", "handN", 0.06),
        ("wall-ball-release", "pelvis", 0.005),
        ("even-stance", "head", 0.06),
    ],
)
def test_who_is_to_glide_circle_or_rock_moves_a_little_while_the_pose_is_held(identifier, joint, least):
    held = next(step for step in steps(identifier) if step.kind == "hold")
    round_s = [film(identifier).at(held.at_s + 1.5 + frame / 12).joints for frame in range(49)]
    reach = max(apart(round_s[0][joint], at[joint]) for at in round_s)
    assert least / 2 <= reach <= 0.12
    assert max(apart(a[joint], b[joint]) for a in round_s for b in round_s) >= least
    assert round_s[0] == round_s[48]
    for ankle in ("ankleN", "ankleF", "toeN", "toeF"):
        assert max(apart(round_s[0][ankle], at[ankle]) for at in round_s) <= 0.005


@pytest.mark.parametrize("identifier", ["standing-breath", "seated-breath", "legs-up-breath"])
def test_the_hand_of_who_breathes_into_the_belly_lies_on_it(identifier):
    at = film(identifier).at(20).joints
    spine = (at["shoulder"][0] - at["pelvis"][0], at["shoulder"][1] - at["pelvis"][1])
    long = hypot(*spine)

    def forward_and_up(joint):
        dx, dy = at[joint][0] - at["pelvis"][0], at[joint][1] - at["pelvis"][1]
        return (dx * spine[1] - dy * spine[0]) / long, (dx * spine[0] + dy * spine[1]) / long**2

    forward, up = forward_and_up("handN")
    assert 0.04 <= forward <= 0.06
    assert 0.25 <= up <= 0.42
    assert forward_and_up("elbowN")[0] > -0.06, "the elbow does not jut back"


@pytest.mark.parametrize("identifier", ALTERNATING)
def test_alternating_repetitions_swap_the_limbs(identifier):
    for step in repetitions(identifier):
        if step.alternating:
            out = step.rep_seconds / 2
            one = film(identifier).at(step.at_s + out).joints
            other = film(identifier).at(step.at_s + out + step.rep_seconds).joints
            assert one != other
            swap = {"N": "F", "F": "N"}
            assert {name[:-1] + swap.get(name[-1], name[-1]): at for name, at in one.items()} == other


@pytest.mark.parametrize("identifier", REPEATING)
def test_a_repetition_ends_where_it_began(identifier):
    for step in repetitions(identifier):
        rounds = 2 if step.alternating else 1
        whole = step.rep_seconds * rounds
        second = step.at_s + whole  # the first may begin on the way into the pose
        if second + whole < step.at_s + step.seconds:
            assert film(identifier).at(second) == film(identifier).at(second + whole)


@pytest.mark.parametrize(
    "identifier", [each for each in IDS if routine(each).animation.transition is Transition.EASE]
)
def test_no_joint_jumps_from_one_picture_to_the_next(identifier):
    walking = any(step.kind == "walk" for step in steps(identifier))
    whole = pictures(identifier, 12)
    for before, after in zip(whole, whole[1:], strict=False):
        if before.facing != after.facing or after.fades_from or before.fades_from or walking:
            continue
        moved = max(apart(at, after.joints[name]) for name, at in before.joints.items())
        assert moved <= 0.15, f"{moved:.2f}"
