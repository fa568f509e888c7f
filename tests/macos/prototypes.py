"""Compares what sitbreak believes of macOS with what pyobjc's wheels know: prototypes of C functions, numbers
of constants, and that each name of AppKit and Foundation in our code is one.

    uv pip install --python-platform aarch64-apple-darwin --python-version 3.11 --only-binary :all: \
        --no-deps --target FOLDER -r tests/macos/pyobjc.txt
    python -m tests.macos.prototypes FOLDER

The wheels cannot be imported on Linux; their metadata is plain Python, and is read.
"""

from __future__ import annotations

import ast
import ctypes
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sitbreak.desktop.macos import frameworks, hardware, idle

_METADATA = {
    "CoreGraphics": "Quartz/CoreGraphics",
    "CoreFoundation": "CoreFoundation",
    "CoreAudio": "CoreAudio",
    "CoreMediaIO": "CoreMediaIO",
    "AppKit": "AppKit",
    "Foundation": "Foundation",
}
_LETTERS = {
    ctypes.c_double: "d",
    ctypes.c_int32: "i",
    ctypes.c_uint32: "I",
    ctypes.c_long: "q",  # 64 bits there, as on Linux
    ctypes.c_ulong: "Q",
    ctypes.c_bool: "Z",
    None: "v",
}
_TYPE = re.compile(r"[rnNoORV]*(\^+(?:\{[^}]*\}|.)|@\??|\{[^}]*\}|.)")

CONSTANTS = {
    ("CoreGraphics", "kCGEventSourceStateCombinedSessionState"): idle.SESSION,
    ("CoreFoundation", "kCFStringEncodingUTF8"): frameworks.UTF8,
    ("CoreFoundation", "kCFNumberIntType"): frameworks.CF_INT,
    ("CoreAudio", "kAudioObjectSystemObject"): hardware.SYSTEM,
    ("CoreAudio", "kAudioObjectPropertyScopeGlobal"): hardware.GLOBAL,
    ("CoreAudio", "kAudioObjectPropertyElementMain"): hardware.MAIN,
    ("CoreAudio", "kAudioHardwarePropertyDefaultInputDevice"): hardware.DEFAULT_INPUT,
    ("CoreAudio", "kAudioHardwarePropertyProcessObjectList"): hardware.PROCESSES,
    ("CoreAudio", "kAudioProcessPropertyIsRunningInput"): hardware.TAKES_SOUND,
    ("CoreAudio", "kAudioDevicePropertyDeviceIsRunningSomewhere"): hardware.RUNS_SOMEWHERE,
    ("CoreMediaIO", "kCMIOObjectSystemObject"): hardware.SYSTEM,
    ("CoreMediaIO", "kCMIOObjectPropertyScopeGlobal"): hardware.GLOBAL,
    ("CoreMediaIO", "kCMIOObjectPropertyElementMain"): hardware.MAIN,
    ("CoreMediaIO", "kCMIOHardwarePropertyDevices"): hardware.DEVICES,
    ("CoreMediaIO", "kCMIODevicePropertyDeviceIsRunningSomewhere"): hardware.RUNS_SOMEWHERE,
    ("AppKit", "NSApplicationActivationPolicyAccessory"): 1,
    ("Foundation", "NSNotificationSuspensionBehaviorDeliverImmediately"): 4,
}


class Metadata:
    """What one wheel knows of its framework."""

    def __init__(self, file: Path) -> None:
        self.text = file.read_text("utf-8")
        self.functions = dict(_functions(ast.parse(self.text)))

    def number(self, name: str) -> int | None:
        found = re.search(rf"\${name}@(-?\d+)\$", self.text)
        return int(found[1]) if found else None

    def knows(self, name: str) -> bool:
        return re.search(rf"(?<!\w){name}(?!\w)", self.text) is not None


def _functions(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Names with their encoded types."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                match key, value:
                    case ast.Constant(value=str(name)), ast.Tuple(
                        elts=[ast.Constant(value=bytes(types)), *_]
                    ):
                        yield name, types.decode()


def letters(types: str) -> str:
    """A letter for the result and each argument; every kind of pointer and object is ``^``."""
    return "".join("^" if each[0] in "^@*" else each for each in _TYPE.findall(types))


def our_letters(prototype: frameworks.Prototype) -> str:
    return "".join(_LETTERS.get(each, "^") for each in (prototype.result, *prototype.arguments))


def differences(folder: Path) -> Iterator[str]:
    known = {name: Metadata(folder / place / "_metadata.py") for name, place in _METADATA.items()}
    for framework, prototypes in frameworks.PROTOTYPES.items():
        for name, prototype in prototypes.items():
            theirs = known[framework].functions.get(name)
            if theirs is None:
                yield f"{framework} has no {name}"
            elif letters(theirs) != our_letters(prototype):
                yield f"{name}: {letters(theirs)} there, {our_letters(prototype)} here"
    for (framework, name), number in CONSTANTS.items():
        if known[framework].number(name) != number:
            yield f"{name}: {known[framework].number(name)} there, {number} here"
    for module, name in sorted(set(names_used())):
        if not any(known[each].knows(name) for each in ("AppKit", "Foundation")) and not _is_class(
            folder, name
        ):
            yield f"{module}.{name} is not known"


def names_used() -> Iterator[tuple[str, str]]:
    """Every ``AppKit.NAME`` and ``Foundation.NAME`` in our code, and the names of announcements."""
    for file in sorted(Path(frameworks.__file__).parent.glob("*.py")):
        for each in ast.walk(ast.parse(file.read_text("utf-8"))):
            match each:
                case ast.Attribute(value=ast.Name(id="AppKit" | "Foundation" as module), attr=name):
                    yield module, name
                case ast.Constant(value=str(name)) if re.fullmatch(r"NS\w+Notification", name):
                    yield file.stem, name


def _is_class(folder: Path, name: str) -> bool:
    """Classes come from the system when they are asked for: the metadata names those with special methods
    only, the libraries those that they were built with."""
    libraries = [file for place in ("AppKit", "Foundation") for file in (folder / place).glob("*.so")]
    return any(name.encode() in file.read_bytes() for file in libraries)


def main(arguments: list[str]) -> int:
    found = list(differences(Path(arguments[0])))
    for each in found:
        print(each)
    count = sum(len(each) for each in frameworks.PROTOTYPES.values())
    used = len(set(names_used()))
    print(f"{count} prototypes, {len(CONSTANTS)} constants and {used} names: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
