"""The comparison with pyobjc's metadata: that it finds what differs. CI runs it on the real metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitbreak.desktop.macos.frameworks import PROTOTYPES
from tests.macos import prototypes


@pytest.mark.parametrize(
    ("types", "meaning"),
    [
        ("diI", "diI"),
        ("@^{__CFDictionary=}@", "^^^"),
        ("^{__CFString=}^{__CFAllocator=}^tI", "^^^I"),
        ("iI^{AudioObjectPropertyAddress=III}I^vI^I^v", "iI^I^I^^"),
        ("iIn^{CMIOObjectPropertyAddress=III}@?", "iI^^"),
    ],
)
def test_encoded_types_are_read(types: str, meaning: str) -> None:
    assert prototypes.letters(types) == meaning


def _wheels(folder: Path) -> Path:
    """Metadata that agrees with all that is ours."""
    for framework, place in prototypes._METADATA.items():
        functions = {
            name: (prototypes.our_letters(prototype).replace("^", "@").encode(),)
            for name, prototype in PROTOTYPES.get(framework, {}).items()
        }
        numbers = [
            f"${name}@{number}$" for (of, name), number in prototypes.CONSTANTS.items() if of == framework
        ]
        names = [name for _module, name in prototypes.names_used()]
        file = folder / place / "_metadata.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"functions = {functions!r}\nenums = {''.join(numbers)!r}\nnames = {names!r}\n")
    return folder


def test_what_agrees_is_found_to_agree(tmp_path: Path) -> None:
    assert list(prototypes.differences(_wheels(tmp_path))) == []


def test_a_wrong_type_a_wrong_number_and_a_wrong_name_are_found(tmp_path: Path) -> None:
    wheels = _wheels(tmp_path)
    for place, right, wrong in (
        ("Quartz/CoreGraphics", "diI", "fiI"),
        ("CoreAudio", "kAudioObjectPropertyScopeGlobal@1735159650", "kAudioObjectPropertyScopeGlobal@1"),
    ):
        file = wheels / place / "_metadata.py"
        text = file.read_text()
        assert right in text
        file.write_text(text.replace(right, wrong))
    for place in ("AppKit", "Foundation"):
        file = wheels / place / "_metadata.py"
        file.write_text(file.read_text().replace("NSMakeSize", "NSMakeRect"))
    assert list(prototypes.differences(wheels)) == [
        "CGEventSourceSecondsSinceLastEventType: fiI there, diI here",
        "kAudioObjectPropertyScopeGlobal: 1 there, 1735159650 here",
        "AppKit.NSMakeSize is not known",
    ]
