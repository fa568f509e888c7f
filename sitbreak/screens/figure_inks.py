"""The colours of the drawn figure."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """Red, green and blue, 0 to 255. The far limbs are paler than the near ones, and narrower too: nothing
    is told by colour alone (rule A9)."""

    ground: Colour  # of the window, behind all
    line: Colour  # what the figure stands on
    prop: Colour
    prop_edge: Colour  # of what would else be lost in a prop: its top, its legs
    skin: Colour
    far_skin: Colour
    hair: Colour
    shirt: Colour
    sleeve: Colour  # of the near arm, seen before the shirt
    far_sleeve: Colour
    near: Colour  # leg
    far: Colour
    shoe: Colour
    far_shoe: Colour
    mark: Colour  # pelvis, breath, squeeze


def light_inks(ground: Colour = (246, 246, 243)) -> Inks:
    """For a light window."""
    return _inks(
        ground,
        line=(196, 203, 200),
        prop=(221, 226, 222),
        prop_edge=(196, 204, 201),
        skin=(214, 158, 122),
        hair=(61, 46, 42),
        shirt=(55, 158, 150),
        sleeve=(0, 99, 95),
        near=(28, 55, 68),
        shoe=(61, 46, 42),
        mark=(242, 164, 58),
    )


def dark_inks(ground: Colour = (29, 34, 36)) -> Inks:
    """For a dark window."""
    return _inks(
        ground,
        line=(74, 84, 88),
        prop=(51, 60, 64),
        prop_edge=(74, 85, 90),
        skin=(222, 170, 136),
        hair=(139, 101, 80),
        shirt=(47, 150, 142),
        sleeve=(122, 214, 203),
        near=(205, 222, 226),
        shoe=(244, 240, 232),
        mark=(238, 116, 52),
    )


def _inks(ground: Colour, **inks: Colour) -> Inks:
    """All inks; those of the far limbs are what is left of the near ones in a haze."""
    far = {
        "far": _mixed(inks["near"], ground, 0.36),
        "far_sleeve": _mixed(inks["shirt"], ground, 0.46),
        "far_skin": _mixed(inks["skin"], ground, 0.55),
        "far_shoe": _mixed(inks["shoe"], ground, 0.42),
    }
    return Inks(ground=ground, **inks, **far)


def _mixed(ink: Colour, ground: Colour, share: float) -> Colour:
    red, green, blue = (
        round(of * share + under * (1 - share)) for of, under in zip(ink, ground, strict=True)
    )
    return red, green, blue
