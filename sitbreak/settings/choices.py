"""What can be chosen in the fields that offer words, and how the choices are put to people."""

from __future__ import annotations

from dataclasses import dataclass

from sitbreak.words import _

# Who does not stand gets nothing on knees or floor either, until that is unticked.
_IMPLIED = {"standing": ("floor", "kneeling")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str | int
    label: str
    help: str = ""


def places() -> tuple[Choice, ...]:
    return (
        Choice(value="office", label=_("At an office"), help=_("Standing or on a chair, in any clothes.")),
        Choice(value="home", label=_("At home"), help=_("The floor may be used as well.")),
        Choice(value="travel", label=_("On the road"), help=_("A train, a hotel, a café: little room.")),
    )


def levels() -> tuple[Choice, ...]:
    return (
        Choice(value=1, label=_("Gentle"), help=_("A good start for everybody.")),
        Choice(value=2, label=_("Moderate"), help=_("Slightly stronger ones as well.")),
        Choice(
            value=3,
            label=_("Stronger"),
            help=_("Lunges, the boat and back bends on a mat as well. Only for those who are used to them."),
        ),
    )


def clothing() -> tuple[Choice, ...]:
    return (
        Choice(value="any", label=_("Anything")),
        Choice(
            value="stretchy",
            label=_("Clothes that give"),
            help=_("Lunges and the floor are possible, too."),
        ),
    )


def equipment() -> tuple[Choice, ...]:
    return (
        Choice(value="support", label=_("Something solid to hold: a desk, a counter")),
        Choice(value="wall", label=_("A free piece of wall")),
        Choice(value="chair", label=_("A chair")),
        Choice(value="chair-fixed", label=_("A chair that cannot roll")),
        Choice(value="desk-sturdy", label=_("A sturdy desk to lean on")),
        Choice(value="mat", label=_("A mat or a carpet")),
        Choice(value="ball", label=_("A small soft ball")),
        Choice(value="bed-or-table", label=_("The edge of a bed or a sturdy table")),
    )


def exclusions() -> tuple[Choice, ...]:
    return (
        Choice(value="standing", label=_("I use a wheelchair, or standing is not for me")),
        Choice(value="floor", label=_("Nothing that needs getting down on the floor")),
        Choice(value="kneeling", label=_("No kneeling")),
        Choice(value="knee", label=_("My knees do not like bending under load")),
        Choice(value="hip", label=_("Hip surgery, a hip replacement, or a sore hip joint")),
        Choice(value="hip-flexor", label=_("Pain at the front of my hip or groin")),
        Choice(value="back", label=_("My low back hurts at the moment")),
        Choice(value="arching", label=_("I was told not to bend backwards")),
        Choice(value="balance", label=_("I am unsteady on one leg")),
        Choice(value="pregnancy", label=_("Pregnant or recently gave birth")),
        Choice(value="wrist", label=_("Sore wrists")),
        Choice(value="foot", label=_("Sore foot or ankle")),
        Choice(value="abdomen", label=_("Hernia or recent belly surgery")),
        Choice(value="dizziness", label=_("I get light-headed standing or lying down")),
        Choice(value="heart", label=_("High blood pressure or a heart condition")),
        Choice(value="bones", label=_("Osteoporosis or fragile bones")),
        Choice(value="massage", label=_("Blood thinners, clots, varicose veins")),
    )


def implied_by(exclusion: str) -> tuple[str, ...]:
    """What is ticked along with *exclusion* when that is ticked, and may be unticked again."""
    return _IMPLIED.get(exclusion, ())


def notify_styles() -> tuple[Choice, ...]:
    return (
        Choice(value="normal", label=_("goes by itself after a while")),
        Choice(value="urgent", label=_("stays until it is answered")),
    )


def window_shows() -> tuple[Choice, ...]:
    return (
        Choice(value="auto", label=_("opens a small window that shows what to do")),
        Choice(value="never", label=_("is told step by step in the notification")),
    )


def window_themes() -> tuple[Choice, ...]:
    return (
        Choice(value="auto", label=_("as the desktop is")),
        Choice(value="light", label=_("light")),
        Choice(value="dark", label=_("dark")),
    )


def window_motions() -> tuple[Choice, ...]:
    return (
        Choice(value="auto", label=_("moves as the desktop is set")),
        Choice(value="full", label=_("moves")),
        Choice(value="reduced", label=_("stays still and shows key poses")),
    )


def tray_themes() -> tuple[Choice, ...]:
    return (
        Choice(value="auto", label=_("any panel")),
        Choice(value="light", label=_("a light panel")),
        Choice(value="dark", label=_("a dark panel")),
    )
