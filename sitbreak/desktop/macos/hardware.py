"""Whether a microphone or a camera is in use, from CoreAudio and CoreMediaIO. To ask needs no permission, and
opens nothing. A call may take a while when a driver does: it is for a thread of its own."""

from __future__ import annotations

import ctypes
from ctypes import c_uint32
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.macos import frameworks
from sitbreak.desktop.macos.frameworks import PropertyAddress

if TYPE_CHECKING:
    from collections.abc import Callable

    # object, selector, room -> the value, as bytes; raises OSError
    Get = Callable[[int, int, int], bytes]
    Size = Callable[[int, int], int]

SYSTEM = 1  # kAudioObjectSystemObject, kCMIOObjectSystemObject
GLOBAL = 0x676C6F62  # "glob", the scope; with that of inputs a device says "running" for others' reasons
MAIN = 0  # the element
DEFAULT_INPUT = 0x64496E20  # "dIn ", kAudioHardwarePropertyDefaultInputDevice
PROCESSES = 0x70727323  # "prs#", kAudioHardwarePropertyProcessObjectList; from macOS 14.2 on
TAKES_SOUND = 0x70697269  # "piri", kAudioProcessPropertyIsRunningInput
DEVICES = 0x64657623  # "dev#", of both
RUNS_SOMEWHERE = 0x676F6E65  # "gone", DeviceIsRunningSomewhere of both

_MOST_B = 16 * 1024  # of a list; 4096 objects
_NUMBER_B = 4


def microphone_in_use(audio: Any = None) -> bool:
    """Whether some program takes sound in; where nobody lists programs, whether the default input runs.
    *audio*: CoreAudio, for tests. Raises OSError when nobody can tell."""
    library = audio if audio is not None else frameworks.load("CoreAudio")
    size, get = _of_audio(library)
    try:
        programs = _numbers(size, get, PROCESSES)
    except OSError:  # an older system
        (device,) = _unpacked(get(SYSTEM, DEFAULT_INPUT, _NUMBER_B)) or (0,)
        return bool(device) and _is_set(get, device, RUNS_SOMEWHERE)
    return any(_is_set(get, program, TAKES_SOUND) for program in programs)


def camera_in_use(media: Any = None) -> bool:
    """Whether some program has a camera run. *media*: CoreMediaIO, for tests. Raises OSError when nobody can
    tell."""
    library = media if media is not None else frameworks.load("CoreMediaIO")
    size, get = _of_media(library)
    return any(_is_set(get, device, RUNS_SOMEWHERE) for device in _numbers(size, get, DEVICES))


def _numbers(size: Size, get: Get, selector: int) -> tuple[int, ...]:
    """A list of objects that the system has."""
    room = size(SYSTEM, selector)
    if room > _MOST_B:
        raise OSError(f"a list of {room} bytes")
    return _unpacked(get(SYSTEM, selector, room)) if room else ()


def _is_set(get: Get, thing: int, selector: int) -> bool:
    """Of what has gone meanwhile, and of what has no such property, nothing is set."""
    try:
        return any(_unpacked(get(thing, selector, _NUMBER_B)))
    except OSError:
        return False


def _unpacked(value: bytes) -> tuple[int, ...]:
    return tuple(c_uint32.from_buffer_copy(value, at).value for at in range(0, len(value) - 3, _NUMBER_B))


def _of_audio(library: Any) -> tuple[Size, Get]:
    def get(thing: int, selector: int, room: int) -> bytes:
        value = ctypes.create_string_buffer(room)
        used = c_uint32(room)
        address = PropertyAddress(selector, GLOBAL, MAIN)
        _check(
            library.AudioObjectGetPropertyData(
                thing, ctypes.byref(address), 0, None, ctypes.byref(used), value
            )
        )
        return value.raw[: used.value]

    return _size_by(library.AudioObjectGetPropertyDataSize), get


def _of_media(library: Any) -> tuple[Size, Get]:
    def get(thing: int, selector: int, room: int) -> bytes:
        value = ctypes.create_string_buffer(room)
        used = c_uint32()
        address = PropertyAddress(selector, GLOBAL, MAIN)
        _check(
            library.CMIOObjectGetPropertyData(
                thing, ctypes.byref(address), 0, None, room, ctypes.byref(used), value
            )
        )
        return value.raw[: used.value]

    return _size_by(library.CMIOObjectGetPropertyDataSize), get


def _size_by(ask: Callable[..., int]) -> Size:
    def size(thing: int, selector: int) -> int:
        answer = c_uint32()
        address = PropertyAddress(selector, GLOBAL, MAIN)
        _check(ask(thing, ctypes.byref(address), 0, None, ctypes.byref(answer)))
        return answer.value

    return size


def _check(error: int) -> None:
    if error:
        raise OSError(f"error {error}")
