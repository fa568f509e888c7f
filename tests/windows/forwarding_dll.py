"""Writes a Windows DLL that holds nothing but forwarders of exports: no code, so no compiler is needed.

wine 8 lacks ``bcryptprimitives.dll``, from which wheels built with Rust (pydantic-core) import
``ProcessPrng``; ``SystemFunction036`` of ``advapi32`` does the same::

    forwarding_dll.py bcryptprimitives.dll ProcessPrng=advapi32.SystemFunction036
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

_AT = 0x1000  # where the one section lies in memory
_FILE_ALIGNMENT = 0x200
_AMD64, _IS_A_DLL, _PE32_PLUS = 0x8664, 0x2022, 0x20B
_READ_ONLY_DATA = 0x40000040


def dll(name: str, forwards: dict[str, str]) -> bytes:
    """The file *name*, in which each key of *forwards* stands for its value, ``library.function``."""
    exports = _export_section(name, forwards)
    raw = exports + b"\0" * (-len(exports) % _FILE_ALIGNMENT)
    dos = b"MZ" + b"\0" * 58 + struct.pack("<I", 0x40)
    coff = struct.pack("<HHIIIHH", _AMD64, 1, 0, 0, 0, 240, _IS_A_DLL)
    section = b".edata\0\0" + struct.pack(
        "<IIIIIIHHI", len(exports), _AT, len(raw), _FILE_ALIGNMENT, 0, 0, 0, 0, _READ_ONLY_DATA
    )
    head = dos + b"PE\0\0" + coff + _optional_header(len(raw), len(exports)) + section
    return head + b"\0" * (_FILE_ALIGNMENT - len(head)) + raw


def _optional_header(raw_b: int, exports_b: int) -> bytes:
    return (
        struct.pack("<HBBIIIII", _PE32_PLUS, 14, 0, 0, raw_b, 0, 0, _AT)
        + struct.pack("<QII", 0x3AB10000, 0x1000, _FILE_ALIGNMENT)
        + struct.pack("<HHHHHH", 6, 0, 0, 0, 6, 0)
        + struct.pack("<IIIIHH", 0, 0x2000, _FILE_ALIGNMENT, 0, 2, 0x0160)
        + struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
        + struct.pack("<II", _AT, exports_b)
        + b"\0" * 8 * 15
    )


def _export_section(name: str, forwards: dict[str, str]) -> bytes:
    """The export directory: a table each of addresses, names and ordinals, then the texts they point to."""
    names = sorted(forwards)
    count = len(names)
    functions_at = 40
    names_at = functions_at + 4 * count
    ordinals_at = names_at + 4 * count
    texts_at = ordinals_at + 2 * count
    texts = bytearray()

    def put(text: str) -> int:
        at = _AT + texts_at + len(texts)
        texts.extend(text.encode() + b"\0")
        return at

    name_at = put(name)
    addresses_of_names = [put(each) for each in names]
    addresses = [put(forwards[each]) for each in names]
    directory = struct.pack(
        "<IIHHIIIIIII",
        *(0, 0, 0, 0, name_at, 1, count, count),
        *(_AT + functions_at, _AT + names_at, _AT + ordinals_at),
    )
    return (
        directory
        + struct.pack(f"<{count}I", *addresses)
        + struct.pack(f"<{count}I", *addresses_of_names)
        + struct.pack(f"<{count}H", *range(count))
        + texts
    )


def main(arguments: list[str]) -> int:
    file = Path(arguments[0])
    file.write_bytes(dll(file.name, dict(each.split("=", 1) for each in arguments[1:])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
